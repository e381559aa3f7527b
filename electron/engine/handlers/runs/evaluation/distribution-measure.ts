import type { DistributionMeasures } from '../../../../contract/evaluation-measures.ts';
import { evenly } from '../../../imaging/evenly.ts';
import type { Measure } from './measure.ts';
import type { PatchNetwork } from './patch-distribution.ts';
import { PatchDistribution } from './patch-distribution.ts';
import type { ScoredFeed } from './scored-pair.ts';

/** Images of the training split that stand beside: real ones too, and not those that are scored. */
const trainingImages = 16;

type Split = 'training' | 'validation' | 'test';
type Sized = Pick<ScoredFeed, 'ids' | 'size'>;

/** The training images that stand beside those of a split. */
export function besideSplit(feed: Pick<ScoredFeed, 'ids'>, split: Split): string[] {
  return split === 'training' ? [] : evenly(feed.ids('training'), trainingImages);
}

/** For some images of a feed with the training images beside them. */
export function distributionOf<S extends string>(
  feed: Sized,
  ids: readonly string[],
  training: readonly string[],
  network: PatchNetwork | null = null,
): PatchDistribution<S> {
  const sides = [...ids, ...training].map((id) => feed.size(id));
  const smallest = Math.min(...sides.flatMap(({ width, height }) => [width, height]));
  return new PatchDistribution(smallest, Math.max(ids.length, training.length), network);
}

/** Results as a set beside the real images scored; with the inputs and the training images for comparison. */
export function distributionMeasure(
  feed: ScoredFeed,
  split: Split,
  network: PatchNetwork | null = null,
): Measure {
  const training = besideSplit(feed, split);
  const distribution = distributionOf<'generated' | 'input' | 'training'>(
    feed,
    feed.ids(split),
    training,
    network,
  );
  return {
    async add({ item, truth, result, baseline }) {
      await distribution.add('real', item.id, truth);
      await distribution.add('generated', item.id, result);
      // Inputs of other channels, such as coloured masks, are no points beside grey images.
      if (baseline.channels === truth.channels) await distribution.add('input', item.id, baseline);
    },
    async finish(tell) {
      for (const id of training) await distribution.add('training', id, (await feed.load(id)).truth);
      const measured: DistributionMeasures = await distribution.measure(tell);
      return { distribution: measured };
    },
  };
}
