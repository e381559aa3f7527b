import type { DatasetItem, Split } from '../../electron/contract/datasets.ts';
import { createPairFeed } from '../../electron/engine/datasets/pair-feed.ts';
import { planeReference } from '../../electron/engine/datasets/plane-reference.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import type { PairFeed, TrainingData } from '../../electron/engine/recipes/recipe.ts';
import { itemOf } from './dataset-document.ts';

/** Sides of the masks and of their images (px). */
export const tinyMaskSide = 80;

export const tinyClasses: TrainingData['dataset']['classes'] = [
  { name: 'membrane', colour: [0, 255, 0] },
  { name: 'mitochondria', colour: [255, 0, 0] },
];

const kinds: readonly Split[] = ['training', 'training', 'training', 'validation', 'test'];

/** A dataset of drawn class maps in memory: a grid of thin lines and a disc, both elsewhere in each map. */
export function makeTinyMasks(): PairFeed {
  const items = kinds.map(maskItem);
  const data: TrainingData = {
    dataset: { items, degradation: null, classes: tinyClasses },
    threads: null,
    access: {
      readRaster: async (source) => drawTinyMask(items.findIndex(({ id }) => id === source)),
      readVolume: async (source) => {
        throw new TypeError(`${source} is a picture and no volume.`);
      },
    },
  };
  return { ...createPairFeed(data.dataset, data.access), data };
}

function maskItem(split: Split, index: number): DatasetItem {
  const id = `mask ${index}`;
  const layers = tinyClasses.map(({ name }, i) => ({ name, source: id, c: null, values: [i + 1] }));
  return itemOf(id, id, split, {
    target: planeReference(id),
    input: { kind: 'classes', layers, box: null, resize: null },
    width: tinyMaskSide,
    height: tinyMaskSide,
  });
}

/** Class numbers: lines every 20 px moved by the index, and a disc of 8 px. */
export function drawTinyMask(index: number): Raster {
  const data = new Uint8Array(tinyMaskSide ** 2);
  for (let pixel = 0; pixel < data.length; pixel += 1) {
    const [x, y] = [pixel % tinyMaskSide, Math.floor(pixel / tinyMaskSide)];
    const onLine = (x + 3 * index) % 20 < 4 || (y + 7 * index) % 20 < 4;
    const inDisc = Math.hypot(x - 20 - 9 * index, y - 50 + 5 * index) < 8;
    data[pixel] = inDisc ? 2 : onLine ? 1 : 0;
  }
  return { width: tinyMaskSide, height: tinyMaskSide, channels: 1, dtype: 'uint8', data, notes: [] };
}
