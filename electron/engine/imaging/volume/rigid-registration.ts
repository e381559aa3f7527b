import { setImmediate } from 'node:timers/promises';
import { identity, rigidTransform } from './affine.ts';
import type { Affine, RigidParameters } from './affine.ts';
import { minimise } from './minimise.ts';
import { binIntensities, mutualInformation, sampleReference } from './mutual-information.ts';
import type { Similarity } from './mutual-information.ts';
import { shrinkVolume } from './shrink-volume.ts';
import { centreOf } from './volume.ts';
import type { Volume } from './volume.ts';

export type RegistrationLevel = {
  /** Edge of the voxels that both volumes are reduced to (mm); volumes that are coarser stay as they are. */
  edge: number;
  /** Points of the reference that are compared. */
  samples: number;
};

export type RegistrationOptions = {
  /** From coarse to fine. */
  levels?: readonly RegistrationLevel[];
  /** Classes of intensity in the joint histogram, 8 to 64. */
  bins?: number;
  /** Which points are drawn; the same seed gives the same result. */
  seed?: number;
  /** Told of the share done (0 to 1), several times a second; it may throw to end the registration. */
  onProgress?: (share: number) => void;
  /** Asked after each line search; once it says true, an AbortError (a DOMException) is thrown. */
  shouldStop?: () => boolean;
};

export type Registration = {
  /**
   * Takes RAS mm of the reference to RAS mm of the moving volume: what `resampleTo` and `resampleSlice` take
   * to lay the moving volume on the reference.
   */
  transform: Affine;
  /** The same as a motion about the reference's centre: rotations (degrees) about x, y, z, translation (mm). */
  parameters: RigidParameters;
  /** As the headers lay the volumes on each other, and as the transform does, at the finest level. */
  before: Similarity;
  after: Similarity;
  /** Whether the finest level came to rest within the cycles it was given. */
  converged: boolean;
  /** How often the volumes were compared. */
  evaluations: number;
};

const defaultLevels: readonly RegistrationLevel[] = [
  { edge: 4, samples: 40_000 },
  { edge: 2, samples: 80_000 },
  { edge: 1, samples: 120_000 },
];

const maxCycles = 12;

/**
 * The rigid motion (rotation and translation) under which two volumes of a head tell the most of each other, by
 * normalised mutual information (Studholme et al., Pattern Recognition 1999, 32:71), from the place where the
 * headers put them, from coarse to fine. Contrasts may differ, as T1 and T2 do. Gives the event loop its turn
 * after every line search.
 * @throws RangeError where the bins or levels are not usable, or the volumes do not overlap by a tenth.
 */
export async function registerRigidly(
  reference: Volume,
  moving: Volume,
  options: RegistrationOptions = {},
): Promise<Registration> {
  const { levels = defaultLevels, bins = 48, seed = 1, onProgress, shouldStop } = options;
  check(levels, bins, seed);
  const centre = centreOf(reference);
  const transformAt = (at: readonly number[]): Affine => rigidTransform(toParameters(at), centre);
  let at: readonly number[] = [0, 0, 0, 0, 0, 0];
  let [evaluations, converged] = [0, false];
  let compare: Compare | undefined;
  for (const [index, level] of levels.entries()) {
    const current = prepare(reference, moving, level, bins, seed);
    compare = current;
    if (current(transformAt(at)).overlap < leastOverlap) {
      throw new RangeError(
        'The two volumes share less than a tenth of the field of view: are they of the same subject and session?',
      );
    }
    const found = await minimise((trial) => dissimilarity(current(transformAt(trial))), at, {
      // Steps and tolerances follow the voxels: finer ones would measure the noise of the samples.
      step: level.edge / 2,
      tolerance: level.edge / 50,
      maxCycles,
      afterLine: async (cycle) => {
        onProgress?.((index + (cycle + 0.5) / maxCycles) / levels.length);
        await setImmediate();
        if (shouldStop?.()) throw new DOMException('The registration was stopped.', 'AbortError');
      },
    });
    at = found.at;
    evaluations += found.evaluations;
    converged = found.converged;
  }
  onProgress?.(1);
  const finest = compare as Compare;
  return {
    transform: transformAt(at),
    parameters: toParameters(at),
    before: finest(identity),
    after: finest(transformAt(at)),
    converged,
    evaluations,
  };
}

const leastOverlap = 0.1;

/** Compares the two volumes, reduced to a level's voxels, under any transform. */
type Compare = (transform: Affine) => Similarity;

function prepare(
  reference: Volume,
  moving: Volume,
  { edge, samples }: RegistrationLevel,
  bins: number,
  seed: number,
): Compare {
  const points = sampleReference(shrinkVolume(reference, edge), bins, samples, seed);
  const binned = binIntensities(shrinkVolume(moving, edge), bins);
  return (transform) => mutualInformation(points, binned, transform);
}

/** What is minimised; a motion out of the field of view is no solution, whatever the few points left say. */
function dissimilarity({ normalised, overlap }: Similarity): number {
  return overlap < leastOverlap ? 0 : -normalised;
}

/** At the edge of a head, some 57 mm from the centre, a degree moves a voxel by 1 mm: the scales are alike. */
function toParameters(at: readonly number[]): RigidParameters {
  const [tx, ty, tz, rx, ry, rz] = at as [number, number, number, number, number, number];
  return { translation: [tx, ty, tz], rotation: [rx, ry, rz] };
}

function check(levels: readonly RegistrationLevel[], bins: number, seed: number): void {
  const usable = levels.every(
    ({ edge, samples }) => edge > 0 && Number.isInteger(samples) && samples >= 1000,
  );
  if (!usable || levels.length === 0) {
    throw new RangeError('A registration needs levels with an edge above 0 mm and at least 1000 samples.');
  }
  if (!Number.isInteger(bins) || bins < 8 || bins > 64) {
    throw new RangeError(`The joint histogram has 8 to 64 bins, not ${bins}.`);
  }
  if (!Number.isInteger(seed) || seed < 0) throw new RangeError(`The seed is a whole number, not ${seed}.`);
}
