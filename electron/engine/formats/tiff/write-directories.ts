import type { SampleType } from '../../../contract/images.ts';
import { bytesPerSample } from '../pixel-source.ts';
import type { WritableImage } from '../pixel-source.ts';
import { compressions, photometrics, tags } from './tags.ts';
import { micrometres } from '../units.ts';

// Strips of this size compress as well as whole planes, on several threads, and keep regions cheap to read.
const stripBytes = 256 * 1024;
const [ascii, short, long, rational, long8] = [2, 3, 4, 5, 16] as const;
const typeBytes = { [ascii]: 1, [short]: 2, [long]: 4, [rational]: 8, [long8]: 8 } as const;

interface Field {
  tag: number;
  type: keyof typeof typeBytes;
  /** A rational is two numbers. */
  values: number[] | Uint8Array;
}

/** How the pixels of all pages are stored, and in what the resolution is said. */
export interface DirectoryStyle {
  compression: number;
  rowsPerStrip: number;
  /** Micrometres of the unit of the resolution, and TIFF's number for that: 1 is none that TIFF has. */
  unit: { micrometres: number; code: number };
}

/** Compressed strips, and pixels a centimetre for programs that do not read OME-XML. */
const compressedStyle = (image: WritableImage): DirectoryStyle => ({
  compression: compressions.deflate,
  rowsPerStrip: rowsPerStrip(image),
  unit: { micrometres: 1e4, code: 3 },
});

/** A page as it is in one strip, and pixels a micrometre, as ImageJ has them. */
export const plainStyle = (image: WritableImage): DirectoryStyle => ({
  compression: compressions.none,
  rowsPerStrip: image.shape[3],
  unit: { micrometres: 1, code: 1 },
});

/** Where the strips of each written page lie. */
export interface WrittenPage {
  offsets: number[];
  byteCounts: number[];
}

/** An RGB picture is written as one page of three samples. */
export function isRgbImage({ rgb, shape }: WritableImage): boolean {
  return rgb === true && shape[1] === 3;
}

export function rowsPerStrip(image: WritableImage): number {
  const row = image.shape[4] * bytesPerSample(image.dtype) * (isRgbImage(image) ? 3 : 1);
  return Math.max(1, Math.min(image.shape[3], Math.floor(stripBytes / row)));
}

/**
 * The header and all directories of a file whose pixels are written.
 * @param start where the directories go, an even place.
 * @returns `header` for the start of the file and `bytes` for `start`; BigTIFF where it ends beyond 4 GB.
 */
export function encodeDirectories(
  image: WritableImage,
  pages: readonly WrittenPage[],
  description: string,
  start: number,
  style = compressedStyle(image),
): { header: Buffer; bytes: Buffer } {
  const text = Buffer.from(`${description}\0`);
  // A bound on what the directories take as BigTIFF.
  const bound = pages.reduce((sum, { offsets }) => sum + 500 + 16 * offsets.length, text.length);
  const big = start + bound > 2 ** 32 - 1;
  const parts: Buffer[] = [];
  let at = start;
  pages.forEach((page, i) => {
    const fields = fieldsOf(image, page, { big, style, text: i === 0 ? text : undefined });
    const part = encodeDirectory(fields, at, big, i === pages.length - 1);
    parts.push(part);
    at += part.length;
  });
  return { header: headerOf(start, big), bytes: Buffer.concat(parts) };
}

function headerOf(start: number, big: boolean): Buffer {
  const header = Buffer.alloc(16);
  header.write('II');
  header.writeUInt16LE(big ? 43 : 42, 2);
  if (big) {
    header.writeUInt16LE(8, 4);
    header.writeBigUInt64LE(BigInt(start), 8);
  } else {
    header.writeUInt32LE(start, 4);
  }
  return header;
}

interface FieldOptions {
  big: boolean;
  style: DirectoryStyle;
  text: Buffer | undefined;
}

