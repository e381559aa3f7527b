import { z } from 'zod';
import type { Parameters } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Raster } from '../imaging/raster.ts';
import { parseParameters } from './parse-parameters.ts';
import type { SignalMap } from './signal-map.ts';

/** How training patches are taken from images. */
export const patchSchema = z.strictObject({
  size: z.number().int().min(8).max(4096).default(256).meta({
    title: 'Patch',
    unit: 'px',
    description: 'Side of the square patches that are trained on.',
  }),
  sampling: z.enum(['random', 'grid']).default('random').meta({
    title: 'Sampling',
    description:
      'At random places, others in each epoch, or on a grid that covers the image, the same in each epoch.',
  }),
  count: z.number().int().min(1).max(10_000).default(8).meta({
    title: 'Patches an image',
    description: 'At random places: how many of each image in an epoch.',
  }),
  stride: z.number().int().min(1).max(4096).nullable().default(null).meta({
    title: 'Stride',
    unit: 'px',
    description: 'On a grid: from one patch to the next; smaller than the patch, they overlap.',
    nullTitle: 'as the patch',
  }),
  skipBackground: z.boolean().default(true).meta({
    title: 'Skip background',
    description: 'Only patches whose target has signal near its middle, by the two numbers below (CSBDeep).',
  }),
  threshold: z.number().min(0).max(1).default(0.4).meta({
    title: 'Signal',
    description: 'What counts as signal: a pixel above this part of the percentile below.',
    advanced: true,
  }),
  percentile: z.number().min(0).max(100).default(99.9).meta({
    title: 'Bright level',
    unit: '%',
    description: 'Percentile of the whole target that stands for its brightest signal.',
    advanced: true,
  }),
});
export type PatchParameters = z.infer<typeof patchSchema>;

/** Top left corner of a patch, in whole pixels. */
export interface Corner {
  x: number;
  y: number;
}

type Size = Pick<Raster, 'width' | 'height'>;

/**
 * Fills the defaults.
 * @param factor what the network divides sides by: 2 to the power of its depth.
 * @throws AbbeError invalid-input naming the parameter; where the size cannot be divided, with sizes that can.
 */
export function parsePatches(parameters: Parameters, factor = 1): PatchParameters {
  const parsed = parseParameters('The patches', patchSchema, parameters);
  if (parsed.size % factor === 0) return parsed;
  const below = Math.floor(parsed.size / factor) * factor;
  const fitting = below > 0 ? `${below} or ${below + factor}` : String(factor);
  throw new AbbeError(
    'invalid-input',
    `The patch size ${parsed.size} cannot be divided by ${factor}, as the network needs; choose ${fitting}.`,
  );
}

/** @throws AbbeError invalid-input naming the item where it is smaller than the patch. */
export function requirePatchFits(id: string, { width, height }: Size, size: number): void {
  if (width >= size && height >= size) return;
  throw new AbbeError(
    'invalid-input',
    `Item ${id} has ${width} x ${height} pixels, less than a patch of ${size} x ${size}; choose patches of at most ${Math.min(width, height)} px, or set the item aside.`,
  );
}

/** Corners of a grid that covers the image: the last row and column lie at its end, nearer than the stride. */
export function gridCorners({ width, height }: Size, size: number, stride: number): Corner[] {
  const places = (length: number): number[] => {
    const count = Math.ceil((length - size) / stride) + 1;
    return Array.from({ length: count }, (_, i) => Math.min(i * stride, length - size));
  };
  const columns = places(width);
  return places(height).flatMap((y) => columns.map((x) => ({ x, y })));
}

/**
 * A corner drawn evenly from those with signal, or from all where there is no map or none of them has any (an
 * empty image can only teach what empty looks like).
 */
export function randomCorner(
  { width, height }: Size,
  size: number,
  signal: SignalMap | null,
  random: () => number,
): Corner {
  const total = signal ? (signal.before[signal.height] as number) : 0;
  const [columns, rows] = [width - size + 1, height - size + 1];
  // Two draws in every case, so that what is drawn afterwards does not depend on the image.
  const [first, second] = [random(), random()];
  if (!signal || total === 0) return { x: Math.floor(first * columns), y: Math.floor(second * rows) };
  const rank = Math.floor(first * total);
  const y = rowOf(signal.before, rank);
  let left = rank - (signal.before[y] as number);
  for (let x = 0; x < signal.width; x += 1) {
    if (signal.isSignal[y * signal.width + x] === 1 && left-- === 0) return { x, y };
  }
  throw new RangeError('The map of signal does not agree with its counts.');
}

/** The row that holds a rank, by halving. */
function rowOf(before: Uint32Array, rank: number): number {
  let [low, high] = [0, before.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((before[middle] as number) <= rank) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Places, in the grid's list, of the corners whose patch has signal; of all where none has. */
export function cornersWithSignal(corners: readonly Corner[], signal: SignalMap): number[] {
  const all = [...corners.keys()];
  const kept = all.filter((i) => {
    const { x, y } = corners[i] as Corner;
    return signal.isSignal[y * signal.width + x] === 1;
  });
  return kept.length > 0 ? kept : all;
}
