import type { PixelSize } from '../../../contract/images.ts';
import { canDecompress } from './decompress.ts';
import { TiffDirectory } from './directory.ts';
import type { PageShape } from './page.ts';
import { groupPages, pageAt } from './pages.ts';
import type { PageGroup } from './pages.ts';
import { compressions, photometrics, tags } from './tags.ts';
import type { TiffLayout, TiffStart } from './tiff-source.ts';
import { pixelSizeOf } from '../units.ts';

// What scanners, screens and printers write whatever the picture, in dots an inch.
const screenResolutions = [1, 72, 75, 96, 100, 120, 150, 180, 200, 240, 300, 400, 600, 1200];
const axisLetters: Record<string, 't' | 'c' | 'z'> = { T: 't', C: 'c', Z: 'z' };

/**
 * A TIFF without the metadata of any microscopy program. Pages of equal size and type make one image; those of
 * another size are a further series. Axes are stated only where a `{"shape": …, "axes": …}` description, as
 * tifffile writes it, names them.
 * @returns undefined where a library has to decode the pixels (fax, CMYK, …).
 * @throws AbbeError where a page is damaged.
 */
export async function plainLayout(start: TiffStart): Promise<TiffLayout | undefined> {
  const { file, options } = start;
  const { groups, skipped } = await groupPages(file, options);
  const group = groups[options.series ?? 0] ?? groups[0]!;
  const directory = await TiffDirectory.read(file, group.offsets[0]!);
  if (!(await isDecodable(directory, group.shape))) return undefined;
  const axes = group === groups[0] ? await axesOf(directory, group) : undefined;
  const asked = group.offsets.length > 1 && !axes ? (options.axis ?? 't') : null;
  const sizes = axes ?? { t: 1, c: 1, z: 1, order: 'zct', [asked ?? 't']: group.offsets.length };
  const colours = await paletteColours(directory, group.shape);
  return {
    shape: group.shape,
    times: sizes.t,
    channelPages: sizes.c,
    slices: sizes.z,
    pixelSize: await resolutionOf(directory),
    channels: [],
    axis: asked,
    seriesCount: groups.length,
    notes: [...(await orientationNotes(directory)), ...skippedNotes(skipped), ...seriesNotes(groups)],
    ...(colours ? { colours } : {}),
    page: async (t, c, z) => {
      const at = pageIndex(sizes, { t, c, z });
      return { page: await pageAt(file, group.offsets[at]!, options) };
    },
  };
}

interface Sizes {
  t: number;
  c: number;
  z: number;
  /** The axes of the pages, the fastest first. */
  order: string;
}

/** The number of a page among those of an image whose axes go in the given order. */
export function pageIndex(sizes: Sizes, index: { t: number; c: number; z: number }): number {
  let [at, step] = [0, 1];
  for (const axis of sizes.order as Iterable<'t' | 'c' | 'z'>) {
    at += index[axis] * step;
    step *= sizes[axis];
  }
  return at;
}

/** Axes from tifffile's own description; undefined where it names none or they do not fit. */
async function axesOf(directory: TiffDirectory, { offsets, shape }: PageGroup): Promise<Sizes | undefined> {
  const text = await directory.text(tags.imageDescription);
  if (!/^\{.*"shape":/s.test(text)) return undefined;
  let said: { shape?: unknown; axes?: unknown };
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    return undefined;
  }
  if (!Array.isArray(said.shape) || typeof said.axes !== 'string') return undefined;
  // The axes of a page itself: y, x, and its samples before (planar) or behind them.
  const own = shape.storedSamples === 1 ? ['YX'] : shape.planar ? ['SYX', 'CYX'] : ['YXS', 'YXC'];
  const tail = own.find((letters) => (said.axes as string).endsWith(letters));
  if (tail === undefined || said.shape.length !== said.axes.length) return undefined;
  const sizes: Sizes = { t: 1, c: 1, z: 1, order: '' };
  const outer = said.axes.slice(0, -tail.length);
  for (let i = outer.length - 1; i >= 0; i -= 1) {
    const axis = axisLetters[outer[i]!];
    if (axis === undefined || sizes.order.includes(axis)) return undefined;
    sizes[axis] = Number(said.shape[i]);
    sizes.order += axis;
  }
  for (const axis of 'zct') if (!sizes.order.includes(axis)) sizes.order += axis;
  return sizes.t * sizes.c * sizes.z === offsets.length ? sizes : undefined;
}

async function isDecodable(directory: TiffDirectory, shape: PageShape): Promise<boolean> {
  const { photometric, compression, subsampled, volumetric } = shape;
  if (volumetric) throw directory.file.broken('it keeps volumes in one page; save each slice as a page');
  const jpeg = compression === compressions.jpeg;
  const known = Object.values<number>(photometrics).includes(photometric);
  const ordered = (await directory.number(tags.fillOrder, 1)) === 1;
  const raw = photometric !== photometrics.yCbCr || jpeg;
  return known && ordered && raw && (jpeg || !subsampled) && canDecompress(compression);
}

/**
 * The pixel size where the resolution is one that nobody sets by default.
 * TIFF 6.0: ResolutionUnit 2 is the inch, 3 the centimetre; XResolution is pixels a unit.
 */
async function resolutionOf(directory: TiffDirectory): Promise<PixelSize | null> {
  const unit = await directory.number(tags.resolutionUnit, 2);
  if (unit !== 2 && unit !== 3) return null;
  const perInch = unit === 2 ? 1 : 2.54;
  const micrometres = async (tag: number): Promise<number | undefined> => {
    const resolution = await directory.number(tag, 0);
    const dots = resolution * perInch;
    if (!(resolution > 0) || screenResolutions.some((usual) => Math.abs(dots - usual) < 0.51))
      return undefined;
    return 25_400 / dots;
  };
  return pixelSizeOf(await micrometres(tags.xResolution), await micrometres(tags.yResolution), undefined);
}

/**
 * A palette as colours, as every other reader of pictures shows it. Programs of the field, whose palettes are a
 * lookup table for display, are known by their metadata and do not come here: their numbers stay.
 */
async function paletteColours(
  directory: TiffDirectory,
  { photometric, bits, storedSamples }: PageShape,
): Promise<Uint8Array[] | undefined> {
  if (photometric !== photometrics.palette || bits > 8 || storedSamples !== 1) return undefined;
  const count = 2 ** bits;
  const map = await directory.numbers(tags.colorMap, 3 * count);
  if (map.length < 3 * count) throw directory.file.broken('its colour palette is incomplete; it is damaged');
  // 16 bits a colour; some writers fill only the lower 8.
  const shift = map.every((value) => value < 256) ? 0 : 8;
  const colours = [0, 1, 2].map((k) =>
    Uint8Array.from(map.slice(k * count, (k + 1) * count), (v) => v >> shift),
  );
  const grey = colours.every((colour) => colour.every((value, i) => value === colours[0]![i]));
  return grey ? [colours[0]!] : colours;
}

async function orientationNotes(directory: TiffDirectory): Promise<string[]> {
  const orientation = await directory.number(tags.orientation, 1);
  if (orientation === 1) return [];
  return [`The file asks to be shown turned (orientation ${orientation}); pixels are as stored.`];
}

function skippedNotes(skipped: number): string[] {
  return skipped === 0 ? [] : [`${skipped} pages that are smaller copies or masks were left out.`];
}

function seriesNotes(groups: readonly PageGroup[]): string[] {
  return groups.length === 1 ? [] : [`Its pages are of ${groups.length} sizes or types: each is a series.`];
}
