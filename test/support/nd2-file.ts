import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

/** Metadata to write; the first letters of a name say its type, as in real files (ui, i, e, d, b, s, ws). */
export type Tree =
  { [name: string]: Tree | number | string | boolean } | (Tree | number | string | boolean)[];
type Value = Tree | number | string | boolean;

export interface Nd2Content {
  width: number;
  height: number;
  components: number;
  bits: 8 | 16 | 32;
  /** Interleaved rows of each frame, without padding; null for one that was not recorded. */
  frames: (Uint8Array | null)[];
  /** Bytes added to each row. */
  padding?: number;
  compression?: 'none' | 'lossless' | 'lossy';
  /** `SLxExperiment`. */
  experiment?: Tree;
  /** `SLxPictureMetadata`. */
  picture?: Tree;
  /** `CustomData|NAME!`: one number a frame. */
  columns?: Record<string, number[]>;
  /** 3: binary metadata; 2: XML. */
  version?: 2 | 3;
  /** Packs the binary metadata. */
  packMetadata?: boolean;
}

/** Writes an nd2 file from its published structure, sharing no code with the reader. */
export function writeNd2(path: string, content: Nd2Content): void {
  const { frames, version = 3, columns = {} } = content;
  const chunks: Chunk[] = [
    { name: 'ND2 FILE SIGNATURE CHUNK NAME01!', data: Buffer.from(`Ver${version}.0`.padEnd(64, '\0')) },
    metadataChunk(content, 'ImageAttributes', '', 'SLxImageAttributes', attributesOf(content)),
  ];
  if (content.experiment) {
    chunks.push(metadataChunk(content, 'ImageMetadata', '', 'SLxExperiment', content.experiment));
  }
  if (content.picture) {
    chunks.push(metadataChunk(content, 'ImageMetadataSeq', '|0', 'SLxPictureMetadata', content.picture));
  }
  for (const [name, values] of Object.entries(columns)) {
    const data = Buffer.from(Float64Array.from(values).buffer);
    chunks.push({ name: `CustomData|${name}!`, data });
  }
  frames.forEach((frame, i) => {
    if (frame) chunks.push({ name: `ImageDataSeq|${i}!`, data: frameData(content, frame), nameLength: 4072 });
  });
  writeFileSync(path, fileOf(chunks));
}

interface Chunk {
  name: string;
  data: Buffer;
  nameLength?: number;
}

function attributesOf(content: Nd2Content): Tree {
  const { width, height, components, bits, padding = 0, compression = 'none' } = content;
  return {
    uiWidth: width,
    uiWidthBytes: (width * components * bits) / 8 + padding,
    uiHeight: height,
    uiComp: components,
    uiBpcInMemory: bits,
    uiBpcSignificant: bits,
    uiSequenceCount: content.frames.length,
    eCompression: { lossless: 0, lossy: 1, none: 2 }[compression],
    dCompressionParam: 0,
  };
}

function frameData(content: Nd2Content, frame: Uint8Array): Buffer {
  const { height, padding = 0, compression = 'none' } = content;
  const row = frame.length / height;
  const padded = Buffer.alloc((row + padding) * height, 0xee);
  for (let y = 0; y < height; y += 1) padded.set(frame.subarray(y * row, (y + 1) * row), y * (row + padding));
  const stamp = Buffer.alloc(8);
  return Buffer.concat([stamp, compression === 'lossless' ? deflateSync(padded) : padded]);
}

function metadataChunk(content: Nd2Content, name: string, suffix: string, root: string, tree: Tree): Chunk {
  if (content.version === 2) {
    const xml = `<?xml version="1.0" encoding="UTF-8"?><variant version="1.0">${xmlOf('no_name', tree)}</variant>`;
    return { name: `${name}${suffix}!`, data: Buffer.from(xml) };
  }
  const bytes = entryOf(root, tree);
  // Type and name length, then ten bytes that readers pass over.
  const packed = Buffer.concat([Buffer.from([76, 0]), Buffer.alloc(10), deflateSync(bytes)]);
  return { name: `${name}LV${suffix}!`, data: content.packMetadata ? packed : bytes };
}

