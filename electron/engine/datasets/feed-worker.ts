import type { DatasetItem, Normalisation } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { ErrorShape } from '../../contract/errors.ts';
import { applyScaling } from '../imaging/normalise.ts';
import type { Scaling } from '../imaging/normalise.ts';
import { crop } from '../imaging/raster.ts';
import type { Raster } from '../imaging/raster.ts';
import { seededRandom } from '../imaging/seeded-random.ts';
import { augmentGeometry, augmentValues, drawAugmentation, greyLevel } from './augmentation.ts';
import type { AugmentationDraw, AugmentationParameters } from './augmentation.ts';
import type { ImageAccess } from './load-image.ts';
import { scalingOfItem } from './normalisation.ts';
import { createPairFeed } from './pair-feed.ts';
import type { FeedDataset, Pair, PairFeed } from './pair-feed.ts';
import { cornersWithSignal, gridCorners, randomCorner, requirePatchFits } from './patches.ts';
import type { Corner, PatchParameters } from './patches.ts';
import { signalMap } from './signal-map.ts';
import type { SignalMap } from './signal-map.ts';

/** All that batches depend on beside the pixels; it can be cloned to a thread. */
export interface FeedSetup {
  dataset: FeedDataset;
  normalisation: Normalisation;
  /** Null: whole images, batched by size. */
  patches: PatchParameters | null;
  /** Null: patches as they are. */
  augmentation: AugmentationParameters | null;
  classColours: boolean;
  seed: number;
  /** Of decoded images, in each thread. */
  maxBytes: number;
}

/** One place of a batch: which of an item's patches, in which epoch. */
export interface FeedEntry {
  id: string;
  patch: number;
  epoch: number;
}

/** (count, height, width, channels) of each; values are normalised. */
export interface FeedBatch {
  ids: string[];
  input: Float32Array;
  target: Float32Array;
  inputShape: [number, number, number, number];
  targetShape: [number, number, number, number];
}

export type FeedTask =
  /** Answered once the thread can work. */
  | { kind: 'ready' }
  | { kind: 'batch'; entries: FeedEntry[] }
  /** Which of a grid's patches have signal. */
  | { kind: 'corners'; id: string };
export type FeedAnswer =
  { ready: true } | { batch: FeedBatch } | { corners: number[] } | { error: ErrorShape };

/** Does the feed's tasks, in a thread or not: an answer depends on setup and task alone. */
export type FeedWorker = (task: FeedTask, signal?: AbortSignal) => Promise<FeedAnswer>;

interface Image {
  pair: Pair;
  item: DatasetItem;
  scaling: { input: Scaling; target: Scaling };
  signal: SignalMap | null;
}

/**
 * Errors are answers, as an error that crosses threads loses its class.
 * @param feed of the same dataset, where there is one; else the worker opens images by itself.
 */
export function createFeedWorker(
  setup: FeedSetup,
  access: ImageAccess,
  feed: PairFeed = openFeed(setup, access),
): FeedWorker {
  const items = new Map(feed.items.map((item) => [item.id, item]));
  /** What is measured on a pair lives as long as the pair is kept. */
  const images = new WeakMap<Pair, Image>();
  const open = async (id: string): Promise<Image> => {
    const pair = await feed.load(id);
    const known = images.get(pair) ?? measure(setup, pair, items.get(id) as DatasetItem);
    images.set(pair, known);
    return known;
  };
  return async (task, signal) => {
    try {
      if (task.kind === 'ready') return { ready: true };
      if (task.kind === 'corners') return { corners: cornersOf(setup, await open(task.id)) };
      return { batch: await makeBatch(setup, open, task.entries, signal) };
    } catch (thrown) {
      return { error: AbbeError.wrap(thrown).toShape() };
    }
  };
}

function openFeed({ dataset, patches, maxBytes, classColours }: FeedSetup, access: ImageAccess): PairFeed {
  // A map of signal has a byte a pixel beside a pair's two or more.
  const bytes = patches?.skipBackground ? (maxBytes * 2) / 3 : maxBytes;
  return createPairFeed(dataset, access, bytes, { classColours });
}

