import type { DatasetDocument, DatasetItem, Split } from '../../electron/contract/datasets.ts';
import { evaluateSplit } from '../../electron/engine/handlers/runs/evaluation/evaluate-split.ts';
import type { SplitRequest } from '../../electron/engine/handlers/runs/evaluation/evaluate-split.ts';
import type { ScoredFeed } from '../../electron/engine/handlers/runs/evaluation/scored-pair.ts';
import type { LoadedGenerator } from '../../electron/engine/handlers/runs/generator-pool.ts';
import type { Raster, RasterData } from '../../electron/engine/imaging/raster.ts';
import { datasetOf, itemOf } from './dataset-document.ts';

export interface MadePair {
  id: string;
  input: Raster;
  result: Raster;
  truth: Raster;
  split?: Split;
  /** The photo it is of; one of its own, where it is not said. */
  photo?: string;
}

/** A raster of one channel of the data's type, or of three. */
export function rasterOf(width: number, height: number, data: RasterData): Raster {
  const dtype = data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32';
  const channels = data.length === 3 * width * height ? 3 : 1;
  return { width, height, channels, dtype, data, notes: [] };
}

/** A dataset of pairs in memory. */
export function feedOf(
  pairs: readonly MadePair[],
  document: Partial<DatasetDocument> = {},
  scaling?: ScoredFeed['inputScaling'],
): { dataset: DatasetDocument; feed: ScoredFeed } {
  const items = pairs.map(
    ({ id, truth: { width, height }, split = 'test', photo = `${id}.tif` }): DatasetItem =>
      itemOf(id, photo, split, { width, height }),
  );
  const find = (id: string): MadePair => {
    const pair = pairs.find((each) => each.id === id);
    if (!pair) throw new RangeError(`There is no pair ${id}.`);
    return pair;
  };
  const feed: ScoredFeed = {
    items,
    ids: (split) => items.filter((item) => item.split === split).map(({ id }) => id),
    size: (id) => find(id).truth,
    load: async (id) => ({ id, input: find(id).input, truth: find(id).truth }),
    ...(scaling && { inputScaling: scaling }),
  };
  return { dataset: datasetOf(items, document), feed };
}

/** A generator that has learnt the pairs' results by heart. */
export function recalling(pairs: readonly MadePair[]): LoadedGenerator {
  const generator = {
    translate: async (input: Raster) => pairs.find((pair) => pair.input === input)?.result as Raster,
    import: () => undefined,
    dispose: () => undefined,
  };
  return { generator, checkpoint: 'last', step: 10 };
}

/** The evaluation of pairs in memory. */
export function evaluatePairs(
  pairs: readonly MadePair[],
  request: Partial<SplitRequest> = {},
  { dataset, feed } = feedOf(pairs),
): ReturnType<typeof evaluateSplit> {
  return evaluateSplit({
    ...{ run: 'run-1', split: 'test', dataset, feed, loaded: recalling(pairs) },
    checked: { checks: { ok: true, problems: [] }, warnings: [] },
    measures: [],
    outside: () => [],
    signal: new AbortController().signal,
    tell: async () => undefined,
    tellFeatures: async () => undefined,
    ...request,
  });
}
