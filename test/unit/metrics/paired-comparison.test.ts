import { describe, expect, it } from 'vitest';
import { comparePaired, comparisonInWords } from '../../../electron/engine/metrics/paired-comparison.ts';
import type { PairedComparison } from '../../../electron/engine/metrics/paired-comparison.ts';

const ssim = { label: 'SSIM', unit: '', better: 'higher' } as const;
const mae = { label: 'Mean absolute error', unit: '', better: 'lower' } as const;
const psnr = { label: 'PSNR', unit: 'dB', better: 'higher' } as const;
const input = [20, 21, 22, 23, 24, 25, 26, 27];
const gains = [1, 2, 3, 4, 5, 6, 7, -0.5];
const result = input.map((value, i) => value + (gains[i] as number));
const names = { first: 'the result', second: 'the input' };
const one = (list: Parameters<typeof comparePaired>[0][number]): PairedComparison =>
  comparePaired([list])[0] as PairedComparison;

describe('paired comparison', () => {
  it('counts wins, and has mean, interval, exact p and effect size', () => {
    const comparison = one({ ...psnr, first: result, second: input });
    expect(comparison).toMatchObject({ n: 8, better: 7, worse: 1, equal: 0, leftOut: 0, method: 'exact' });
    expect(comparison.meanDifference).toBeCloseTo(27.5 / 8, 12);
    // Only the smallest difference is negative: 2 of 256 signs are as far out, on each side.
    expect(comparison.p).toBeCloseTo(4 / 256, 12);
    expect(comparison.effectSize).toBeCloseTo((35 - 1) / 36, 12);
    expect(comparison.interval?.low).toBeGreaterThan(0);
  });

  it('takes less as better where less is better', () => {
    const comparison = one({ ...mae, first: input, second: result });
    expect(comparison).toMatchObject({ better: 7, worse: 1 });
    expect(comparison.effectSize).toBeCloseTo(34 / 36, 12);
    expect(comparison.meanDifference).toBeLessThan(0);
  });

  it('corrects all p-values together', () => {
    const list = { ...psnr, first: result, second: input };
    const [a, b] = comparePaired([list, { ...ssim, first: input, second: input }]);
    expect(a?.correctedP).toBeCloseTo(8 / 256, 12);
    expect(b).toMatchObject({ p: 1, correctedP: 1, equal: 8, effectSize: 0 });
  });

  it('leaves out images without two finite values, and needs one at least', () => {
    const comparison = one({ ...psnr, first: [null, 30, Infinity], second: [20, 28, 21] });
    expect(comparison).toMatchObject({ n: 1, leftOut: 2, meanDifference: 2, interval: null, p: 1 });
    expect(one({ ...psnr, first: [null], second: [1] })).toMatchObject({
      ...{ n: 0, meanDifference: null, p: null, correctedP: null, effectSize: null },
    });
    expect(() => one({ ...psnr, first: [1], second: [] })).toThrow(/1 and 0/);
  });
});

describe('in plain words', () => {
  it('says how often, by how much, and whether it may be chance', () => {
    const list = { ...psnr, first: result, second: input };
    expect(comparisonInWords(list, one(list), names)).toMatch(
      /^PSNR: the result is better than the input on 7 of 8 images; mean difference \+3\.44 dB \(95 % interval \+\d\.\d\d to \+\d\.\d\d\)\. This is unlikely to be chance \(Wilcoxon signed rank, p = 0\.016, effect size \+0\.94\)\.$/,
    );
    const equal = { ...ssim, first: input, second: input };
    expect(comparisonInWords(equal, one(equal), names)).toMatch(
      /on 0 of 8 images, equal on 8; .*may be chance/,
    );
  });

  it('does not test a handful of images, nor none', () => {
    const few = { ...psnr, first: result.slice(0, 3), second: input.slice(0, 3) };
    expect(comparisonInWords(few, one(few), names)).toMatch(
      /So few images \(3\) cannot tell this from chance\.$/,
    );
    const none = { ...psnr, first: [null], second: [1] };
    expect(comparisonInWords(none, one(none), names)).toBe(
      'PSNR: no image has a value for both the result and the input.',
    );
  });
});
