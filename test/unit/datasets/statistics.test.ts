import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../../../electron/contract/datasets.ts';
import { datasetStatisticsSchema } from '../../../electron/contract/datasets.ts';
import { createPairFeed } from '../../../electron/engine/datasets/pair-feed.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import { datasetStatistics } from '../../../electron/engine/datasets/statistics.ts';
import type { TellProgress } from '../../../electron/engine/datasets/normalisation.ts';
import type { Dtype, Raster } from '../../../electron/engine/imaging/raster.ts';
import { drawPicture, itemOf, pairItems, pictures } from './feed-fixture.ts';

const colour: [number, number, number] = [255, 0, 0];
const splitting = { by: 'photo', validation: 0.2, test: 0.2, stratified: false, seed: 1 } as const;

function examine(items: DatasetItem[], files: Record<string, Raster>, tell?: TellProgress) {
  const sources = Object.keys(files).map((path, i) => ({ path, sha256: String(i).padStart(64, '0') }));
  const classes = ['cell', 'nucleus', 'none'].map((name) => ({ name, colour }));
  const dataset = { items, sources, splitting, classes, degradation: null };
  return datasetStatistics(createPairFeed(dataset, pictures(files)), dataset, tell);
}

function pairFiles(names: readonly string[], dtype: Dtype): Record<string, Raster> {
  const make = (name: string, factor: number): Raster => {
    const image = drawPicture(24, 18, dtype);
    return {
      ...image,
      data: image.data.map(
        (value, i) => value / factor + (dtype === 'float32' ? name.length - i / 900 : i % 7),
      ),
    };
  };
  return Object.fromEntries(names.flatMap((name) => [[`${name}-in.png`, make(name, 3)], [`${name}-out.png`, make(name, 2)]])); // prettier-ignore
}

/** Each value into its bin, one by one. */
function histogramOf(files: Record<string, Raster>, ending: string, edges: number[]): number[] {
  const counts = Array<number>(64).fill(0);
  for (const [name, { data }] of Object.entries(files)) {
    if (!name.endsWith(ending)) continue;
    for (const value of data) {
      const above = edges.findIndex((edge) => value < edge);
      const bin = above < 0 ? 63 : above - 1;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}

describe('statistics of a dataset', () => {
  it('count items, splits, groups, labels and sizes of what is included', async () => {
    const size = { width: 24, height: 18 };
    const items = [
      ...pairItems(['a', 'b', 'c'], size),
      itemOf('a2', planeReference('a-out.png', {}, { box: { x: 0, y: 0, width: 9, height: 5 } }), {
        ...{ width: 9, height: 5 },
        input: planeReference('a-in.png', {}, { box: { x: 0, y: 0, width: 9, height: 5 } }),
        label: 'red',
      }),
    ].map((item) => ({
      ...item,
      label: item.label ?? 'white',
      split: item.id === 'c' ? ('test' as const) : item.split,
    }));
    const aside = { ...(items[1] as DatasetItem), id: 'aside', included: false };
    const found = await examine([...items, aside], pairFiles(['a', 'b', 'c'], 'uint16'));
    expect(datasetStatisticsSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({
      items: 4,
      excluded: 1,
      labels: { white: 3, red: 1 },
      width: { min: 9, median: 24, max: 24 },
      height: { min: 5, median: 18, max: 18 },
      dtypes: { uint16: 4 },
      classes: { cell: 0 },
    });
    // Both items of photo a are one group.
    expect(found.perSplit).toEqual([
      { split: 'training', items: 3, groups: 2 },
      { split: 'validation', items: 0, groups: 0 },
      { split: 'test', items: 1, groups: 1 },
    ]);
  });

  it.each(['uint8', 'uint16', 'float32'] as const)(
    '%s: histograms of 64 bins over edges that both share',
    async (dtype) => {
      const files = pairFiles(['a', 'bb'], dtype);
      const found = await examine(pairItems(['a', 'bb'], { width: 24, height: 18 }), files);
      const all = Object.values(files).flatMap(({ data }) => [...data]);
      expect(found.input.edges).toEqual(found.target.edges);
      expect(found.input.edges).toHaveLength(65);
      expect(found.input.edges[0]).toBe(Math.min(...all));
      expect(found.input.edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...all) - 1e-6);
      expect(found.input.counts).toEqual(histogramOf(files, '-in.png', found.input.edges));
      expect(found.target.counts).toEqual(histogramOf(files, '-out.png', found.target.edges));
      expect(found.input.counts).not.toEqual(found.target.counts);
    },
  );

  it('correlation is that of each pair, without those that cannot have one', async () => {
    const up = { ...drawPicture(4, 1, 'uint8'), data: Uint8Array.of(1, 2, 3, 4) };
    const files = {
      'same-in.png': up,
      'same-out.png': { ...up, data: Uint8Array.of(10, 20, 30, 40) },
      'some-in.png': up,
      'some-out.png': { ...up, data: Uint8Array.of(1, 3, 2, 4) },
      'flat-in.png': up,
      'flat-out.png': { ...up, data: Uint8Array.of(7, 7, 7, 7) },
    };
    const { correlation } = await examine(
      pairItems(['same', 'some', 'flat'], { width: 4, height: 1 }),
      files,
    );
    expect(Object.keys(correlation)).toEqual(['same', 'some']);
    expect(correlation.same).toBeCloseTo(1, 12);
    expect(correlation.some).toBeCloseTo(0.8, 12);
  });

  it('class maps are counted by class and have no intensities', async () => {
    const mask = { ...drawPicture(4, 2, 'uint8'), data: Uint8Array.of(0, 1, 1, 1, 2, 0, 0, 0) };
    const layers = [
      { name: 'cell', source: 'm.png', c: null, values: [1] },
      { name: 'nucleus', source: 'm.png', c: null, values: [2] },
    ];
    const target = { kind: 'classes' as const, layers, box: null, resize: null };
    const item = itemOf('m', target, { width: 4, height: 2, input: planeReference('i.png') });
    const found = await examine([item], { 'm.png': mask, 'i.png': drawPicture(4, 2) });
    expect(found.classes).toEqual({ cell: 3 / 8, nucleus: 1 / 8, none: 0 });
    expect(found.target.counts).toEqual(Array(64).fill(0));
    expect(found.input.counts.reduce((sum, n) => sum + n, 0)).toBe(8);
    expect(found.correlation).toEqual({});
    expect(found.dtypes).toEqual({ 'uint16 → uint8': 1 });
  });

  it('tells how far it is, and stops when told to', async () => {
    const told: string[] = [];
    const tell: TellProgress = async (done, total) => {
      told.push(`${done}/${total}`);
      if (done === 1) throw new Error('stopped');
    };
    const items = pairItems(['a', 'b', 'c'], { width: 24, height: 18 });
    await expect(examine(items, pairFiles(['a', 'b', 'c'], 'uint8'), tell)).rejects.toThrow('stopped');
    expect(told).toEqual(['0/3', '1/3']);
  });

  it('of a dataset whose items are all set aside are zeros', async () => {
    const items = pairItems(['a'], { width: 24, height: 18 }).map((item) => ({ ...item, included: false }));
    const found = await examine(items, {});
    expect(found).toMatchObject({ items: 0, excluded: 1, width: { min: 0, median: 0, max: 0 } });
  });
});
