import type { ComparedDistribution } from '../../../contract/comparison.ts';
import type { PatchMeasures } from '../runs/evaluation/patch-distribution.ts';

/**
 * The sets of a comparison as its document has them: the numbers are those of an evaluation of each run on the same
 * images. Null where there are too few real images, or all are the same.
 */
export function comparedDistribution(measured: PatchMeasures<string>): ComparedDistribution | null {
  const { features, rows, explainedVarianceRatio, points, energy, kernel, notes } = measured;
  if (explainedVarianceRatio.length === 0) return null;
  return {
    ...{ features, fitted: rows['real'] ?? 0, explainedVarianceRatio, points, notes },
    kernelFeatures: kernel?.features ?? null,
    distances: energy.map(({ set, ...distance }) => {
      const own = kernel?.distances.find((other) => other.set === set);
      return { set, rows: rows[set] ?? 0, ...distance, kernel: own ? withoutSet(own) : null };
    }),
  };
}

const withoutSet = <T extends { set: string }>({ set: _, ...rest }: T): Omit<T, 'set'> => rest;
