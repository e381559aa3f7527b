import type { Volume } from './volume.ts';

/**
 * The values below which the given shares (0 to 1) of the voxels lie, by nearest rank among at most 100,000
 * voxels taken at even distances: sorting all of a head's takes a second.
 */
export function intensityRanks({ data }: Volume, shares: readonly number[]): number[] {
  const stride = Math.ceil(data.length / 100_000);
  const length = Math.ceil(data.length / stride);
  const values = Float32Array.from({ length }, (_, i) => data[i * stride] as number).sort();
  return shares.map((share) => values[Math.round(share * (length - 1))] as number);
}

/**
 * A tenth of the 99th percentile: above the noise of air, below all tissues in T1 and T2. For telling full
 * slices from empty ones, not for segmentation.
 */
export function foregroundLevel(volume: Volume): number {
  return 0.1 * Math.max(0, intensityRanks(volume, [0.99])[0] as number);
}