function fieldsOf(image: WritableImage, page: WrittenPage, { big, style, text }: FieldOptions): Field[] {
  const [, , , height, width] = image.shape;
  const rgb = isRgbImage(image);
  const samples = rgb ? 3 : 1;
  const each = (value: number): number[] => new Array<number>(samples).fill(value);
  const one = (tag: number, value: number): Field => ({ tag, type: short, values: [value] });
  const place = big ? long8 : long;
  const fields: Field[] = [
    { tag: tags.imageWidth, type: long, values: [width] },
    { tag: tags.imageLength, type: long, values: [height] },
    { tag: tags.bitsPerSample, type: short, values: each(8 * bytesPerSample(image.dtype)) },
    one(tags.compression, style.compression),
    one(tags.photometric, rgb ? photometrics.rgb : photometrics.minIsBlack),
    { tag: tags.stripOffsets, type: place, values: page.offsets },
    one(tags.samplesPerPixel, samples),
    { tag: tags.rowsPerStrip, type: long, values: [style.rowsPerStrip] },
    { tag: tags.stripByteCounts, type: place, values: page.byteCounts },
    one(tags.planarConfiguration, 1),
    { tag: tags.software, type: ascii, values: Buffer.from('Abbe\0') },
    { tag: tags.sampleFormat, type: short, values: each(sampleFormat(image.dtype)) },
    ...resolutionFields(image, style.unit),
  ];
  if (text) fields.push({ tag: tags.imageDescription, type: ascii, values: text });
  return fields.sort((a, b) => a.tag - b.tag);
}

function resolutionFields({ pixelSize }: WritableImage, unit: DirectoryStyle['unit']): Field[] {
  const [x, y] = [pixelSize?.x, pixelSize?.y].map((s) => micrometres(s ?? undefined, pixelSize?.unit ?? ''));
  const ratio = (size: number): number[] => {
    const perUnit = unit.micrometres / size;
    // Both parts are whole numbers of 32 bits; the larger one has the digits.
    const factor = perUnit < 4000 && perUnit > 1 / 4000 ? 1_000_000 : 1000;
    return perUnit >= 1 ? [Math.round(perUnit * factor), factor] : [factor, Math.round(factor / perUnit)];
  };
  const possible = [x, y].every((size) => size !== undefined && size > 0.003 && size < 1e6);
  if (!possible) return [];
  return [
    { tag: tags.xResolution, type: rational, values: ratio(x!) },
    { tag: tags.yResolution, type: rational, values: ratio(y!) },
    { tag: tags.resolutionUnit, type: short, values: [unit.code] },
  ];
}

function sampleFormat(dtype: SampleType): number {
  return dtype.startsWith('float') ? 3 : dtype.startsWith('int') ? 2 : 1;
}

/** One directory with its values behind it, and the next one behind them. */
function encodeDirectory(fields: readonly Field[], at: number, big: boolean, last: boolean): Buffer {
  const [countBytes, fieldSize, pointer] = big ? [8, 20, 8] : [2, 12, 4];
  const tableBytes = countBytes + fields.length * fieldSize + pointer;
  const table = Buffer.alloc(tableBytes + (tableBytes % 2));
  const behind: Buffer[] = [];
  let end = at + table.length;
  const writePlace = (value: number, offset: number): void => {
    if (big) table.writeBigUInt64LE(BigInt(value), offset);
    else table.writeUInt32LE(value, offset);
  };
  if (big) table.writeBigUInt64LE(BigInt(fields.length), 0);
  else table.writeUInt16LE(fields.length, 0);
  fields.forEach((field, i) => {
    const entry = countBytes + i * fieldSize;
    const bytes = valueBytes(field);
    const count = bytes.length / typeBytes[field.type];
    table.writeUInt16LE(field.tag, entry);
    table.writeUInt16LE(field.type, entry + 2);
    writePlace(count, entry + 4);
    const value = entry + (big ? 12 : 8);
    if (bytes.length <= pointer) bytes.copy(table, value);
    else {
      writePlace(end, value);
      const padded = bytes.length % 2 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
      behind.push(padded);
      end += padded.length;
    }
  });
  writePlace(last ? 0 : end, tableBytes - pointer);
  return Buffer.concat([table, ...behind]);
}

function valueBytes({ type, values }: Field): Buffer {
  if (values instanceof Uint8Array) return Buffer.from(values);
  const size = type === rational ? 4 : typeBytes[type];
  const bytes = Buffer.alloc(values.length * size);
  values.forEach((value, i) => {
    if (size === 2) bytes.writeUInt16LE(value, 2 * i);
    else if (size === 4) bytes.writeUInt32LE(value, 4 * i);
    else bytes.writeBigUInt64LE(BigInt(value), 8 * i);
  });
  return bytes;
}
