import { describe, expect, it } from 'vitest';
import type { ComparedImage } from '../../../electron/contract/comparison.ts';
import type { ImageScores } from '../../../electron/contract/metric-methods.ts';
import { findCommonItems } from '../../../electron/engine/handlers/comparison/common-items.ts';
import { compareConvergence } from '../../../electron/engine/handlers/comparison/convergence.ts';
import { comparedDistribution } from '../../../electron/engine/handlers/comparison/distribution.ts';
import { choosePositions } from '../../../electron/engine/handlers/comparison/examples.ts';
import { colourShares } from '../../../electron/engine/imaging/colour-shares.ts';
import type { FoundRun } from '../../../electron/engine/handlers/comparison/find-runs.ts';
import { groupNames } from '../../../electron/engine/datasets/item-groups.ts';
import { nameRuns } from '../../../electron/engine/handlers/comparison/name-runs.ts';
import { compareRuns } from '../../../electron/engine/handlers/comparison/score-tables.ts';
import { spreadOf } from '../../../electron/engine/handlers/score-statistics.ts';
import { medianSeconds } from '../../../electron/engine/handlers/comparison/timing.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';
import { runRecordOf } from '../../support/run-record.ts';

const scoresOf = (psnr: number | null, ssim: number | null = null): ImageScores => ({
  ...{ psnr, ssim, msSsim: null, scaleInvariantPsnr: null, nrmse: null, pearson: null, mae: null },
});

const image = (id: string, runs: Record<string, number | null>, group = id): ComparedImage => ({
  ...{ id, file: `${id}.png`, group, input: scoresOf(20), notes: [] },
  runs: Object.fromEntries(Object.entries(runs).map(([run, psnr]) => [run, scoresOf(psnr)])),
});

const a = [30.25, 31.5, 29.75, 33, 32.25, 31, 31.75, 28.5];
const b = [29.5, 31.75, 29, 32.25, 31, 30.5, 30.75, 28];
const c = [30, 31, 30.25, 32.75, 32.5, 30.25, 32.125, 28.75];
const images = a.map((_, i) => image(`i${i}`, { A: a[i] ?? null, B: b[i] ?? null, C: c[i] ?? null }));
const named = ['A', 'B', 'C'].map((id) => ({ id, name: `run ${id}` }));

describe('runs against each other', () => {
  // SciPy 1.15, for each two lists: d = x - y; k = rankdata(abs(d));
  // wilcoxon(d, method=PermutationMethod(n_resamples=10**6)).pvalue (all 2^8 signs),
  // (k[d > 0].sum() - k[d < 0].sum()) / k.sum(), d.mean().
  it('have the p-values and effect sizes of SciPy, corrected for all tests together', () => {
    const tests = compareRuns(images, named, 'photo').filter(({ metric }) => metric === 'psnr');
    expect(tests.map(({ first, second }) => `${first} ${second}`)).toEqual(['A B', 'A C', 'B C']);
    const expected = [
      { mean: 0.65625, p: 0.015625, effect: 0.9444444444444444 },
      { mean: 0.046875, p: 0.8828125, effect: 0.08333333333333333 },
      { mean: -0.609375, p: 0.0859375, effect: -0.6944444444444444 },
    ];
    for (const [i, { p, effectSize, meanDifference }] of tests.entries()) {
      expect(p).toBeCloseTo(expected[i]?.p ?? NaN, 10);
      expect(effectSize).toBeCloseTo(expected[i]?.effect ?? NaN, 10);
      expect(meanDifference).toBeCloseTo(expected[i]?.mean ?? NaN, 10);
    }
    // Three tests: no image has an SSIM, so those could not be made and do not count.
    const sorted = expected.map(({ p }) => p).sort((x, y) => x - y);
    expect(Math.min(...tests.map(({ correctedP }) => correctedP ?? NaN))).toBeCloseTo(
      3 * (sorted[0] ?? NaN),
      10,
    );
    expect(tests[0]?.sentence).toMatch(/^PSNR: run A is better than run B on 7 of 8 images/);
  });

  it('count images of one photo once more by its mean', () => {
    const grouped = images.map((one, i) => ({ ...one, group: i < 2 ? 'same' : one.id }));
    const tests = compareRuns(grouped, named, 'photo').filter(({ metric }) => metric === 'psnr');
    expect(tests.map(({ over }) => over)).toEqual(['image', 'image', 'image', 'photo', 'photo', 'photo']);
    expect(tests[3]).toMatchObject({ n: 7, first: 'A', second: 'B' });
    // Means of the first two photos: 30.875 and 30.625; the others as they are.
    expect(tests[3]?.meanDifference).toBeCloseTo((0.25 + 0.75 + 0.75 + 1.25 + 0.5 + 1 + 0.5) / 7, 10);
  });

  it('leave out what has no finite score', () => {
    const some = [image('x', { A: null, B: 30, C: 30 }), ...images];
    expect(compareRuns(some, named, 'photo')[0]).toMatchObject({ n: 8, leftOut: 1 });
    expect(spreadOf([1, null, 3, Infinity])).toMatchObject({ n: 2, mean: 2, sd: Math.SQRT2 });
    expect(spreadOf([null])).toEqual({ n: 0, mean: null, sd: null, interval: null });
  });
});

