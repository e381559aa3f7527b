import type { DatasetDocument, DatasetItem, ImageReference } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { createPairFeed } from '../datasets/pair-feed.ts';
import { planeReference } from '../datasets/plane-reference.ts';
import { preparedItem } from '../datasets/preparations/parts.ts';
import { allocate, crop, maxOf } from '../imaging/raster.ts';
import type { Dtype, Raster } from '../imaging/raster.ts';
import { seededRandom } from '../imaging/seeded-random.ts';
import type { PairFeed, Recipe, TrainingData } from './recipe.ts';

/** Class maps, or images of a type. */
export type ImageKind = 'classes' | { channels: 1 | 3; dtype: Dtype };

/** The images that a paper trains on: what a step costs depends on nothing else of them. */
export interface PaperImages {
  /** In the training set. */
  count: number;
  /** Taken in turn. */
  sizes: readonly (readonly [width: number, height: number])[];
  input: ImageKind;
  target: ImageKind;
}

/** Crops of the live-cell paper, low and high exposure. */
export const liveCellFrames: PaperImages = {
  count: 3200,
  sizes: [[256, 256]],
  input: { channels: 1, dtype: 'uint16' },
  target: { channels: 1, dtype: 'uint16' },
};

/** Sections of the skip-patch paper and their masks, resized from 1024 px. */
export const emSections: PaperImages = {
  count: 20,
  sizes: [[512, 512]],
  input: 'classes',
  target: { channels: 1, dtype: 'uint8' },
};

const classes: DatasetDocument['classes'] = [
  { name: 'membrane', colour: [255, 0, 0] },
  { name: 'mitochondrion', colour: [0, 255, 0] },
];

/**
 * Artificial pairs of the number, sizes and types of a paper's, to measure a recipe without its data: bright blobs
 * on a ground with noise. Pairs of one size share their pixels. There is nothing to be learned of them.
 */
export function artificialFeed({ count, sizes, input, target }: PaperImages, recipe: Recipe): PairFeed {
  const items = Array.from({ length: count }, (_, i): DatasetItem => {
    const [width, height] = sizes[i % sizes.length] as readonly [number, number];
    const id = `artificial ${i + 1}`;
    const images = { target: reference(id, 'target', target), input: reference(id, 'input', input) };
    return { ...preparedItem({ id, width, height, ...images }), split: 'training', tags: [], note: '' };
  });
  const kinds = { input, target };
  const bySource = new Map(
    items.flatMap((item) =>
      (['input', 'target'] as const).map((side) => [`${side} of ${item.id}`, { item, side }]),
    ),
  );
  const drawn = new Map<string, Raster>();
  const data: TrainingData = {
    dataset: { items, degradation: null, classes },
    threads: null,
    access: {
      async readRaster(source, _position, box) {
        const known = bySource.get(source);
        if (!known) throw new AbbeError('internal', `There is no artificial image ${source}.`);
        const { item, side } = known;
        const key = `${side} ${item.width} x ${item.height}`;
        const raster = drawn.get(key) ?? draw(kinds[side], item, side === 'input' ? 1 : 2);
        drawn.set(key, raster);
        return box ? crop(raster, box) : raster;
      },
      async readVolume(source) {
        throw new AbbeError('internal', `${source} is a picture and no volume.`);
      },
    },
  };
  const { classColours = false, inputScaling } = recipe;
  const feed = createPairFeed(data.dataset, data.access, undefined, { classColours });
  return { ...feed, data, ...(inputScaling && { inputScaling }) };
}

function reference(id: string, side: 'input' | 'target', kind: ImageKind): ImageReference {
  const source = `${side} of ${id}`;
  if (kind !== 'classes') return planeReference(source);
  const layers = classes.map(({ name }, i) => ({ name, source, c: null, values: [i + 1] }));
  return { kind: 'classes', layers, box: null, resize: null };
}

/** A label image for classes. */
function draw(kind: ImageKind, { width, height }: DatasetItem, seed: number): Raster {
  const { channels, dtype } = kind === 'classes' ? { channels: 1 as const, dtype: 'uint8' as const } : kind;
  const data = allocate(dtype, width * height * channels);
  const random = seededRandom(seed, width, height);
  const top = kind === 'classes' ? classes.length : dtype === 'float32' ? 1 : maxOf(dtype);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const blobs = Math.sin(x / 9) * Math.sin(y / 7);
      for (let c = 0; c < channels; c += 1) {
        const share = 0.1 * random() + (blobs > 0.2 ? 0.5 + 0.3 * blobs : 0.1);
        const value = kind === 'classes' ? Math.max(0, Math.floor(share * 3.5)) : share * top;
        data[(y * width + x) * channels + c] = dtype === 'float32' ? value : Math.min(top, Math.round(value));
      }
    }
  }
  return { width, height, channels, dtype, data, notes: [] };
}
