import { canDecompress } from './decompress.ts';
import { directoryOffsets, pageAt, pageBehind } from './pages.ts';
import type { Page } from './page.ts';
import { imageBytes, readPage } from './page.ts';
import { pageIndex } from './plain.ts';
import { compressions, tags } from './tags.ts';
import type { TiffLayout, TiffStart } from './tiff-source.ts';
import { micrometres, pixelSizeOf, toSeconds } from '../units.ts';

export function isImagej(description: string): boolean {
  return description.startsWith('ImageJ=');
}

/**
 * An ImageJ stack or hyperstack: sizes, order and calibration are in the description, the pixel size in the
 * resolution fields, in pixels a `unit`. Stacks over 4 GB have one directory, and all their images lie behind
 * its first strip.
 * @returns undefined where the description does not fit the pages.
 */
export async function imagejLayout(start: TiffStart): Promise<TiffLayout | undefined> {
  const { first, options } = start;
  const said = parse(start.description);
  const count = (key: string): number => Number(said.get(key) ?? 1);
  let [times, channels, slices] = [count('frames'), count('channels'), count('slices')];
  const images = count('images');
  if (![times, channels, slices, images].every((n) => Number.isInteger(n) && n > 0)) return undefined;
  const page = await readPage(first, options);
  if (!canDecompress(page.compression)) return undefined;
  // Some writers count the samples of an RGB page as channels.
  if (page.samples > 1 && channels === page.samples && images !== times * slices * channels) channels = 1;
  const stated = times * channels * slices > 1 || images === 1;
  const pages = stated ? times * channels * slices : images;
  const axis = stated ? null : (options.axis ?? 't');
  if (axis !== null)
    [times, channels, slices] = (['t', 'c', 'z'] as const).map((a) => (a === axis ? pages : 1)) as [
      number,
      number,
      number,
    ];
  const find = await pageFinder(start, page, pages);
  if (!find) return undefined;
  const order = { t: times, c: channels, z: slices, order: orderOf(said.get('order')) };
  const interval = toSeconds(Number(said.get('finterval') ?? NaN), said.get('tunit') ?? 's');
  return {
    shape: page,
    times,
    channelPages: channels,
    slices,
    pixelSize: await pixelSize(start, said),
    channels: [],
    axis,
    notes: [],
    page: async (t, c, z) => ({ page: await find(pageIndex(order, { t, c, z })) }),
    metadata: ({ t }) => (interval === undefined ? {} : { time: t * interval }),
  };
}

function parse(description: string): Map<string, string> {
  const pairs = description.split('\n').map((line) => line.split('=', 2) as [string, string?]);
  return new Map(pairs.map(([key, value = '']) => [key.trim(), value.trim()]));
}

/** The axes of the images, the fastest first: channels, slices, frames where nothing else is said. */
function orderOf(order = ''): string {
  const letters = order.toLowerCase().replace(/^xy/, '');
  return /^(?!.*(.).*\1)[czt]{3}$/.test(letters) ? letters : 'czt';
}

/** How the n-th image is found: by its own directory, or behind the first one; undefined where neither fits. */
async function pageFinder(
  { file, first, options }: TiffStart,
  page: Page,
  pages: number,
): Promise<((index: number) => Promise<Page>) | undefined> {
  if (pages === 1) return async () => page;
  if (first.next !== 0) {
    const offsets = await directoryOffsets(file);
    return offsets.length < pages ? undefined : async (index) => pageAt(file, offsets[index]!, options);
  }
  if (page.compression !== compressions.none || page.bits % 8 !== 0 || page.tiled) return undefined;
  const start = page.offsets[0]!;
  const end = start + pages * imageBytes(page);
  const crossed = first.offset >= start && first.offset < end;
  if (end > file.size || crossed) {
    throw file.broken(
      `it says that it holds ${pages} images, and ends before; copy it again from its source`,
    );
  }
  return async (index) => pageBehind(page, index);
}

async function pixelSize({ first }: TiffStart, said: Map<string, string>): Promise<TiffLayout['pixelSize']> {
  const side = async (tag: number, unit: string): Promise<number | undefined> => {
    const resolution = await first.number(tag, 0);
    return resolution > 0 ? micrometres(1 / resolution, unit) : undefined;
  };
  const unit = said.get('unit') ?? '';
  const spacing = micrometres(Math.abs(Number(said.get('spacing') ?? NaN)), said.get('zunit') ?? unit);
  return pixelSizeOf(
    await side(tags.xResolution, unit),
    await side(tags.yResolution, said.get('yunit') ?? unit),
    spacing,
  );
}
