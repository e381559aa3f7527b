import { describe, expect, it } from 'vitest';
import { evaluationSchema } from '../../../electron/contract/evaluation.ts';
import { createMeasures } from '../../../electron/engine/handlers/runs/evaluation/create-measures.ts';
import { DataRangeFinder } from '../../../electron/engine/handlers/runs/evaluation/data-range.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import type { RasterData } from '../../../electron/engine/imaging/raster.ts';
import type { MadePair } from '../../support/evaluated-pairs.ts';
import { evaluatePairs, feedOf, rasterOf } from '../../support/evaluated-pairs.ts';
import { drawSpots, scatterSpots } from '../../support/spot-image.ts';

const side = 32;
const raster = (data: RasterData) => rasterOf(side, side, data);
const noisy = (seed: number, spread: number, base = 100): Uint8Array => {
  const random = seededRandom(seed, 3);
  return Uint8Array.from({ length: side * side }, (_, i) => base + (i % 40) + spread * random());
};
/** Results nearer to the truth than inputs, by noise of 4 and of 40. */
const better = (count: number, photo?: (i: number) => string): MadePair[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `image ${i}`,
    input: raster(noisy(3 * i + 1, 40)),
    result: raster(noisy(3 * i + 2, 4)),
    truth: raster(noisy(3 * i, 0)),
    ...(photo && { photo: photo(i) }),
  }));

