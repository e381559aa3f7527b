import { readLength } from '../checked-file.ts';
import type { CheckedFile } from '../checked-file.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import { findSegment } from './segments.ts';

/** The axes that place a plane; M numbers the tiles of a mosaic. */
export type CziAxis = 'C' | 'Z' | 'T' | 'S' | 'M' | 'B' | 'H' | 'I' | 'V' | 'R';

/** A block of pixels: a plane, or a tile of one. */
export interface Subblock {
  /** Of its segment in the file. */
  position: number;
  pixelType: number;
  compression: number;
  /** Pixels, on the stage's pixel grid; may be negative. */
  box: Rectangle;
  /** Where it lies along the other axes; 0 along those it does not name. */
  index: Record<CziAxis, number>;
}

const axes: readonly CziAxis[] = ['C', 'Z', 'T', 'S', 'M', 'B', 'H', 'I', 'V', 'R'];
const listHeaderBytes = 128;
const entryBytes = 32;
const dimensionBytes = 20;
const maxDimensions = 40;
/** A million blocks. */
const maxDirectoryBytes = 256 * 2 ** 20;

/** All blocks of full resolution, in the order of the file; reduced copies (the pyramid) are left out. */
export async function readDirectory(file: CheckedFile, position: number): Promise<Subblock[]> {
  const what = 'directory';
  const segment = await findSegment(file, position, what, 'ZISRAWDIRECTORY');
  const damaged = (): Error => file.broken('its directory is damaged; copy it again from its source');
  if (segment.length < listHeaderBytes || segment.length > maxDirectoryBytes) throw damaged();
  const bytes = await file.read(segment.position, segment.length, what);
  const count = bytes.readInt32LE(0);
  const blocks: Subblock[] = [];
  let at = listHeaderBytes;
  for (let i = 0; i < count; i += 1) {
    const end = at + entryLength(bytes, at);
    if (!(end <= bytes.length)) throw damaged();
    const block = subblockOf(file, bytes, at);
    if (block) blocks.push(block);
    at = end;
  }
  if (blocks.length === 0) throw file.broken('its directory lists no image of full resolution');
  return blocks;
}

/** Bytes of a directory entry of the schema "DV"; NaN where it is none. */
export function entryLength(bytes: Buffer, at: number): number {
  if (at + entryBytes > bytes.length || bytes.toString('latin1', at, at + 2) !== 'DV') return NaN;
  const dimensions = bytes.readInt32LE(at + 28);
  return dimensions >= 0 && dimensions <= maxDimensions ? entryBytes + dimensions * dimensionBytes : NaN;
}

/** An entry: schema, pixel type, position, file part, compression, pyramid type, then its dimensions. */
function subblockOf(file: CheckedFile, bytes: Buffer, at: number): Subblock | null {
  const filePart = bytes.readInt32LE(at + 14);
  if (filePart !== 0) {
    throw file.broken(
      'it is one of several files of an image; export it as one file or as OME-TIFF from ZEN',
    );
  }
  const block: Subblock = {
    position: readLength(bytes, at + 6),
    pixelType: bytes.readInt32LE(at + 2),
    compression: bytes.readInt32LE(at + 18),
    box: { x: 0, y: 0, width: 1, height: 1 },
    index: { C: 0, Z: 0, T: 0, S: 0, M: 0, B: 0, H: 0, I: 0, V: 0, R: 0 },
  };
  for (let i = 0; i < bytes.readInt32LE(at + 28); i += 1) {
    const entry = at + entryBytes + i * dimensionBytes;
    const name = bytes.toString('latin1', entry, entry + 4).replace(/\0.*$/s, '');
    const [start, size] = [bytes.readInt32LE(entry + 4), bytes.readInt32LE(entry + 8)];
    // 0 stored means as many as there are.
    const stored = bytes.readInt32LE(entry + 16) || size;
    if (!/^[A-Z]$/.test(name) || size < 1) {
      throw file.broken('its directory is damaged; copy it again from its source');
    }
    if (stored !== size) return null;
    if (name === 'X') Object.assign(block.box, { x: start, width: size });
    else if (name === 'Y') Object.assign(block.box, { y: start, height: size });
    else if (size > 1) {
      throw file.broken(
        `its blocks hold ${size} planes along ${name} each, which is not supported; export it as OME-TIFF from ZEN`,
      );
    } else if (isAxis(name)) block.index[name] = start;
  }
  return block;
}

function isAxis(name: string): name is CziAxis {
  return (axes as readonly string[]).includes(name);
}