describe('images that runs are compared on', () => {
  const run = (name: string, splits: ('training' | 'test')[]): FoundRun => {
    const items = splits.map((split, i) => itemOf(`${name}${i}`, `${i}.png`, split));
    return {
      ...{ name, dataset: datasetOf(items, { name }), record: runRecordOf({ id: name }) },
      project: { folder: '/nowhere' } as FoundRun['project'],
      recipe: {} as FoundRun['recipe'],
    };
  };

  it('are those that no run was trained on, whatever their items are called', async () => {
    const runs = [run('a', ['training', 'test', 'test']), run('b', ['training', 'training', 'test'])];
    const { items, warnings } = await findCommonItems(runs, 'test');
    expect(items.map(({ ids }) => ids)).toEqual([['a2', 'b2']]);
    expect(warnings).toEqual([expect.stringMatching(/^1 of 2 images of the test split were left out/)]);
  });

  it('must be there', async () => {
    const none = [run('a', ['training', 'test']), run('b', ['test', 'training'])];
    await expect(findCommonItems(none, 'test')).rejects.toThrow(/trained on every image of the test split/);
    const empty = [run('a', ['training']), run('b', ['training'])];
    await expect(findCommonItems(empty, 'test')).rejects.toThrow(/no images in its test split/);
    const changed = run('a', ['training', 'test']);
    changed.record.data = { ...{ sources: [], items: 'f'.repeat(64) }, splitting: changed.dataset.splitting, counts: { training: 1, validation: 0, test: 1 } }; // prettier-ignore
    const { warnings } = await findCommonItems([changed, run('b', ['training', 'test'])], 'test');
    expect(warnings).toEqual([expect.stringMatching(/^The dataset was changed after a was trained/)]);
  });
});

describe('convergence', () => {
  const runOf = (values: (number | null)[], metric = 'psnr', best: number | null = null) => {
    const points = values.map((value, i) => ({ step: 10 * (i + 1), scores: { [metric]: value } }));
    return runRecordOf({
      validation: { images: [], input: {}, points },
      best: best === null ? null : { step: 0, metric, value: best },
    });
  };

  it('tells when a run was near its own best, and when all were as good as the least of them', () => {
    const [fast, slow] = compareConvergence([runOf([20, 29, 30, 28]), runOf([10, null, 27, 28])]);
    expect(fast).toMatchObject({ best: { step: 30, value: 30 }, withinFivePercent: 20, commonLevel: 20 });
    expect(slow).toMatchObject({ best: { step: 40, value: 28 }, withinFivePercent: 30, commonLevel: 40 });
    expect(slow?.points[1]).toEqual({ step: 20, value: null });
  });

  it('knows which way a recipe’s own score goes by what it kept', () => {
    const [one, other] = compareConvergence([
      runOf([9, 4, 3], 'pcaDistance', 3),
      runOf([8, 5, 4], 'pcaDistance', 4),
    ]);
    expect(one).toMatchObject({ better: 'lower', best: { step: 30, value: 3 }, commonLevel: 20 });
    expect(other).toMatchObject({ best: { step: 30, value: 4 }, commonLevel: 30 });
  });

  it('is nothing for runs without validations or a score in common', () => {
    expect(compareConvergence([runRecordOf(), runOf([1, 2])])[0]).toBeNull();
    expect(compareConvergence([runOf([1]), runOf([1], 'texture')])).toEqual([null, null]);
  });
});

