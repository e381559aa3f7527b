import { apply, invert, multiply } from './affine.ts';
import type { Affine, Point } from './affine.ts';
import { intensityRanks } from './intensity-ranks.ts';
import { trilinear } from './resample-volume.ts';
import type { Volume } from './volume.ts';

/** Points in a reference volume, each with the class of its intensity. */
export type ReferenceSamples = {
  /** RAS mm, three numbers a point. */
  points: Float64Array;
  bins: Uint8Array;
  binCount: number;
};

/** A volume whose numbers are places in a histogram, between its second and its last but one bin. */
export type BinnedVolume = { volume: Volume; binCount: number };

export type Similarity = {
  /** I(A; B) = H(A) + H(B) - H(A, B), in nats. */
  mutualInformation: number;
  /** (H(A) + H(B)) / H(A, B), 1 to 2: hardly depends on how much the volumes overlap (Studholme et al. 1999). */
  normalised: number;
  /** Share of the points that lie inside the moving volume. */
  overlap: number;
};

/**
 * `count` points spread evenly over the reference's field of view, by the additive recurrence of the plastic
 * number's kin (Roberts 2018, "R3"), which leaves no clusters or gaps as random points do. They lie between the
 * voxels' centres, as points on these would favour transforms that lay voxel on voxel.
 * @param seed a whole number: which part of the sequence is taken
 */
export function sampleReference(
  reference: Volume,
  binCount: number,
  count: number,
  seed: number,
): ReferenceSamples {
  const root = 1.2207440846057596; // of x^4 = x + 1
  const place = (i: number, axis: 0 | 1 | 2): number =>
    (((i + 1 + (seed % 1000) * count) / root ** (axis + 1)) % 1) * reference.size[axis] - 0.5;
  const binned = binIntensities(reference, binCount).volume;
  const voxels = Array.from({ length: count }, (_, i): Point => [place(i, 0), place(i, 1), place(i, 2)]);
  // Slice after slice, so that neighbours are compared one after the other, as caches like it.
  voxels.sort((a, b) => Math.round(a[2]) - Math.round(b[2]) || a[1] - b[1]);
  const points = new Float64Array(3 * count);
  const bins = new Uint8Array(count);
  for (const [i, [x, y, z]] of voxels.entries()) {
    points.set(apply(reference.affine, [x, y, z]), 3 * i);
    bins[i] = Math.round(trilinear(binned, x, y, z));
  }
  return { points, bins, binCount };
}

/**
 * Intensities as places in a histogram of `binCount` bins (8 to 64): 0.1 % of the voxels at either end fall
 * together, as single bright vessels would leave few bins to the tissues. The outermost bins stay free, as a
 * window that spreads a value over four bins needs them.
 */
export function binIntensities(volume: Volume, binCount: number): BinnedVolume {
  const [min, max] = intensityRanks(volume, [0.001, 0.999]) as [number, number];
  const scale = max > min ? (binCount - 3) / (max - min) : 0;
  const data = volume.data.map((value) => 1 + (Math.min(max, Math.max(min, value)) - min) * scale);
  return { volume: { ...volume, data }, binCount };
}

/**
 * The mutual information of a reference's points with a moving volume laid on it, by the joint histogram of
 * Mattes et al. (IEEE Trans. Med. Imaging 2003, 22:120): the moving value, interpolated linearly, is spread by a
 * cubic B-spline window, so that the measure changes smoothly with the transform.
 * @param transform RAS mm of the reference to RAS mm of the moving volume
 */
export function mutualInformation(
  samples: ReferenceSamples,
  moving: BinnedVolume,
  transform: Affine,
): Similarity {
  const { joint, inside } = jointHistogram(samples, moving, transform);
  const overlap = inside / samples.bins.length;
  if (inside === 0) return { mutualInformation: 0, normalised: 1, overlap };
  const { binCount } = moving;
  const [rows, columns] = [new Float64Array(samples.binCount), new Float64Array(binCount)];
  let together = 0;
  for (let i = 0; i < joint.length; i += 1) {
    const share = (joint[i] as number) / inside;
    if (share <= 0) continue;
    together -= share * Math.log(share);
    rows[Math.floor(i / binCount)]! += share;
    columns[i % binCount]! += share;
  }
  const apart = entropy(rows) + entropy(columns);
  return {
    mutualInformation: Math.max(0, apart - together),
    normalised: together > 0 ? apart / together : 1,
    overlap,
  };
}

function jointHistogram(
  { points, bins, binCount }: ReferenceSamples,
  { volume, binCount: columns }: BinnedVolume,
  transform: Affine,
): { joint: Float64Array; inside: number } {
  const joint = new Float64Array(binCount * columns);
  const map = multiply(invert(volume.affine), transform) as number[];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = map;
  const [right, bottom, top] = volume.size.map((voxels) => voxels - 0.5) as [number, number, number];
  let inside = 0;
  for (let n = 0; n < bins.length; n += 1) {
    const px = points[3 * n] as number;
    const py = points[3 * n + 1] as number;
    const pz = points[3 * n + 2] as number;
    const x = a * px + b * py + c * pz + d;
    const y = e * px + f * py + g * pz + h;
    const z = i * px + j * py + k * pz + l;
    if (!(x >= -0.5 && y >= -0.5 && z >= -0.5 && x < right && y < bottom && z < top)) continue;
    inside += 1;
    spread(joint, (bins[n] as number) * columns, trilinear(volume, x, y, z));
  }
  return { joint, inside };
}

/** Adds 1 to a row of the histogram, divided over the four bins around `value` by the cubic B-spline. */
function spread(joint: Float64Array, row: number, value: number): void {
  const bin = Math.floor(value);
  const t = value - bin;
  const u = 1 - t;
  joint[row + bin - 1]! += (u * u * u) / 6;
  joint[row + bin]! += (4 - 6 * t * t + 3 * t * t * t) / 6;
  joint[row + bin + 1]! += (4 - 6 * u * u + 3 * u * u * u) / 6;
  joint[row + bin + 2]! += (t * t * t) / 6;
}

function entropy(shares: Float64Array): number {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}
