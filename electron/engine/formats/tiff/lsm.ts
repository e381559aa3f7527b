import { directoriesOf } from './directory.ts';
import { pageAt } from './pages.ts';
import { readPage } from './page.ts';
import { tags } from './tags.ts';
import type { TiffFile } from './tiff-file.ts';
import type { TiffLayout, TiffStart } from './tiff-source.ts';
import { pixelSizeOf } from '../units.ts';

const magics = [0x0300494c, 0x0400494c];
// Scans of planes in x and y: a stack, a time series, a time series of stacks.
const planeScans = [0, 3, 6];
const mostNames = 1000;

/** CZ_LSMINFO, the structure of field 34412, as far as it is read here; always little-endian. */
interface LsmInfo {
  slices: number;
  channels: number;
  times: number;
  /** Metres. */
  voxel: { x: number; y: number; z: number };
  scanType: number;
  channelColours: number;
  timeStamps: number;
}

/**
 * A Zeiss LSM file: a page for each slice and time point, its channels as planar samples, each followed by a
 * thumbnail page.
 * @returns undefined where the structure is not that of an LSM file.
 * @throws AbbeError for files over 4 GB, whose places wrap around.
 */
export async function lsmLayout({ file, first, options }: TiffStart): Promise<TiffLayout | undefined> {
  const info = parse(await first.bytesOf(tags.zeissLsm, 1024 ** 2));
  if (!info) return undefined;
  if (file.size > 2 ** 32) {
    throw file.broken(
      'LSM files over 4 GB are not supported; save it as OME-TIFF in the program that made it',
    );
  }
  const offsets: number[] = [];
  for await (const directory of directoriesOf(file)) {
    if (((await directory.number(tags.newSubfileType, 0)) & 1) === 0) offsets.push(directory.offset);
  }
  const shape = await readPage(first, options);
  // A line scan has its depth or its time along y, so that a page has neither.
  const planar = planeScans.includes(info.scanType);
  const [slices, times] = planar ? [info.slices, info.times] : [1, offsets.length];
  if (offsets.length !== slices * times) return undefined;
  const stamps = await timeStamps(file, info);
  const metres = (size: number): number | undefined => (size > 1e-12 && size < 1 ? size * 1e6 : undefined);
  const { x, y, z } = info.voxel;
  return {
    shape,
    times,
    channelPages: 1,
    slices,
    pixelSize: pixelSizeOf(metres(x), metres(y), metres(z)),
    channels: await channelNames(file, info),
    notes: planar ? [] : ['It is a scan of lines: the rows of a plane are not y but depth or time.'],
    // Slices come before time points; the channels are in the page.
    page: async (t, _c, slice) => ({ page: await pageAt(file, offsets[t * slices + slice]!, options) }),
    metadata: ({ t }) => (stamps[t] === undefined ? {} : { time: stamps[t] - stamps[0]! }),
  };
}

function parse(bytes: Buffer | undefined): LsmInfo | undefined {
  if (!bytes || bytes.length < 140 || !magics.includes(bytes.readUInt32LE(0))) return undefined;
  const info = {
    slices: bytes.readInt32LE(16),
    channels: bytes.readInt32LE(20),
    times: bytes.readInt32LE(24),
    voxel: { x: bytes.readDoubleLE(40), y: bytes.readDoubleLE(48), z: bytes.readDoubleLE(56) },
    scanType: bytes.readUInt16LE(88),
    channelColours: bytes.readUInt32LE(108),
    timeStamps: bytes.readUInt32LE(132),
  };
  return info.slices > 0 && info.channels > 0 && info.times > 0 ? info : undefined;
}

/** Seconds since the instrument started, one a time point; empty where the block does not fit. */
async function timeStamps(file: TiffFile, info: LsmInfo): Promise<number[]> {
  const bytes = await block(file, info.timeStamps, 8 + 8 * info.times);
  if (!bytes || bytes.readInt32LE(4) !== info.times) return [];
  return Array.from({ length: info.times }, (_v, i) => bytes.readDoubleLE(8 + 8 * i));
}

/** Names of the channels: each its length (with the closing zero) and its characters. */
async function channelNames(file: TiffFile, info: LsmInfo): Promise<string[]> {
  const head = await block(file, info.channelColours, 24);
  if (!head) return [];
  const [size, count, start] = [head.readUInt32LE(0), head.readUInt32LE(8), head.readUInt32LE(16)];
  if (count > mostNames || start > size || size > 1024 ** 2) return [];
  const bytes = await block(file, info.channelColours + start, size - start);
  const names: string[] = [];
  for (let at = 0; bytes && names.length < count && at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at);
    names.push(bytes.toString('latin1', at + 4, Math.min(end, bytes.length)).replace(/\0.*$/s, ''));
    at = end;
  }
  return names;
}

async function block(file: TiffFile, offset: number, length: number): Promise<Buffer | undefined> {
  return offset > 0 && offset + length <= file.size ? file.readSmall(offset, length) : undefined;
}
