import type { SampleType } from '../../../contract/images.ts';
import { requireWithinLimit } from '../broken-file.ts';
import type { OpenOptions } from '../pixel-source.ts';
import type { TiffDirectory } from './directory.ts';
import { compressions, photometrics, tags } from './tags.ts';
import type { TiffFile } from './tiff-file.ts';

/** What the fields of a page say of its pixels, without where they lie. */
export interface PageShape {
  width: number;
  height: number;
  /** Samples a pixel, as stored; the first `samples` of them are kept, an alpha channel behind them is not. */
  storedSamples: number;
  samples: number;
  /** Bits of one stored sample, and whether it is unsigned (1), signed (2) or floating point (3). */
  bits: number;
  sampleFormat: 1 | 2 | 3;
  dtype: SampleType;
  photometric: number;
  compression: number;
  predictor: number;
  /** Each sample in blocks of its own (planar configuration 2). */
  planar: boolean;
  subsampled: boolean;
  volumetric: boolean;
}

/** A page with its blocks (strips or tiles): row by row from the top left, and so for each sample where planar. */
export interface Page extends PageShape {
  file: TiffFile;
  blockWidth: number;
  blockHeight: number;
  tiled: boolean;
  offsets: number[];
  byteCounts: number[];
  jpegTables: Buffer | undefined;
}

const maxSamples = 1024;
const integers: Record<number, [SampleType, SampleType]> = {
  8: ['uint8', 'int8'],
  16: ['uint16', 'int16'],
  32: ['uint32', 'int32'],
};

/** The shape of a page from its directory. @throws AbbeError where a number is absurd or above the limit. */
export async function readShape(directory: TiffDirectory, options: OpenOptions): Promise<PageShape> {
  const { file } = directory;
  const [width, height] = [
    await directory.number(tags.imageWidth, 0),
    await directory.number(tags.imageLength, 0),
  ];
  const storedSamples = await directory.number(tags.samplesPerPixel, 1);
  const sizes = [width, height, storedSamples];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0) || storedSamples > maxSamples) {
    throw file.broken(`a page claims ${width} x ${height} pixels of ${storedSamples} samples; it is damaged`);
  }
  requireWithinLimit(file.path, width, height, options);
  const bits = await directory.numbers(tags.bitsPerSample, storedSamples);
  const formats = await directory.numbers(tags.sampleFormat, storedSamples);
  if (new Set(bits).size > 1 || new Set(formats).size > 1) {
    throw file.broken('its samples are of several types; save each channel as an image of its own');
  }
  const photometric = await directory.number(tags.photometric, photometrics.minIsBlack);
  const compression = await directory.number(tags.compression, compressions.none);
  const subsampling = await directory.numbers(tags.yCbCrSubsampling, 2);
  const stored = { bits: bits[0] ?? 1, format: formats[0] ?? 1 };
  const colours = await keptSamples(directory, storedSamples, photometric);
  return {
    width,
    height,
    storedSamples,
    samples: colours,
    ...typeOf(file, stored.bits, stored.format),
    photometric,
    compression,
    predictor: await directory.number(tags.predictor, 1),
    planar: storedSamples > 1 && (await directory.number(tags.planarConfiguration, 1)) === 2,
    subsampled: photometric === photometrics.yCbCr && subsampling.some((step) => step !== 1),
    volumetric: (await directory.number(tags.imageDepth, 1)) > 1,
  };
}

/** Alpha is the sample behind the colours that says so, or the fourth of an RGB picture that says nothing. */
async function keptSamples(directory: TiffDirectory, stored: number, photometric: number): Promise<number> {
  const coloured = photometric === photometrics.rgb || photometric === photometrics.yCbCr;
  const colours = coloured ? 3 : 1;
  if (stored !== colours + 1) return stored;
  const [extra] = await directory.numbers(tags.extraSamples, 1);
  const alpha = extra === 1 || extra === 2 || (extra === undefined && coloured);
  return alpha ? colours : stored;
}

