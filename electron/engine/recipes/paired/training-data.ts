import type { DatasetItem, Split } from '../../../contract/datasets.ts';
import { splits } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { planeReference } from '../../datasets/plane-reference.ts';
import { preparedItem } from '../../datasets/preparations/parts.ts';
import { crop } from '../../imaging/raster.ts';
import type { PairFeed, TrainingData } from '../recipe.ts';

/**
 * A feed's pairs as a dataset of pictures in memory, for feeds that have no dataset behind them. The name of an
 * image is its item's and its side.
 */
export function dataOfFeed(feed: PairFeed): TrainingData {
  const items = splits.flatMap((split) => feed.ids(split).map((id) => itemOf(feed, id, split)));
  return {
    dataset: { items, degradation: null, classes: [] },
    threads: null,
    access: {
      async readRaster(source, _position, box) {
        const side = source.startsWith('input:') ? 'input' : 'truth';
        const raster = (await feed.load(source.slice(side.length + 1)))[side];
        return box ? crop(raster, box) : raster;
      },
      async readVolume(source) {
        throw new AbbeError('internal', `${source} is a picture and no volume.`);
      },
    },
  };
}

function itemOf(feed: PairFeed, id: string, split: Split): DatasetItem {
  const image = (side: 'input' | 'truth') => planeReference(`${side}:${id}`);
  const own = { id, target: image('truth'), input: image('input'), ...feed.size(id) };
  return { ...preparedItem(own), split, tags: [], note: '' };
}