/** One entry of the binary metadata. */
export function entryOf(name: string, value: Value): Buffer {
  const title = Buffer.from(`${name}\0`, 'utf16le');
  const kind = typeof value === 'object' ? 11 : typeof value === 'string' ? 8 : numberKind(name, value);
  const head = Buffer.concat([Buffer.from([kind, title.length / 2]), title]);
  if (typeof value === 'object') return levelOf(head, value);
  if (typeof value === 'string') return Buffer.concat([head, Buffer.from(`${value}\0`, 'utf16le')]);
  const data = Buffer.alloc(kind === 1 ? 1 : kind === 6 ? 8 : 4);
  if (kind === 1) data.writeUInt8(Number(value));
  else if (kind === 2) data.writeInt32LE(Number(value));
  else if (kind === 3) data.writeUInt32LE(Number(value));
  else data.writeDoubleLE(Number(value));
  return Buffer.concat([head, data]);
}

function numberKind(name: string, value: number | boolean): number {
  if (typeof value === 'boolean') return 1;
  if (name.startsWith('ui')) return 3;
  return /^[ie][A-Z]/.test(name) ? 2 : 6;
}

function levelOf(head: Buffer, tree: Tree): Buffer {
  const entries = Object.entries(tree) as [string, Value][];
  const children = entries.map(([name, value]) => entryOf(Array.isArray(tree) ? '' : name, value));
  const counts = Buffer.alloc(12);
  counts.writeUInt32LE(children.length);
  const content = Buffer.concat(children);
  counts.writeBigUInt64LE(BigInt(head.length + 12 + content.length), 4);
  return Buffer.concat([head, counts, content, Buffer.alloc(8 * children.length)]);
}

function xmlOf(name: string, value: Value): string {
  if (typeof value === 'object') {
    const children = (Object.entries(value) as [string, Value][]).map(([key, child]) =>
      xmlOf(Array.isArray(value) ? 'no_name' : key, child),
    );
    return `<${name} runtype="CLxListVariant">${children.join('')}</${name}>`;
  }
  const kind = typeof value === 'string' ? 8 : numberKind(name, value);
  const runtype = { 1: 'bool', 2: 'lx_int32', 3: 'lx_uint32', 6: 'double', 8: 'CLxStringW' }[kind];
  const text = String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<${name} runtype="${runtype}" value="${text}"/>`;
}

/** Chunks one after another on 4096-byte borders, then the map of them, whose position the last bytes say. */
function fileOf(chunks: Chunk[]): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let position = 0;
  const put = (bytes: Buffer): void => {
    parts.push(bytes);
    position += bytes.length;
  };
  for (const { name, data, nameLength = name.length } of chunks) {
    entries.push(Buffer.concat([Buffer.from(name), u64(position), u64(data.length)]));
    put(chunkOf(name, data, nameLength));
    put(Buffer.alloc((4096 - (position % 4096)) % 4096));
  }
  const end = Buffer.concat([Buffer.from('ND2 CHUNK MAP SIGNATURE 0000001!'), u64(position)]);
  put(chunkOf('ND2 FILEMAP SIGNATURE NAME 0001!', Buffer.concat([...entries, end]), 32));
  return Buffer.concat(parts);
}

function chunkOf(name: string, data: Buffer, nameLength: number): Buffer {
  const header = Buffer.alloc(16 + nameLength);
  header.writeUInt32LE(0x0abeceda);
  header.writeUInt32LE(nameLength, 4);
  header.writeBigUInt64LE(BigInt(data.length), 8);
  header.write(name, 16, 'latin1');
  return Buffer.concat([header, data]);
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
