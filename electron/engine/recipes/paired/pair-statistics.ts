import type { Normalisation } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { measureNormalisation, scalingOfItem } from '../../datasets/normalisation.ts';
import type { PairFeed } from '../../datasets/pair-feed.ts';
import type { Scaling } from '../../imaging/normalise.ts';
import type { PairKind } from './kind.ts';
import { roundedScaling } from './kind.ts';

/** Percentiles of the training split as a normalisation to [-1, 1] between them. */
export async function measurePercentiles(
  pairs: PairFeed,
  { low, high }: { low: number; high: number },
): Promise<Normalisation> {
  const choice = { method: 'percentile', scope: 'dataset', low, high } as const;
  const measured = await measureNormalisation(pairs, choice);
  return {
    ...measured,
    input: measured.input && signed(measured.input),
    target: measured.target && signed(measured.target),
  };
}

/** From [0, 1] between the percentiles to [-1, 1]. */
const signed = ({ offset, scale }: Scaling): Scaling => ({ offset: offset + scale / 2, scale: scale / 2 });

/**
 * What the pairs are, by the first of the training split.
 * @param levels how often the networks halve an image.
 */
export async function kindOfPairs(
  pairs: PairFeed,
  normalisation: Normalisation,
  levels: number,
): Promise<PairKind> {
  const id = pairs.ids('training')[0] as string;
  const item = pairs.items.find((candidate) => candidate.id === id);
  if (!item) throw new AbbeError('internal', `The item ${id} is not among the dataset's.`);
  const { input, truth } = await pairs.load(id);
  return {
    inputs: input.channels,
    outputs: truth.channels,
    inputDtype: input.dtype,
    outputDtype: truth.dtype,
    levels,
    input: roundedScaling(scalingOfItem(normalisation, item, input, 'input')),
    output: roundedScaling(scalingOfItem(normalisation, item, truth, 'target')),
  };
}