describe('names of runs', () => {
  const run = (id: string, parameters: Record<string, string | number | null>, own = {}) =>
    runRecordOf({ id, parameters, ...own });

  it('say what differs, as short as they can', () => {
    const parameters = { patchSize: 64, discriminator: 'patch-16' };
    const other = { patchSize: 64, discriminator: 'patch-70' };
    expect(nameRuns([run('1', parameters), run('2', other)])).toEqual([
      'discriminator=patch-16',
      'discriminator=patch-70',
    ]);
    expect(nameRuns([run('1', {}), run('2', {}, { seed: 7 })])).toEqual(['seed=1', 'seed=7']);
    expect(nameRuns([run('1', {}), run('2', {}, { recipe: 'other' })])).toEqual(['microgan', 'other']);
    const two = [run('1', { a: 1, b: null }), run('2', { a: 2, b: 5 }), run('3', { a: 2, b: null })];
    expect(nameRuns(two)).toEqual(['a=1', 'a=2 b=5', 'a=2']);
    expect(
      nameRuns([run('1', { b: null }, { preset: 'paper' }), run('2', { b: 5 }, { preset: 'paper' })]),
    ).toEqual(['paper', 'b=5']);
  });

  it('leave out what comes with a choice and where files lie', () => {
    const plain = { contentLoss: 'l1', vggWeights: null };
    const perceptual = { contentLoss: 'perceptual-vgg', vggWeights: '/weights/vgg16.h5' };
    expect(nameRuns([run('1', plain), run('2', perceptual)])).toEqual([
      'contentLoss=l1',
      'contentLoss=perceptual-vgg',
    ]);
  });

  it('are what a person called them', () => {
    const called = run('1', { a: 1 }, { name: 'First try' });
    expect(nameRuns([called, run('2', { a: 2 })])).toEqual(['First try', 'a=2']);
    expect(nameRuns([called, run('2', { a: 2 }, { name: 'First try' })])).toEqual(['a=1', 'a=2']);
  });

  it('are presets where these differ, however many parameters they set', () => {
    const many = { a: 1, b: 1, c: 1 };
    const others = { a: 2, b: 2, c: 2 };
    const quick = run('1', many, { preset: 'quick' });
    const full = run('2', others, { preset: 'quick-fs' });
    expect(nameRuns([quick, full])).toEqual(['quick', 'quick-fs']);
    // Two of one preset are told apart by what was set by hand.
    expect(nameRuns([quick, full, run('3', { ...others, a: 9 }, { preset: 'quick-fs' })])).toEqual([
      'quick a=1',
      'quick-fs a=2',
      'quick-fs a=9',
    ]);
    const mixed = [quick, full, run('3', {}, { preset: 'quick', recipe: 'em-images' })];
    expect(nameRuns(mixed)).toEqual(['microgan quick', 'microgan quick-fs', 'em-images quick']);
    // Recipes say it alone.
    expect(nameRuns([quick, run('3', {}, { preset: 'paper', recipe: 'em-images' })])).toEqual([
      'microgan',
      'em-images',
    ]);
  });

  it('are ids where nothing or too much differs', () => {
    expect(nameRuns([run('1', {}), run('2', {})])).toEqual(['1', '2']);
    expect(nameRuns([run('1', { a: 1, b: 1, c: 1 }), run('2', { a: 2, b: 2, c: 2 })])).toEqual(['1', '2']);
  });
});

describe('what is shown and measured', () => {
  it('examples at fixed positions, each once', () => {
    const chosen = choosePositions(images.map(({ runs }) => ({ runs: { A: runs['A'] as ImageScores } })));
    expect(chosen.map(({ index }) => index)).toEqual([0, 1, 7]);
    expect(choosePositions(images.slice(0, 1))).toHaveLength(1);
    expect(choosePositions([])).toEqual([]);
  });

  it('time without the first image, which compiles', () => {
    expect(medianSeconds([9, 1, 2, 4])).toBe(2);
    expect(medianSeconds([9, 1, 2])).toBe(1.5);
    expect(medianSeconds([9])).toBe(9);
    expect(medianSeconds([])).toBeNull();
  });

  it('parts of the area by colour', () => {
    const data = Uint8Array.from([0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0]);
    const raster: Raster = { width: 2, height: 2, channels: 3, dtype: 'uint8', data, notes: [] };
    expect(colourShares(raster, [[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]])).toEqual([0.25, 0.5, 0.25, 0]); // prettier-ignore
  });

  it('groups of images that are not independent', () => {
    const items = [itemOf('a', 'p.png', 'test'), itemOf('b', 'p.png', 'test'), itemOf('c', 'q.png', 'test')];
    expect([...groupNames(datasetOf(items), items)]).toEqual([
      ['a', 'p.png'],
      ['b', 'p.png'],
      ['c', 'q.png'],
    ]);
  });
});

describe('distributions', () => {
  const measures = {
    ...{ features: 'pixels', patch: 8, shrunkenTo: 8, explainedVarianceRatio: [0.6, 0.1], notes: ['Alike.'] },
    rows: { real: 30, 'run-1': 30, training: 5 },
    points: [{ set: 'run-1', image: 'a', x: 1, y: 2 }],
    energy: ['run-1', 'training'].map((set) => ({ set, statistic: 4, pValue: 0.01, permutations: 999 })),
    kernel: {
      ...{ network: 'structure' as const, features: 'structure' },
      distances: [{ set: 'run-1', kid: 0.5, sd: 0.1, subsets: 100, subsetSize: 15 }],
    },
  };

  it('have the numbers of an evaluation, each set with its kernel distance where there is one', () => {
    const found = comparedDistribution(measures);
    expect(found).toMatchObject({ fitted: 30, kernelFeatures: 'structure', points: measures.points });
    expect(found?.distances).toEqual([
      {
        ...{ set: 'run-1', rows: 30, statistic: 4, pValue: 0.01, permutations: 999 },
        kernel: { kid: 0.5, sd: 0.1, subsets: 100, subsetSize: 15 },
      },
      { set: 'training', rows: 5, statistic: 4, pValue: 0.01, permutations: 999, kernel: null },
    ]);
  });

  it('are not there for real images that are all the same, or too few', () => {
    expect(comparedDistribution({ ...measures, explainedVarianceRatio: [] })).toBeNull();
  });
});