function measure({ normalisation, patches }: FeedSetup, pair: Pair, item: DatasetItem): Image {
  if (patches) requirePatchFits(item.id, pair.truth, patches.size);
  const scaling = {
    input: scalingOfItem(normalisation, item, pair.input, 'input'),
    target: scalingOfItem(normalisation, item, pair.truth, 'target'),
  };
  return { pair, item, scaling, signal: patches?.skipBackground ? signalMap(pair.truth, patches) : null };
}

function cornersOf({ patches }: FeedSetup, { pair, signal }: Image): number[] {
  if (!patches) return [0];
  const corners = gridCorners(pair.truth, patches.size, patches.stride ?? patches.size);
  return signal ? cornersWithSignal(corners, signal) : [...corners.keys()];
}

async function makeBatch(
  setup: FeedSetup,
  open: (id: string) => Promise<Image>,
  entries: readonly FeedEntry[],
  signal: AbortSignal | undefined,
): Promise<FeedBatch> {
  let batch: FeedBatch | undefined;
  for (const [place, entry] of entries.entries()) {
    signal?.throwIfAborted();
    const image = await open(entry.id);
    const { input, target } = await cutPair(setup, image, entry);
    batch ??= {
      ids: entries.map(({ id }) => id),
      input: new Float32Array(entries.length * input.data.length),
      target: new Float32Array(entries.length * target.data.length),
      inputShape: [entries.length, input.height, input.width, input.channels],
      targetShape: [entries.length, target.height, target.width, target.channels],
    };
    putPatch(batch.input, batch.inputShape, input, image.scaling.input, place, entry.id);
    putPatch(batch.target, batch.targetShape, target, image.scaling.target, place, entry.id);
  }
  if (!batch) throw new AbbeError('invalid-input', 'A batch needs at least one item.');
  return batch;
}

function putPatch(
  all: Float32Array,
  [, height, width, channels]: FeedBatch['inputShape'],
  patch: Raster,
  scaling: Scaling,
  place: number,
  id: string,
): void {
  if (patch.width !== width || patch.height !== height || patch.channels !== channels) {
    const of = (shape: { width: number; height: number; channels: number }): string =>
      `${shape.width} x ${shape.height} pixels of ${shape.channels} channels`;
    throw new AbbeError(
      'invalid-input',
      `Item ${id} has ${of(patch)} where others of its batch have ${of({ width, height, channels })}; make datasets of one kind of image.`,
    );
  }
  const length = patch.data.length;
  applyScaling(patch.data, scaling, all.subarray(place * length, (place + 1) * length));
}

/** A pair's patch, augmented, in the files' own numbers; chance depends on (seed, item, patch, epoch) alone. */
async function cutPair(
  { patches, augmentation, seed }: FeedSetup,
  { pair, item, scaling, signal }: Image,
  { id, patch, epoch }: FeedEntry,
): Promise<{ input: Raster; target: Raster }> {
  const random = seededRandom(seed, numberOf(id), patch, epoch);
  let { input, truth: target } = pair;
  if (patches) {
    const size = patches.size;
    const corner =
      patches.sampling === 'random'
        ? randomCorner(target, size, signal, random)
        : (gridCorners(target, size, patches.stride ?? size)[patch] as Corner);
    const box = { ...corner, width: size, height: size };
    [input, target] = [crop(input, box), crop(target, box)];
  }
  if (!augmentation) return { input, target };
  const draw = drawAugmentation(augmentation, random);
  const level = greyLevel(augmentation.levels, pair.truth.dtype, scaling.target.scale);
  const vary = (image: Raster, isMap: boolean, noise: number): Promise<Raster> =>
    augment(image, draw, isMap ? null : { level, noise, random });
  return {
    input: await vary(input, (item.input ?? item.target).kind === 'classes', augmentation.noise),
    target: await vary(target, item.target.kind === 'classes', 0),
  };
}

async function augment(
  image: Raster,
  draw: AugmentationDraw,
  values: { level: number; noise: number; random: () => number } | null,
): Promise<Raster> {
  if (!values) return augmentGeometry(image, draw, true);
  const own: Raster = { ...image, dtype: 'float32', data: Float32Array.from(image.data) };
  const varied = await augmentGeometry(own, draw, false);
  augmentValues(varied.data as Float32Array, draw, values.level, values.noise, values.random);
  return varied;
}

/** A whole number that an item's name gives (FNV-1a), so that its chances do not depend on its place. */
function numberOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash;
}
