import { readLength } from '../checked-file.ts';
import type { CheckedFile } from '../checked-file.ts';

const chunkMagic = 0x0abeceda;
const headerBytes = 16;
const mapName = 'ND2 FILEMAP SIGNATURE NAME 0001!';
const endName = 'ND2 CHUNK MAP SIGNATURE 0000001!';
/** Metadata of the largest files is some megabytes; a million frames' chunk map is 35. */
const maxMetadataBytes = 64 * 2 ** 20;

/** Where the content of a chunk lies. */
export interface Chunk {
  position: number;
  length: number;
}

/**
 * Positions of all chunks by name ("ImageAttributesLV!", "ImageDataSeq|0!"), from the map that the file's last
 * 40 bytes point to. A map entry is a name that ends with "!", then position and length, 8 bytes each.
 * @throws AbbeError invalid-input where there is no such map: the file was cut off, or its recording was.
 */
export async function readChunkMap(file: CheckedFile): Promise<Map<string, number>> {
  const noMap =
    'it has no chunk map at its end: it was cut off or never finished; copy it again, or open and save it in NIS-Elements';
  if (file.size < 40) throw file.broken(noMap);
  const tail = await file.read(file.size - 40, 40, 'last bytes');
  if (tail.toString('latin1', 0, 32) !== endName) throw file.broken(noMap);
  const bytes = await readChunk(file, readLength(tail, 32), 'chunk map', mapName);
  const positions = new Map<string, number>();
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(0x21, at);
    if (end < 0) throw file.broken('its chunk map is damaged; copy it again from its source');
    const name = bytes.toString('latin1', at, end + 1);
    if (name === endName) return positions;
    if (end + 17 > bytes.length) throw file.broken('its chunk map is damaged; copy it again from its source');
    positions.set(name, readLength(bytes, end + 1));
    at = end + 17;
  }
}

/** Checks a chunk's header (magic, length of the name, length of the content, the name) and finds its content. */
export async function findChunk(
  file: CheckedFile,
  position: number,
  what: string,
  name: string,
): Promise<Chunk> {
  const header = await file.read(position, headerBytes + name.length, what);
  const nameLength = header.readUInt32LE(4);
  const found = header.toString('latin1', headerBytes);
  if (header.readUInt32LE(0) !== chunkMagic || found !== name) {
    throw file.broken(`its ${what} is not where the chunk map says; copy it again from its source`);
  }
  const chunk = { position: position + headerBytes + nameLength, length: readLength(header, 8) };
  file.require(chunk.position, chunk.length, what);
  return chunk;
}

/** The content of a chunk of metadata. */
export async function readChunk(
  file: CheckedFile,
  position: number,
  what: string,
  name: string,
): Promise<Buffer> {
  const chunk = await findChunk(file, position, what, name);
  if (chunk.length > maxMetadataBytes)
    throw file.broken(`its ${what} is of ${chunk.length} bytes, which no such file needs`);
  return file.read(chunk.position, chunk.length, what);
}
