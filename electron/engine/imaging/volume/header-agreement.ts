import { apply, identity, voxelSize } from './affine.ts';
import type { Affine } from './affine.ts';
import { foregroundLevel } from './intensity-ranks.ts';
import type { Registration } from './rigid-registration.ts';
import { distance } from './volume.ts';
import type { Volume } from './volume.ts';

/** How far apart two transforms put the voxels of a head, in mm. */
export type Displacement = { mean: number; max: number };

/**
 * The distance between where `a` and `b` take each voxel of the reference's foreground, over some 20,000 of
 * them; both 0 where it has no foreground. With `b` left out: how far `a` moves the head.
 */
export function displacement(reference: Volume, a: Affine, b: Affine = identity): Displacement {
  const { size, affine, data } = reference;
  const level = foregroundLevel(reference);
  // Odd, and no multiple of usual sizes: steps that divide a row's length would visit some columns only.
  const stride = 2 * Math.floor(data.length / 200_000) + 1;
  let [sum, count, max] = [0, 0, 0];
  for (let i = 0; i < data.length; i += stride) {
    if ((data[i] as number) <= level) continue;
    const [x, y, z] = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))];
    const point = apply(affine, [x, y, z]);
    const apart = distance(apply(a, point), apply(b, point));
    sum += apart;
    count += 1;
    max = Math.max(max, apart);
  }
  return { mean: count > 0 ? sum / count : 0, max };
}

export type HeaderAgreement = {
  /** True where the registration's transform should be used, false where the headers' own places are as good. */
  disagree: boolean;
  displacement: Displacement;
  /** Share by which registration raises the mutual information, e.g. 0.04. */
  gain: number;
  /** For the preparation's log. */
  reason: string;
};

export type AgreementOptions = {
  /** Mean movement of the head (mm) that counts; half of the reference's finest voxel edge where not given. */
  leastDisplacement?: number;
  /** Gain of mutual information that counts. */
  leastGain?: number;
};

/**
 * Whether the headers of two volumes put the head in different places, judged from a registration that started
 * where the headers put it: only where it moves the head by more than it could by chance *and* the volumes then
 * tell clearly more of each other. Otherwise resampling by the headers alone keeps the pair as it was recorded.
 */
export function headersDisagree(
  reference: Volume,
  registration: Registration,
  options: AgreementOptions = {},
): HeaderAgreement {
  const { leastDisplacement = Math.min(...voxelSize(reference.affine)) / 2, leastGain = 0.01 } = options;
  const moved = displacement(reference, registration.transform);
  const [before, after] = [registration.before.mutualInformation, registration.after.mutualInformation];
  const gain = before > 0 ? after / before - 1 : after > 0 ? Infinity : 0;
  const [far, better] = [moved.mean > leastDisplacement, gain > leastGain];
  const measured = `registration moves the head by ${moved.mean.toFixed(2)} mm on average and raises the mutual information by ${(100 * gain).toFixed(1)} %`;
  const bounds = `${leastDisplacement.toFixed(2)} mm and ${(100 * leastGain).toFixed(1)} %`;
  return {
    disagree: far && better,
    displacement: moved,
    gain,
    reason:
      far && better
        ? `The headers disagree: ${measured} (more than ${bounds}).`
        : `The headers agree: ${measured} (not both more than ${bounds}).`,
  };
}
