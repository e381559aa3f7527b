import { writeFileSync } from 'node:fs';

export interface CziBlock {
  /** Numbers as in the format: 0 Gray8, 1 Gray16, 2 Gray32Float, 3 Bgr24, 4 Bgr48, 12 Gray32. */
  pixelType: number;
  compression: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Stored size where it is reduced (a pyramid's). */
  stored?: { width: number; height: number };
  /** Starts along other axes: { C: 0, Z: 2, M: 1 }. */
  at?: Record<string, number>;
  /** Sizes along other axes where they are not 1. */
  sizes?: Record<string, number>;
  pixels: Uint8Array;
  /** XML about the block. */
  metadata?: string;
}

export interface CziContent {
  blocks: CziBlock[];
  metadata?: string;
  /** Seconds. */
  timeStamps?: number[];
  filePart?: number;
}

/** Writes a czi file from the published structure (ZISRAW), sharing no code with the reader. */
export function writeCzi(path: string, content: CziContent): void {
  const parts: Buffer[] = [];
  // The file header takes the first 512 + 32 bytes and is written last.
  let position = 544;
  const put = (id: string, data: Buffer): number => {
    const bytes = segment(id, data);
    const at = position;
    parts.push(bytes);
    position += bytes.length;
    return at;
  };
  const entries = content.blocks.map((block) => {
    const own = entryOf(block, position);
    put('ZISRAWSUBBLOCK', blockData(block, own));
    return own;
  });
  const directory = put('ZISRAWDIRECTORY', listOf(entries, 128));
  const metadata = content.metadata === undefined ? 0 : put('ZISRAWMETADATA', xmlData(content.metadata));
  let attachments = 0;
  if (content.timeStamps) {
    const at = put('ZISRAWATTACH', stampData(content.timeStamps, position));
    attachments = put('ZISRAWATTDIR', listOf([attachmentEntry(at)], 256));
  }
  const header = Buffer.alloc(512);
  header.writeInt32LE(1);
  header.writeInt32LE(content.filePart ?? 0, 48);
  header.writeBigInt64LE(BigInt(directory), 52);
  header.writeBigInt64LE(BigInt(metadata), 60);
  header.writeBigInt64LE(BigInt(attachments), 72);
  writeFileSync(path, Buffer.concat([segment('ZISRAWFILE', header), ...parts]));
}

/** Name, bytes allocated, bytes used; segments begin on 32-byte borders. */
function segment(id: string, data: Buffer): Buffer {
  const allocated = Math.ceil(data.length / 32) * 32;
  const bytes = Buffer.alloc(32 + allocated);
  bytes.write(id, 0, 'latin1');
  bytes.writeBigInt64LE(BigInt(allocated), 16);
  bytes.writeBigInt64LE(BigInt(data.length), 24);
  data.copy(bytes, 32);
  return bytes;
}

function listOf(entries: Buffer[], headerBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(entries.length);
  return Buffer.concat([header, ...entries]);
}

function entryOf(block: CziBlock, position: number): Buffer {
  const { x, y, width, height, stored = block, at = {}, sizes = {} } = block;
  const dimensions = [
    dimension('X', x, width, stored.width),
    dimension('Y', y, height, stored.height),
    ...Object.entries(at).map(([name, start]) => dimension(name, start, sizes[name] ?? 1, sizes[name] ?? 1)),
  ];
  const entry = Buffer.alloc(32);
  entry.write('DV', 0, 'latin1');
  entry.writeInt32LE(block.pixelType, 2);
  entry.writeBigInt64LE(BigInt(position), 6);
  entry.writeInt32LE(block.compression, 18);
  entry.writeUInt8(block.stored ? 2 : 0, 22);
  entry.writeInt32LE(dimensions.length, 28);
  return Buffer.concat([entry, ...dimensions]);
}

function dimension(name: string, start: number, size: number, stored: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.write(name, 0, 'latin1');
  bytes.writeInt32LE(start, 4);
  bytes.writeInt32LE(size, 8);
  bytes.writeInt32LE(stored, 16);
  return bytes;
}

function blockData({ pixels, metadata = '' }: CziBlock, entry: Buffer): Buffer {
  const xml = Buffer.from(metadata);
  const lengths = Buffer.alloc(16);
  lengths.writeInt32LE(xml.length);
  lengths.writeBigInt64LE(BigInt(pixels.length), 8);
  const head = Buffer.concat([lengths, entry]);
  const rest = Buffer.alloc(Math.max(0, 256 - head.length));
  return Buffer.concat([head, rest, xml, pixels]);
}

function xmlData(xml: string): Buffer {
  const text = Buffer.from(xml);
  const header = Buffer.alloc(256);
  header.writeInt32LE(text.length);
  return Buffer.concat([header, text]);
}

function attachmentEntry(position: number): Buffer {
  const entry = Buffer.alloc(128);
  entry.write('A1', 0, 'latin1');
  entry.writeBigInt64LE(BigInt(position), 12);
  entry.write('CZTIMS', 40, 'latin1');
  entry.write('TimeStamps', 48, 'latin1');
  return entry;
}

function stampData(seconds: number[], position: number): Buffer {
  const header = Buffer.alloc(256);
  const content = Buffer.alloc(8 + 8 * seconds.length);
  content.writeInt32LE(content.length);
  content.writeInt32LE(seconds.length, 4);
  seconds.forEach((value, i) => content.writeDoubleLE(value, 8 + 8 * i));
  header.writeInt32LE(content.length);
  attachmentEntry(position).copy(header, 16);
  return Buffer.concat([header, content]);
}

/** The stream of an LZW coder (TIFF's kind) that clears its table before codes grow beyond 9 bits. */
export function encodeLzw(bytes: Uint8Array): Uint8Array {
  const codes: number[] = [];
  bytes.forEach((byte, i) => {
    if (i % 200 === 0) codes.push(256);
    codes.push(byte);
  });
  codes.push(257);
  const packed = Buffer.alloc(Math.ceil((codes.length * 9) / 8));
  codes.forEach((code, i) => {
    for (let bit = 0; bit < 9; bit += 1) {
      const at = i * 9 + bit;
      if ((code >> (8 - bit)) & 1) packed[at >> 3] = packed[at >> 3]! | (0x80 >> (at & 7));
    }
  });
  return packed;
}
