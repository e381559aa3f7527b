import type { Measure } from './measure.ts';
import { PatchDistribution } from './patch-distribution.ts';
import { evenly } from '../../../imaging/evenly.ts';
import type { ScoredFeed } from './scored-pair.ts';

/** Images of the training split that stand beside: real ones too, and not those that are scored. */
const trainingImages = 16;

/** Results as a set beside the real images scored; with the inputs and the training images for comparison. */
export function distributionMeasure(feed: ScoredFeed, split: 'training' | 'validation' | 'test'): Measure {
  const training = split === 'training' ? [] : evenly(feed.ids('training'), trainingImages);
  const sizes = [...feed.ids(split), ...training].map((id) => feed.size(id));
  const smallest = Math.min(...sizes.flatMap(({ width, height }) => [width, height]));
  const distribution = new PatchDistribution(smallest);
  return {
    async add({ item, truth, result, baseline }) {
      await distribution.add('real', item.id, truth);
      await distribution.add('generated', item.id, result);
      await distribution.add('input', item.id, baseline);
    },
    async finish() {
      for (const id of training) await distribution.add('training', id, (await feed.load(id)).truth);
      return { distribution: distribution.measure() };
    },
  };
}
