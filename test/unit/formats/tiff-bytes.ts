import type { SourceInfo } from '../../../electron/contract/images.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import type { OpenOptions, WritableImage } from '../../../electron/engine/formats/pixel-source.ts';

/** A page of a TIFF file that is made byte by byte: uncompressed, one strip. */
export interface TiffPage {
  width: number;
  height: number;
  pixels: Uint8Array | Uint16Array;
  bits?: number;
  description?: string;
  photometric?: number;
  compression?: number;
  colorMap?: number[];
  subfileType?: number;
  resolution?: { x: number; y: number; unit: number };
  /** More fields, or other values of those above: tag -> values, as 32-bit numbers. */
  fields?: Record<number, number[]>;
}

/**
 * A little-endian TIFF file: for each page its pixels and then its directory, or the other way round
 * (`dataLast`, of one page).
 */
export function tiffFile(pages: readonly TiffPage[], { dataLast = false } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let end = 8;
  let pointer: [part: Buffer, at: number] = [parts[0]!, 4];
  for (const page of pages) {
    const { buffer, byteOffset, byteLength } = page.pixels;
    const data = Buffer.concat([Buffer.from(buffer, byteOffset, byteLength), Buffer.alloc(byteLength % 2)]);
    if (!dataLast) parts.push(data);
    const start = dataLast ? end : end + data.length;
    pointer[0].writeUInt32LE(start, pointer[1]);
    let directory = encode(page, start, end);
    if (dataLast) directory = encode(page, start, start + directory.bytes.length);
    parts.push(directory.bytes);
    pointer = [directory.bytes, directory.next];
    end = start + directory.bytes.length;
  }
  return Buffer.concat(parts);
}

function encode(page: TiffPage, start: number, dataStart: number): { bytes: Buffer; next: number } {
  const { width, height, pixels, resolution } = page;
  const bits = page.bits ?? 8 * pixels.BYTES_PER_ELEMENT;
  const ratio = (value: number): number[] => [Math.round(value * 1000), 1000];
  const fields: Record<number, [type: number, values: number[]]> = {
    256: [4, [width]],
    257: [4, [height]],
    258: [3, [bits]],
    259: [3, [page.compression ?? 1]],
    262: [3, [page.photometric ?? 1]],
    273: [4, [dataStart]],
    278: [4, [height]],
    279: [4, [page.compression ? pixels.byteLength : (width * height * bits) / 8]],
  };
  if (page.subfileType !== undefined) fields[254] = [4, [page.subfileType]];
  if (page.description !== undefined) fields[270] = [2, [...Buffer.from(`${page.description}\0`)]];
  if (page.colorMap) fields[320] = [3, page.colorMap];
  if (resolution) {
    fields[282] = [5, ratio(resolution.x)];
    fields[283] = [5, ratio(resolution.y)];
    fields[296] = [3, [resolution.unit]];
  }
  for (const [tag, values] of Object.entries(page.fields ?? {})) fields[Number(tag)] = [4, values];
  const entries = Object.entries(fields);
  const table = Buffer.alloc(2 + 12 * entries.length + 4);
  const behind: Buffer[] = [];
  let end = start + table.length;
  table.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, [type, values]], i) => {
    const size = type === 2 ? 1 : type === 3 ? 2 : 4;
    const value = Buffer.alloc(Math.max(4, size * values.length + ((size * values.length) % 2)));
    values.forEach((number, k) => value.writeUIntLE(number, k * size, size));
    table.writeUInt16LE(Number(tag), 2 + 12 * i);
    table.writeUInt16LE(type, 4 + 12 * i);
    table.writeUInt32LE(type === 5 ? values.length / 2 : values.length, 6 + 12 * i);
    if (value.length <= 4) value.copy(table, 10 + 12 * i);
    else {
      table.writeUInt32LE(end, 10 + 12 * i);
      behind.push(value);
      end += value.length;
    }
  });
  return { bytes: Buffer.concat([table, ...behind]), next: table.length - 4 };
}

/** An image of which every plane is filled with its own number: 100 t + 10 c + z. */
export function numbered(shape: SourceInfo['shape']): WritableImage {
  return {
    shape,
    dtype: 'uint16',
    pixelSize: null,
    channels: [],
    plane: ({ t, c, z }) => new Uint16Array(shape[3] * shape[4]).fill(100 * t + 10 * c + z),
  };
}

/** What the headers say. */
export async function infoOf(file: string, options: OpenOptions = {}): Promise<SourceInfo> {
  const source = await openSource(file, options);
  await source.close();
  return source.info;
}