function typeOf(
  file: TiffFile,
  bits: number,
  format: number,
): Pick<PageShape, 'bits' | 'sampleFormat' | 'dtype'> {
  if (format === 3 && (bits === 16 || bits === 32)) return { bits, sampleFormat: 3, dtype: 'float32' };
  if (format === 3 && bits === 64) return { bits, sampleFormat: 3, dtype: 'float64' };
  const signed = format === 2;
  // 4 is "undefined", which writers use for plain numbers.
  const whole = format === 1 || signed || format === 4;
  const type = integers[bits]?.[signed ? 1 : 0];
  if (whole && type) return { bits, sampleFormat: signed ? 2 : 1, dtype: type };
  if (whole && !signed && Number.isInteger(bits) && bits >= 1 && bits < 32) {
    return { bits, sampleFormat: 1, dtype: bits < 8 ? 'uint8' : bits < 16 ? 'uint16' : 'uint32' };
  }
  const kind = format === 3 ? 'floating-point' : signed ? 'signed' : format === 1 ? 'unsigned' : 'complex';
  throw file.broken(`its pixels are ${bits}-bit ${kind} numbers, which are not supported; save it as 32-bit`);
}

/** A page with its blocks. @throws AbbeError where their sizes or number cannot be. */
export async function readPage(directory: TiffDirectory, options: OpenOptions): Promise<Page> {
  const { file } = directory;
  const shape = await readShape(directory, options);
  const { width, height } = shape;
  const tiled = directory.has(tags.tileWidth);
  const rows = await directory.number(tags.rowsPerStrip, height);
  const [blockWidth, blockHeight] = tiled
    ? [await directory.number(tags.tileWidth, 0), await directory.number(tags.tileLength, 0)]
    : [width, Math.min(rows, height)];
  if (!(blockWidth > 0 && blockHeight > 0) || !Number.isInteger(blockWidth + blockHeight)) {
    throw file.broken(`its blocks claim ${blockWidth} x ${blockHeight} pixels; it is damaged`);
  }
  requireWithinLimit(file.path, blockWidth, blockHeight, options);
  const grid = Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight);
  const blocks = grid * (shape.planar ? shape.storedSamples : 1);
  const offsetTag = directory.has(tags.tileOffsets) ? tags.tileOffsets : tags.stripOffsets;
  const countTag = directory.has(tags.tileByteCounts) ? tags.tileByteCounts : tags.stripByteCounts;
  if (directory.count(offsetTag) < blocks) {
    throw file.broken(`a page names ${directory.count(offsetTag)} of its ${blocks} blocks; it is damaged`);
  }
  const offsets = await directory.numbers(offsetTag, blocks);
  const byteCounts = await directory.numbers(countTag, blocks);
  const page = { ...shape, file, blockWidth, blockHeight, tiled, offsets, byteCounts };
  return {
    ...page,
    byteCounts: byteCounts.length === blocks ? byteCounts : impliedByteCounts(page),
    jpegTables: await directory.bytesOf(tags.jpegTables, 1024 ** 2),
  };
}

/** Old writers leave the byte counts out: an uncompressed block is as long as it must be. */
function impliedByteCounts(page: Omit<Page, 'jpegTables'>): number[] {
  if (page.compression !== compressions.none) {
    throw page.file.broken('its blocks do not say how long they are; it is damaged');
  }
  const bytes = rowBytes(page, page.blockWidth);
  return page.offsets.map((_offset, i) => {
    const y = Math.floor(i / Math.ceil(page.width / page.blockWidth)) * page.blockHeight;
    const rows = page.tiled ? page.blockHeight : Math.min(page.blockHeight, page.height - (y % page.height));
    return bytes * rows;
  });
}

/** Bytes of one decompressed row of `width` pixels of a block; a row begins at a whole byte. */
export function rowBytes(page: PageShape, width: number): number {
  return Math.ceil((width * page.bits * (page.planar ? 1 : page.storedSamples)) / 8);
}

/** Bytes of the samples of one uncompressed page. */
export function imageBytes({ width, height, bits, storedSamples }: PageShape): number {
  return ((width * bits) / 8) * height * storedSamples;
}
