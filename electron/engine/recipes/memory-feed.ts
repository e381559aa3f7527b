import type { DatasetItem, Split } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { createPairFeed } from '../datasets/pair-feed.ts';
import { planeReference } from '../datasets/plane-reference.ts';
import { preparedItem } from '../datasets/preparations/parts.ts';
import { crop } from '../imaging/raster.ts';
import type { PairFeed, PairItem, TrainingData } from './recipe.ts';

/** A pair that no file holds; several may share their pixels. */
export interface MemoryPair extends PairItem {
  split: Split;
}

/** Pairs in memory as the feed of an experiment: pictures that are made, and tests. Ids must differ. */
export function memoryFeed(pairs: readonly MemoryPair[]): PairFeed {
  const byId = new Map(pairs.map((pair) => [pair.id, pair]));
  const data: TrainingData = {
    dataset: { items: pairs.map(itemOf), degradation: null, classes: [] },
    threads: null,
    access: {
      async readRaster(source, _position, box) {
        const side = source.startsWith('input:') ? 'input' : 'truth';
        const pair = byId.get(source.slice(side.length + 1));
        if (!pair) throw new AbbeError('internal', `There is no picture ${source}.`);
        return box ? crop(pair[side], box) : pair[side];
      },
      async readVolume(source) {
        throw new AbbeError('internal', `${source} is a picture and no volume.`);
      },
    },
  };
  return { ...createPairFeed(data.dataset, data.access), data };
}

/** The name of an image is its side and its pair's. */
function itemOf({ id, split, truth: { width, height } }: MemoryPair): DatasetItem {
  const image = (side: 'input' | 'truth') => planeReference(`${side}:${id}`);
  const own = { id, target: image('truth'), input: image('input'), width, height };
  return { ...preparedItem(own), split, tags: [], note: '' };
}
