import type { Samples } from './pixel-source.ts';

/** Smallest, largest and mean finite sample, computed in float64; null where a plane has no finite sample. */
export interface PlaneValues {
  min: number | null;
  max: number | null;
  mean: number | null;
}

export function planeValues(samples: Samples): PlaneValues {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  return count === 0 ? { min: null, max: null, mean: null } : { min, max, mean: sum / count };
}
