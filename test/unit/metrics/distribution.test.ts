import { describe, expect, it } from 'vitest';
import { energyDistance } from '../../../electron/engine/metrics/energy-distance.ts';
import { featureGrid, pixelFeatures } from '../../../electron/engine/metrics/feature-rows.ts';
import { kernelDistance } from '../../../electron/engine/metrics/kid.ts';
import { fitPca, projectPca } from '../../../electron/engine/metrics/pca.ts';
import { normalNumbers } from '../../support/spot-image.ts';

/** Rows of normal numbers around `mean`. */
function cloud(rows: number, features: number, seed: number, mean = 0): Float64Array[] {
  const normal = normalNumbers(seed);
  return Array.from({ length: rows }, () => Float64Array.from({ length: features }, () => mean + normal()));
}

describe('features of images', () => {
  it('are means over a grid of at most 4096 pixels that keeps the proportions', async () => {
    expect(featureGrid({ width: 1024, height: 1024 })).toEqual({ width: 64, height: 64 });
    expect(featureGrid({ width: 640, height: 480 })).toEqual({ width: 73, height: 55 });
    expect(featureGrid({ width: 20, height: 30 })).toEqual({ width: 20, height: 30 });
    const data = Uint8Array.of(1, 2, 5, 6, 2, 3, 6, 8);
    const raster = { width: 4, height: 2, channels: 1 as const, dtype: 'uint8' as const, data, notes: [] };
    expect([...(await pixelFeatures(raster, { width: 2, height: 1 }))]).toEqual([2, 6.25]);
  });
});

describe('PCA', () => {
  it('finds the directions of known variance, and tells what lies off them', () => {
    const normal = normalNumbers(1);
    const rows = Array.from({ length: 400 }, () => {
      const [a, b] = [10 * normal(), 3 * normal()];
      return [a + 5, a - 1, b, 0.01 * normal()];
    });
    const pca = fitPca(rows);
    expect(pca.components[0]?.[0]).toBeCloseTo(Math.SQRT1_2, 2);
    expect(pca.components[0]?.[1]).toBeCloseTo(Math.SQRT1_2, 2);
    expect(pca.components[1]?.[2]).toBeCloseTo(1, 2);
    expect(pca.explainedVariance[0] as number).toBeGreaterThan(170);
    expect(pca.explainedVarianceRatio.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    const { scores, residual } = projectPca(pca, [5, -1, 0, 8]);
    expect(Math.hypot(...scores)).toBeLessThan(1.5);
    expect(residual).toBeCloseTo(8, 0);
  });

  it('answers for rows that do not vary, and refuses what cannot be fitted', () => {
    const same = [1, 2, 3].map(() => [4, 4, 4]);
    expect(fitPca(same)).toMatchObject({ components: [], explainedVariance: [], explainedVarianceRatio: [] });
    expect(
      fitPca(
        [
          [0, 0, 0],
          [2, 0, 0],
        ],
        2,
      ).components,
    ).toHaveLength(1);
    expect(projectPca(fitPca(cloud(5, 3, 1)), [NaN, 0, 0]).residual).toBeNaN();
    expect(() => fitPca([[1, 2]])).toThrow(/two rows/);
    expect(() => fitPca([[1, 2], [3]])).toThrow(/Row 1 has 1 features/);
    expect(() =>
      fitPca([
        [1, 2],
        [3, NaN],
      ]),
    ).toThrow(/Feature 1 of row 1/);
    expect(() => projectPca(fitPca(same), [1])).toThrow(/1 features/);
  });
});

describe('energy distance', () => {
  it('tells different distributions from equal ones', () => {
    const real = cloud(40, 5, 1);
    expect(energyDistance(real, cloud(30, 5, 2))?.pValue).toBeGreaterThan(0.05);
    const far = energyDistance(real, cloud(30, 5, 2, 1.5));
    expect(far?.pValue).toBe(0.001);
    expect(far?.statistic).toBeGreaterThan(1);
    expect(energyDistance(cloud(30, 5, 2, 1.5), real)?.statistic).toBeCloseTo(far?.statistic as number, 10);
  });

  it('is 0 with p = 1 for identical sets, the same for the same seed, null for empty ones', () => {
    const rows = cloud(20, 4, 3);
    expect(energyDistance(rows, rows)).toEqual({ statistic: 0, pValue: 1, permutations: 999 });
    const other = cloud(20, 4, 4, 0.5);
    expect(energyDistance(rows, other, { seed: 5 })).toEqual(energyDistance(rows, other, { seed: 5 }));
    expect(energyDistance([], rows)).toBeNull();
    expect(() => energyDistance([[NaN]], [[1]])).toThrow(/not a finite number/);
    expect(() => energyDistance(cloud(1500, 1, 1), cloud(501, 1, 2))).toThrow(/2001 rows/);
  });
});

describe('kernel distance', () => {
  it('is near 0 for equal distributions and grows with their distance', () => {
    const real = cloud(120, 8, 1);
    const options = { subsetSize: 50, subsets: 20 };
    const [near, far] = [0, 1].map((mean) => kernelDistance(real, cloud(120, 8, 2, mean), options));
    expect(Math.abs(near?.kid as number)).toBeLessThan(4 * (near?.sd as number));
    expect(far?.kid).toBeGreaterThan(1);
    expect(far).toMatchObject({ subsets: 20, subsetSize: 50 });
    expect(kernelDistance(real, cloud(120, 8, 2), { ...options, seed: 3 })).not.toEqual(near);
    expect(kernelDistance(real, cloud(120, 8, 2), options)).toEqual(near);
  });

  it('takes small sets whole, and has no answer for fewer than two rows', () => {
    const constant = [
      [1, 1],
      [1, 1],
      [1, 1],
    ];
    expect(kernelDistance(constant, constant)).toEqual({ kid: 0, sd: NaN, subsets: 1, subsetSize: 3 });
    expect(kernelDistance([[1, 2]], constant)).toBeNull();
    expect(kernelDistance([], [])).toBeNull();
  });
});
