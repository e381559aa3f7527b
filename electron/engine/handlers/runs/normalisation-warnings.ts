import type { Parameters } from '../../../contract/datasets.ts';
import { percentileRange } from '../../imaging/display.ts';
import { evenly } from '../../imaging/evenly.ts';
import { dtypeRange } from '../../imaging/normalise.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Experiment } from './experiment.ts';

/** So many training images are looked at. */
const looked = 4;
/** Part of the numbers' range below which images are almost one grey to a network. */
const smallPart = 0.1;
/** How far above its 99.8th percentile the brightest pixel may lie. */
const farAbove = 3;

/** What the normalisation of an experiment would make of its images, where that is no good. */
export async function normalisationWarnings(
  { recipe, feed }: Experiment,
  parameters: Parameters,
): Promise<string[]> {
  // Class maps are no intensities.
  if (recipe.task === 'generation') return [];
  const ids = evenly(feed.ids('training'), looked);
  const pairs = await Promise.all(ids.map((id) => feed.load(id)));
  const method =
    parameters['normalisation'] ?? (parameters['highPercentile'] === undefined ? 'signed' : 'percentile');
  const maps = feed.items.some(({ input }) => input?.kind === 'classes');
  const sides = maps ? (['truth'] as const) : (['input', 'truth'] as const);
  return sides.flatMap((side) => {
    const images = pairs.map((pair) => pair[side]);
    const what = side === 'input' ? 'inputs' : 'truths';
    if (method === 'signed') return rangeWarning(images, what, parameters['normalisation'] !== undefined);
    if (method === 'percentile' && parameters['highPercentile'] === 100) return outlierWarning(images, what);
    return [];
  });
}

function rangeWarning(images: readonly Raster[], what: string, canChoose: boolean): string[] {
  const [first] = images;
  if (!first || first.dtype === 'float32') return [];
  const { min, max } = dtypeRange(first.dtype);
  const ranges = images.map((image) => percentileRange(image, 0, 100));
  const low = Math.min(...ranges.map((range) => range.min));
  const high = Math.max(...ranges.map((range) => range.max));
  if ((high - low) / (max - min) >= smallPart) return [];
  const remedy = canChoose
    ? 'choose the normalisation “percentile”'
    : 'convert them so that they fill the range of their type';
  return [
    `The ${what} use only the numbers from ${low} to ${high} of ${min} to ${max}, almost one grey to the networks; ${remedy}.`,
  ];
}

function outlierWarning(images: readonly Raster[], what: string): string[] {
  const far = images.some((image) => {
    const all = percentileRange(image, 0, 100);
    const usual = percentileRange(image, 0.2, 99.8);
    return all.max - usual.min > farAbove * (usual.max - usual.min) && usual.max > usual.min;
  });
  if (!far) return [];
  return [
    `A few pixels of the ${what} are more than ${farAbove} times as bright as all others and would press these together; set the high percentile to 99.8.`,
  ];
}
