import type { DatasetDocument, DatasetItem, DatasetStatistics } from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import { commonEdges, IntensityHistogram } from '../imaging/intensity-histogram.ts';
import { pearson } from '../imaging/pearson.ts';
import type { Raster, RasterData } from '../imaging/raster.ts';
import { groupItems } from './item-groups.ts';
import type { TellProgress } from './normalisation.ts';
import type { Pair, PairFeed } from './pair-feed.ts';

const bins = 64;

export type ExaminedDataset = Pick<
  DatasetDocument,
  'items' | 'sources' | 'splitting' | 'classes' | 'degradation'
>;

/**
 * What the included items of a dataset are like: sizes, counts, types, intensities over edges that inputs and
 * targets share, how well pairs correlate, and how much each class covers. One item at a time is in memory
 * beside what the feed keeps; floats are read twice, as the edges are not known before. Class maps have no
 * intensities, and pairs with one no correlation; nor has a pair without contrast.
 * @param feed of this dataset, with class maps as indices.
 * @param tell is told the items done; throws to stop.
 * @throws AbbeError of the feed, naming the item.
 */
export async function datasetStatistics(
  feed: PairFeed,
  dataset: ExaminedDataset,
  tell: TellProgress = async () => undefined,
): Promise<DatasetStatistics> {
  const { items } = feed;
  const pixels = new PixelStatistics(dataset.degradation !== null);
  for (const [done, item] of items.entries()) {
    await tell(done, items.length, `Looking at ${item.id}`);
    pixels.add(item, await feed.load(item.id));
  }
  const edges = commonEdges([pixels.input, pixels.target], bins);
  const again = items.filter(({ id }) => pixels.floats.has(id));
  for (const [done, item] of again.entries()) {
    await tell(items.length + done, items.length + again.length, `Counting intensities of ${item.id}`);
    pixels.addAgain(item, await feed.load(item.id), edges);
  }
  return {
    ...countItems(dataset, items),
    dtypes: pixels.dtypes,
    input: { edges, counts: pixels.input.counts(edges) },
    target: { edges, counts: pixels.target.counts(edges) },
    correlation: pixels.correlation,
    intensities: pixels.intensities,
    classes: pixels.classShares(dataset.classes),
  };
}

/** What needs no pixels. */
function countItems(
  { items: all, sources, splitting }: ExaminedDataset,
  items: readonly DatasetItem[],
): Pick<DatasetStatistics, 'items' | 'excluded' | 'perSplit' | 'labels' | 'width' | 'height'> {
  const contents = new Map(sources.map(({ path, sha256 }) => [path, sha256]));
  const perSplit = splits.map((split) => {
    const own = items.filter((item) => item.split === split);
    return { split, items: own.length, groups: groupItems(own, contents, splitting.by).length };
  });
  const labels: Record<string, number> = {};
  for (const { label } of items) if (label !== null) add(labels, label, 1);
  return {
    items: items.length,
    excluded: all.length - items.length,
    perSplit,
    labels,
    width: spread(items.map(({ width }) => width)),
    height: spread(items.map(({ height }) => height)),
  };
}

class PixelStatistics {
  readonly input = new IntensityHistogram();
  readonly target = new IntensityHistogram();
  readonly dtypes: Record<string, number> = {};
  readonly correlation: Record<string, number> = {};
  readonly intensities: DatasetStatistics['intensities'] = {};
  /** Items with floats. */
  readonly floats = new Set<string>();
  /** Whether items without an input of their own get one; else they are images alone. */
  readonly #degraded: boolean;
  readonly #classPixels: number[] = [];
  #mapPixels = 0;

  constructor(degraded: boolean) {
    this.#degraded = degraded;
  }

  add(item: DatasetItem, pair: Pair): void {
    const { input, truth } = pair;
    const own: DatasetStatistics['intensities'][string] = { input: null, target: null };
    this.intensities[item.id] = own;
    add(this.dtypes, input.dtype === truth.dtype ? truth.dtype : `${input.dtype} → ${truth.dtype}`, 1);
    for (const { side, raster, isMap } of this.#imagesOf(item, pair)) {
      if (isMap) this.#addMap(raster);
      else {
        this[side].add(raster.data);
        own[side] = momentsOf(raster.data);
      }
      if (!isMap && raster.dtype === 'float32') this.floats.add(item.id);
    }
    if (item.input === null || item.input.kind === 'classes' || item.target.kind === 'classes') return;
    const [a, b] = input.channels === truth.channels ? [input.data, truth.data] : [grey(input), grey(truth)];
    const correlation = pearson(a, b);
    if (Number.isFinite(correlation)) this.correlation[item.id] = correlation;
  }

  addAgain(item: DatasetItem, pair: Pair, edges: readonly number[]): void {
    for (const { side, raster, isMap } of this.#imagesOf(item, pair)) {
      if (!isMap && raster.data instanceof Float32Array) this[side].addAgain(raster.data, edges);
    }
  }

  /** Part of all class maps' pixels that each class has, by name. */
  classShares(classes: DatasetDocument['classes']): Record<string, number> {
    const share = (number: number): number => (this.#classPixels[number] ?? 0) / Math.max(1, this.#mapPixels);
    return Object.fromEntries(classes.map(({ name }, i) => [name, share(i + 1)]));
  }

  #imagesOf(item: DatasetItem, { input, truth }: Pair) {
    const inputKind = (item.input ?? item.target).kind;
    const images = [
      { side: 'input', raster: input, isMap: inputKind === 'classes' },
      { side: 'target', raster: truth, isMap: item.target.kind === 'classes' },
    ] as const;
    return item.input === null && !this.#degraded ? images.slice(1) : images;
  }

  #addMap({ data }: Raster): void {
    for (const number of data) this.#classPixels[number] = (this.#classPixels[number] ?? 0) + 1;
    this.#mapPixels += data.length;
  }
}

/** Mean and standard deviation of the finite values; null where there is none. */
function momentsOf(data: RasterData): { mean: number; deviation: number } | null {
  let [count, sum] = [0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
  }
  if (count === 0) return null;
  const mean = sum / count;
  let squares = 0;
  for (const value of data) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count) };
}

/** The mean of the channels. */
function grey({ data, channels, width, height }: Raster): ArrayLike<number> {
  if (channels === 1) return data;
  return Float32Array.from({ length: width * height }, (_, i) => {
    const at = i * channels;
    return ((data[at] as number) + (data[at + 1] as number) + (data[at + 2] as number)) / 3;
  });
}

function spread(numbers: readonly number[]): { min: number; median: number; max: number } {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
  return { min: sorted[0] ?? 0, median, max: sorted.at(-1) ?? 0 };
}

function add(counts: Record<string, number>, key: string, times: number): void {
  counts[key] = (counts[key] ?? 0) + times;
}
