import { withMats } from '../opencv.ts';
import type { Mat, OpenCv } from '../opencv.ts';
import { correlationAfter } from './correlation-after.ts';
import { phaseCorrelation } from './phase-correlation.ts';
import { bin } from './bin.ts';
import { requirePlane, requireSameSize } from './plane.ts';
import type { Motion, Plane } from './plane.ts';
import { inverseMatrix, resample } from './resample.ts';

export interface RotationOptions {
  /** The largest turn looked for, in degrees either way. */
  maxRotation?: number;
  /** As for `phaseCorrelation`. */
  maxShift?: number;
}

const smallestSide = 64;
const defaultMaxRotation = 6;
/** Degrees between first guesses: finer than what ECC catches on a picture of `coarseSide` pixels. */
const guessStep = 1.5;
const coarseSide = 256;
/** Both pictures are smoothed over so many pixels, against photon noise. */
const smoothing = 9;
const iterations = 60;
const precision = 1e-6;

/**
 * Shift and rotation that lay `moving` on `reference` (see `Motion`) by maximising their enhanced correlation
 * coefficient (Evangelidis and Psarakis 2008, IEEE Trans. PAMI 30:1858), with OpenCV's findTransformECC. It
 * starts from the best of a few turns, each with its shift by phase correlation, on a small picture, and ends
 * on the full one. As a reference usually is the cleaner picture, it is the one that is interpolated: smoothing
 * by interpolation would otherwise draw the noisy one's shift to half pixels.
 *
 * @throws RangeError for planes of different size, below 64 pixels a side, or without common structure.
 */
export function eccMotion(
  cv: OpenCv,
  reference: Plane,
  moving: Plane,
  { maxRotation = defaultMaxRotation, maxShift }: RotationOptions = {},
): Motion {
  requirePlane(reference, smallestSide);
  requirePlane(moving, smallestSide);
  requireSameSize(reference, moving);
  let factor = 1;
  while (Math.min(reference.width, reference.height) / factor >= 2 * coarseSide) factor *= 2;
  const limit = (maxShift ?? Math.min(reference.width, reference.height) / 4) / factor;
  let motion = bestGuess(cv, bin(reference, factor), bin(moving, factor), maxRotation, limit);
  for (; factor >= 1; factor /= 2) {
    motion = maximiseEcc(cv, bin(reference, factor), bin(moving, factor), motion);
    if (factor > 1) motion = { ...motion, dx: motion.dx * 2, dy: motion.dy * 2 };
  }
  return motion;
}

/** Tries turns from -maxRotation to maxRotation and keeps the one that correlates best after its shift. */
function bestGuess(
  cv: OpenCv,
  reference: Plane,
  moving: Plane,
  maxRotation: number,
  maxShift: number,
): Motion {
  const count = Math.ceil(maxRotation / guessStep);
  let best: Motion = { dx: 0, dy: 0, rotation: 0 };
  let highest = -Infinity;
  for (let i = -count; i <= count; i += 1) {
    const rotation = i * guessStep;
    const turned = resample(cv, moving, { dx: 0, dy: 0, rotation }).plane;
    const shift = phaseCorrelation(cv, reference, turned, { maxShift });
    const motion = { ...shift, rotation };
    const correlation = correlationAfter(cv, reference, moving, motion);
    if (correlation > highest) [best, highest] = [motion, correlation];
  }
  return best;
}

function maximiseEcc(cv: OpenCv, reference: Plane, moving: Plane, start: Motion): Motion {
  const { width, height } = reference;
  return withMats(cv, (keep) => {
    const [template, input] = [toUnitMat(cv, moving), toUnitMat(cv, reference)].map(keep) as [Mat, Mat];
    // From moving to reference: the inverse of the map that resampling uses.
    const warp = keep(cv.matFromArray(2, 3, cv.CV_32FC1, invert(inverseMatrix(start, width, height))));
    const stop = new cv.TermCriteria(cv.TermCriteria_EPS | cv.TermCriteria_COUNT, iterations, precision);
    try {
      cv.findTransformECC(template, input, warp, cv.MOTION_EUCLIDEAN, stop, keep(new cv.Mat()), smoothing);
    } catch (thrown) {
      throw new RangeError(
        'The two images have too little in common to find a rotation between them: align them without rotation.',
        { cause: thrown },
      );
    }
    return motionOf(invert([...(warp.data32F as Float32Array)]), width, height);
  });
}

/** As 32-bit floats with mean 0 and standard deviation 1: ECC's sums stay within single precision. */
function toUnitMat(cv: OpenCv, { width, height, data }: Plane): Mat {
  let [sum, squares, count] = [0, 0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    squares += value * value;
    count += 1;
  }
  const mean = sum / Math.max(1, count);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) || 1;
  const mat = new cv.Mat(height, width, cv.CV_32FC1);
  const target = mat.data32F as Float32Array;
  for (let i = 0; i < target.length; i += 1) {
    const value = ((data[i] as number) - mean) / deviation;
    target[i] = Number.isFinite(value) ? value : 0;
  }
  return mat;
}

/** The inverse of a rotation with shift. */
function invert(matrix: readonly number[]): number[] {
  const [a, b, c, d, e, f] = matrix as [number, number, number, number, number, number];
  return [a, d, -(a * c + d * f), b, e, -(b * c + e * f)];
}

/** The motion that `inverseMatrix` makes such a matrix of. */
function motionOf(matrix: readonly number[], width: number, height: number): Motion {
  const [a, , c, d, , f] = matrix as [number, number, number, number, number, number];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  return {
    dx: a * (cx - c) + d * (cy - f) - cx,
    dy: -d * (cx - c) + a * (cy - f) - cy,
    rotation: (Math.atan2(d, a) * 180) / Math.PI,
  };
}