describe('scores of a split', () => {
  it('hold every metric of result and input with intervals, tests and words, and fit their document', async () => {
    const evaluation = await evaluatePairs(better(8));
    expect(evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
    expect(evaluation).toMatchObject({ n: 8, photos: 8, groups: null, warnings: [] });
    expect(evaluation.dataRange).toEqual({ value: 255, kind: 'type', low: 0, high: 255 });
    const { mean, interval, comparison } = evaluation;
    expect(mean.psnr).toBeGreaterThan((mean.inputPsnr ?? NaN) + 10);
    expect(mean.nrmse).toBeLessThan(mean.inputNrmse ?? NaN);
    const { low = NaN, high = NaN } = interval.ssim ?? {};
    expect(low).toBeLessThan(mean.ssim ?? NaN);
    expect(high).toBeGreaterThan(mean.ssim ?? NaN);
    expect(comparison.map(({ metric, better: won }) => [metric, won])).toContainEqual(['psnr', 8]);
    const psnr = comparison.find(({ metric }) => metric === 'psnr');
    expect(psnr).toMatchObject({ n: 8, worse: 0, effectSize: 1, method: 'exact' });
    // Two-sided, all of eight on one side; MS-SSIM needs larger images, so six metrics are corrected for.
    expect(psnr?.p).toBeCloseTo(2 / 2 ** 8, 12);
    expect(psnr?.correctedP).toBeCloseTo((6 * 2) / 2 ** 8, 12);
    expect(evaluation.summary[0]).toMatch(/^PSNR: the result is better than the input on 8 of 8 images/);
  });

  it('count images of one photo once among the groups, and say so', async () => {
    const evaluation = await evaluatePairs(better(8, (i) => `photo ${i % 3}.png`));
    const { groups, perImage, mean } = evaluation;
    expect(groups).toMatchObject({ by: 'photo', n: 3 });
    const of = (photo: number): number[] =>
      perImage.flatMap(({ psnr, group }) => (group === `photo ${photo}.png` ? [psnr ?? NaN] : []));
    const average = (values: number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const byHand = average([0, 1, 2].map((photo) => average(of(photo))));
    expect(groups?.mean.psnr).toBeCloseTo(byHand, 10);
    expect(mean.psnr).toBeCloseTo(average(perImage.map(({ psnr }) => psnr ?? NaN)), 10);
    expect(evaluation.summary.join(' ')).toContain('8 images are of 3 photos');
    const one = await evaluatePairs(better(4, () => 'photo.png'));
    expect(one.groups).toMatchObject({ n: 1, interval: { psnr: null } });
    expect(one.summary.join(' ')).toContain('All 4 images are of one photo');
  });

  it('are over the range of the truths for 16 bits and floats, and 255 for 8', async () => {
    const pairs = [100, 4000].map((level, i): MadePair => {
      const wide = Uint16Array.from({ length: side * side }, (_, k) => level + (k % 50));
      return {
        id: `${i}`,
        input: raster(wide.map((v) => v + 9)),
        result: raster(wide.map((v) => v + 1)),
        truth: raster(wide),
      };
    });
    const { dataRange, perImage } = await evaluatePairs(pairs);
    expect(dataRange).toEqual({ value: 3949, kind: 'truth', low: 100, high: 4049 });
    expect(perImage[0]?.psnr).toBeCloseTo(20 * Math.log10(3949), 10);
    expect(perImage[0]?.inputPsnr).toBeCloseTo(20 * Math.log10(3949 / 9), 10);
    const floats = new DataRangeFinder();
    floats.add(raster(Float32Array.from({ length: side * side }, (_, i) => (i === 5 ? NaN : i / 1024))));
    expect(floats.range).toMatchObject({ kind: 'truth', low: 0, high: 1023 / 1024 });
  });
});

describe('images that have no score', () => {
  it('identical ones: PSNR is infinite, told as such and left out of means', async () => {
    const [same, other] = better(2) as [MadePair, MadePair];
    const { perImage, mean, n } = await evaluatePairs([{ ...same, result: same.truth }, other]);
    expect(perImage[0]).toMatchObject({
      psnr: null,
      identical: true,
      inputIdentical: false,
      ssim: 1,
      mae: 0,
    });
    expect(n).toBe(2);
    expect(mean.psnr).toBeCloseTo(perImage[1]?.psnr ?? NaN, 12);
  });

  it('constant ones: no range, so no PSNR, and no correlation', async () => {
    const flat = (value: number) => raster(new Float32Array(side * side).fill(value));
    const evaluation = await evaluatePairs([{ id: 'flat', input: flat(1), result: flat(2), truth: flat(3) }]);
    expect(evaluation.dataRange).toBeNull();
    expect(evaluation.perImage[0]).toMatchObject({
      psnr: null,
      ssim: null,
      pearson: null,
      mae: 1,
      inputMae: 2,
      identical: false,
    });
    expect(evaluationSchema.safeParse(evaluation).success).toBe(true);
  });

  it('NaN pixels: no score at all, and a note', async () => {
    const [pair] = better(1) as [MadePair];
    const result = raster(Float32Array.from(pair.truth.data));
    result.data[7] = NaN;
    const { perImage, mean } = await evaluatePairs([{ ...pair, result }]);
    expect(perImage[0]).toMatchObject({ psnr: null, ssim: null, mae: null, identical: false });
    expect(perImage[0]?.inputPsnr).not.toBeNull();
    expect(perImage[0]?.notes).toContain(
      'One pixel of the result is no finite number, so no score is defined.',
    );
    expect(mean.psnr).toBeNull();
  });

  it('one image: scores, but no deviation, interval or test', async () => {
    const { standardDeviation, interval, comparison, mean } = await evaluatePairs(better(1));
    expect(mean.psnr).not.toBeNull();
    expect(standardDeviation.psnr).toBeNull();
    expect(interval.psnr).toBeNull();
    expect(comparison[0]?.sentence).toContain('So few images (1) cannot tell this from chance.');
  });

  it('an empty split is refused', async () => {
    await expect(evaluatePairs(better(2), { split: 'validation' })).rejects.toThrow(
      /no images in its validation split/,
    );
  });
});

describe('spots', () => {
  const size = { width: 224, height: 224 };
  const drawn = scatterSpots(12, size, { sigma: 1.5, amplitude: 300, apart: 26 }, 4);
  const image = (spots: typeof drawn, noise: number, seed: number) =>
    rasterOf(224, 224, drawSpots(size, spots, { background: 100, noise, seed }).data);
  const measured = async (pairs: MadePair[]) => {
    const known = feedOf(pairs);
    const context = { ...known, split: 'test', pixelSize: null } as const;
    return evaluatePairs(pairs, { measures: createMeasures(['spots', 'resolution'], context) }, known);
  };

  it('of a result are matched with the truth’s: lost and invented ones by their place', async () => {
    const invented = { x: 5, y: 64, sigmaX: 1.5, sigmaY: 1.5, amplitude: 300 };
    const { spots, resolution } = await measured([
      {
        id: 'a',
        input: image(drawn, 60, 1),
        result: image([...drawn.slice(1), invented], 3, 2),
        truth: image(drawn, 3, 3),
      },
    ]);
    const result = spots?.perImage[0]?.result;
    expect(result?.match).toMatchObject({ matched: 11, precision: 11 / 12, recall: 11 / 12 });
    expect(result?.match.lost).toHaveLength(1);
    expect(
      Math.hypot(
        (result?.match.lost[0]?.x ?? 0) - (drawn[0]?.x ?? 0),
        (result?.match.lost[0]?.y ?? 0) - (drawn[0]?.y ?? 0),
      ),
    ).toBeLessThan(0.3);
    expect(result?.match.invented[0]?.x).toBeCloseTo(5, 0);
    expect(spots?.fwhm.truth.median).toBeCloseTo(1.5 * 2.3548, 0);
    const snr = spots?.summary.find(({ id }) => id === 'snr');
    expect(snr?.result?.mean).toBeGreaterThan(3 * (snr?.input?.mean ?? NaN));
    expect(resolution?.perImage[0]?.result.ringCorrelation).toBeGreaterThan(2);
  });

  it('near the threshold are left open: the truth’s own noise makes neither lost nor invented ones', async () => {
    const wide = { width: 448, height: 448 };
    const places = scatterSpots(120, wide, { sigma: 1.5, amplitude: 1, apart: 20 }, 6);
    const faintToBright = places.map((spot, i) => ({ ...spot, amplitude: 20 + i }));
    const exposure = (seed: number) =>
      rasterOf(448, 448, drawSpots(wide, faintToBright, { background: 100, noise: 10, seed }).data);
    const { spots } = await measured([
      { id: 'a', input: exposure(1), result: exposure(2), truth: exposure(3) },
    ]);
    const { truth, result } = spots?.perImage[0] ?? {};
    expect(truth?.found).toBeGreaterThan(30);
    expect(result?.match.uncertain).toBeGreaterThan(10);
    expect(result?.match.recall).toBeGreaterThan(0.93);
    expect(result?.match.precision).toBeGreaterThan(0.93);
    expect(spots?.options).toMatchObject({ threshold: null, falseSpots: 0.1 });
  });

  it('empty lists have defined answers', async () => {
    const { spots } = await measured([
      { id: 'a', input: image([], 3, 1), result: image([], 3, 2), truth: image([], 3, 3) },
    ]);
    const match = spots?.perImage[0]?.result.match;
    expect(match).toMatchObject({
      matched: 0,
      precision: null,
      recall: null,
      f1: null,
      lost: [],
      invented: [],
    });
    expect(spots?.fwhm.truth).toEqual({
      n: 0,
      median: null,
      lowerQuartile: null,
      upperQuartile: null,
      failed: 0,
    });
  });
});

describe('results as a set', () => {
  const textured = (seed: number, spread: number, id: string, split: 'test' | 'training'): MadePair => {
    const of = (more: number) => raster(noisy(seed + more, spread, 60));
    return { id, split, input: raster(noisy(seed, 0, 10)), result: of(0), truth: of(1000) };
  };

  it('lie near the real ones where they are alike, and far where they are not', async () => {
    const alike = [...Array(12).keys()].map((i) => textured(i, 50, `a${i}`, i < 6 ? 'test' : 'training'));
    const darker = alike.map((pair) => ({ ...pair, result: raster(noisy(9, 50, 20)) }));
    const evaluate = (pairs: MadePair[]) => {
      const known = feedOf(pairs);
      const measures = createMeasures(['distribution', 'texture'], {
        ...known,
        split: 'test',
        pixelSize: null,
      });
      return evaluatePairs(pairs, { measures }, known);
    };
    const energyOf = async (pairs: MadePair[]) =>
      (await evaluate(pairs)).distribution?.energy.find(({ set }) => set === 'generated');
    const [near, far] = [await energyOf(alike), await energyOf(darker)];
    expect(near?.pValue).toBeGreaterThan(0.05);
    expect(far?.pValue).toBeLessThan(0.01);
    expect(far?.statistic).toBeGreaterThan(10 * (near?.statistic ?? NaN));
    const { distribution, texture } = await evaluate(alike);
    expect(distribution?.rows).toEqual({ real: 6, generated: 6, input: 6, training: 6 });
    expect(texture?.perImage[0]?.result).toBeLessThan(texture?.perImage[0]?.input ?? NaN);
  });
});
