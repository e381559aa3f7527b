import { AbbeError } from '../../../contract/errors.ts';
import type { PixelSize, PlaneIndex, PlaneMetadata, SourceInfo } from '../../../contract/images.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import { requireBox, requirePlane } from '../plane-index.ts';
import type { OpenOptions, PixelSource, Samples } from '../pixel-source.ts';
import type { TiffDirectory } from './directory.ts';
import type { Page, PageShape } from './page.ts';
import { readPixels } from './read-pixels.ts';
import { isRgb } from './samples.ts';
import { photometrics } from './tags.ts';
import type { TiffFile } from './tiff-file.ts';

/** What every kind of TIFF is opened from. */
export interface TiffStart {
  path: string;
  file: TiffFile;
  first: TiffDirectory;
  /** The first page's ImageDescription. */
  description: string;
  options: OpenOptions;
}

/** How the pages of a file (or of several) make an image of named axes. */
export interface TiffLayout {
  /** Of the image's pages, of which each holds `shape.samples` channels. */
  shape: PageShape;
  times: number;
  /** Pages along c; the samples of a page come on top. */
  channelPages: number;
  slices: number;
  pixelSize: PixelSize | null;
  /** Names of channels where the file has them. */
  channels: readonly string[];
  axis?: 't' | 'c' | 'z' | null;
  seriesCount?: number;
  notes: readonly string[];
  /** Colours of a palette that is to be seen as colours: 8-bit red, green and blue (or grey) by index. */
  colours?: readonly Uint8Array[];
  /** The page of (t, z, c counted in pages). `done` is called when its pixels are read. */
  page(t: number, channelPage: number, z: number): Promise<{ page: Page; done?: () => Promise<void> }>;
  metadata?(index: PlaneIndex): PlaneMetadata;
}

// One page of several samples is decoded once for all of its channels; larger ones once for each.
const keptBytes = 256 * 1024 ** 2;

/** A TIFF as a PixelSource. */
export function tiffSource({ path, file, options }: TiffStart, layout: TiffLayout): PixelSource {
  const { shape, colours } = layout;
  const perPage = colours?.length ?? shape.samples;
  const info = infoOf(path, layout, perPage, options.series ?? 0);
  const kept = new BoundedCache<Samples[]>(keptBytes, (planes) =>
    planes.reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
  const read = async (index: PlaneIndex, box: Rectangle, into?: Samples): Promise<Samples> => {
    requirePlane(info, index);
    requireBox(info, box);
    const [channelPage, sample] = [Math.floor(index.c / perPage), index.c % perPage];
    const { page, done } = await layout.page(index.t, channelPage, index.z);
    try {
      requireSameShape(page, shape);
      if (colours) return paint((await readPixels(page, box, [0]))[0]!, colours[sample]!);
      if (page.planar || page.storedSamples === 1) return (await readPixels(page, box, [sample], into))[0]!;
      const all = Array.from({ length: perPage }, (_v, i) => i);
      const key = [index.t, channelPage, index.z, box.x, box.y, box.width, box.height].join();
      return (await kept.get(key, () => readPixels(page, box, all)))[sample]!.slice();
    } finally {
      await done?.();
    }
  };
  return {
    info,
    metadata: (index) => {
      requirePlane(info, index);
      return layout.metadata?.(index) ?? {};
    },
    plane: (index, into) => read(index, { x: 0, y: 0, width: shape.width, height: shape.height }, into),
    region: read,
    heldBytes: () => kept.bytes,
    close: async () => {
      kept.clear();
      await file.close();
    },
  };
}

function infoOf(path: string, layout: TiffLayout, perPage: number, series: number): SourceInfo {
  const { times, channelPages, slices, shape, seriesCount = 1, axis = null } = layout;
  const channels = channelPages * perPage;
  const rgb = channels === 3 && perPage === 3 && (layout.colours !== undefined || isRgb(shape));
  if (!Number.isInteger(series) || series < 0 || series >= seriesCount) {
    throw new AbbeError(
      'invalid-input',
      `${path} has no series ${series}: it has ${seriesCount}, counted from 0.`,
      { file: path },
    );
  }
  return {
    file: path,
    format: 'tiff',
    axes: 'tczyx',
    shape: [times, channels, slices, shape.height, shape.width],
    dtype: layout.colours ? 'uint8' : shape.dtype,
    pixelSize: layout.pixelSize,
    channels: channelNames(channels, rgb, layout.channels),
    rgb,
    axesStated: axis === null,
    axis,
    seriesCount,
    series,
    affine: null,
    notes: [...layout.notes, ...shapeNotes(layout)],
  };
}

function channelNames(count: number, rgb: boolean, names: readonly string[]): string[] {
  if (rgb) return ['Red', 'Green', 'Blue'];
  return Array.from({ length: count }, (_v, i) => names[i] || (count === 1 ? 'Grey' : `Channel ${i + 1}`));
}

function shapeNotes({ shape, colours }: TiffLayout): string[] {
  const notes: string[] = [];
  if (shape.samples < shape.storedSamples) notes.push('The alpha channel was dropped.');
  if (shape.photometric === photometrics.minIsWhite) {
    notes.push('The file says that zero is white; the numbers are as stored, so light and dark are swapped.');
  }
  if (colours) notes.push("The numbers of its colour palette were replaced by the palette's colours.");
  else if (shape.photometric === photometrics.palette) {
    notes.push('It has a colour palette for display; the numbers are as stored.');
  }
  return notes;
}

function paint(indices: Samples, colours: Uint8Array): Uint8Array {
  const result = new Uint8Array(indices.length);
  for (let i = 0; i < result.length; i += 1) result[i] = colours[indices[i]!]!;
  return result;
}

function requireSameShape(page: Page, shape: PageShape): void {
  const same = page.width === shape.width && page.height === shape.height && page.dtype === shape.dtype;
  if (same && page.samples === shape.samples) return;
  const [is, should] = [page, shape].map((p) => `${p.width} x ${p.height} ${p.dtype} of ${p.samples}`);
  throw page.file.broken(`a page is ${is} and not ${should} samples as the first one; it is damaged`);
}
