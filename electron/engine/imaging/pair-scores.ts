import { focusScore } from './focus.ts';
import { withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';
import { pearson } from './pearson.ts';
import { phaseCorrelation } from './registration/phase-correlation.ts';
import { cutPlane } from './registration/plane.ts';
import type { Motion, Plane } from './registration/plane.ts';
import { resample, toFloatMat } from './registration/resample.ts';

export interface PairScores {
  /** Pearson's correlation over the overlap after alignment, pixel by pixel: low where photons are few. */
  correlation: number;
  /** The same under a Gaussian of 3 px, which takes photon noise out of it. */
  smoothCorrelation: number;
  /** What aligning the aligned frames once more finds, in pixels. */
  residualShift: number;
  /** Share of the pixels at the camera's largest number, in the frame that has more. */
  saturation: number;
  /** Focus of the input over that of the truth: below 1 the input is blurred. */
  focusRatio: number;
}

export interface PairLimits {
  smoothCorrelation: number;
  residualShift: number;
  saturation: number;
  lowestFocusRatio: number;
  highestFocusRatio: number;
}

/** Chosen on practice movies with bad frames among good ones; see test/science/registration.test.ts. */
export const defaultPairLimits: PairLimits = {
  smoothCorrelation: 0.5,
  residualShift: 0.5,
  saturation: 0.01,
  lowestFocusRatio: 0.6,
  highestFocusRatio: 1.7,
};

const smoothing = 3;

/**
 * How good a pair is once `input` (low exposure) is laid on `truth` (high exposure) by `motion`.
 * @param saturated the largest number of each frame's camera: 65535, or 4095 of a 12-bit one.
 */
export function scorePair(
  cv: OpenCv,
  truth: Plane,
  input: Plane,
  motion: Motion,
  saturated: number,
): PairScores {
  const saturation = Math.max(shareAtLeast(truth, saturated), shareAtLeast(input, saturated));
  const { plane, valid } = resample(cv, input, motion);
  if (valid === null) {
    return { correlation: 0, smoothCorrelation: 0, residualShift: Infinity, saturation, focusRatio: 0 };
  }
  const [above, below] = [cutPlane(truth, valid), cutPlane(plane, valid)];
  const residual = phaseCorrelation(cv, above, below);
  // Of the frames as they were taken: resampling colours the noise, which focus has to take off.
  const [sharpTruth, sharpInput] = [focusScore(cv, truth), focusScore(cv, input)];
  return {
    correlation: finite(pearson(above.data, below.data)),
    smoothCorrelation: finite(pearson(smooth(cv, above), smooth(cv, below))),
    residualShift: Math.hypot(residual.dx, residual.dy),
    saturation,
    focusRatio: sharpTruth > 0 ? sharpInput / sharpTruth : 0,
  };
}

/** Why a pair should be set aside, one phrase a reason; none for a good pair. */
export function pairFaults(scores: PairScores, limits: PairLimits = defaultPairLimits): string[] {
  const faults: string[] = [];
  if (scores.smoothCorrelation < limits.smoothCorrelation) {
    faults.push(`the frames do not resemble each other (correlation ${scores.smoothCorrelation.toFixed(2)})`);
  }
  if (scores.residualShift > limits.residualShift) {
    faults.push(`they still lie ${scores.residualShift.toFixed(2)} px apart after alignment`);
  }
  if (scores.saturation > limits.saturation) {
    faults.push(`${(100 * scores.saturation).toFixed(1)} % of the pixels are saturated`);
  }
  if (scores.focusRatio < limits.lowestFocusRatio) {
    faults.push(`the input is out of focus or empty (focus ${scores.focusRatio.toFixed(2)} of the truth's)`);
  }
  if (scores.focusRatio > limits.highestFocusRatio) {
    faults.push(
      `the truth is out of focus or empty (the input's focus is ${scores.focusRatio.toFixed(2)} times it)`,
    );
  }
  return faults;
}

function shareAtLeast({ data }: Plane, limit: number): number {
  let count = 0;
  for (const value of data) if (value >= limit) count += 1;
  return count / Math.max(1, data.length);
}

function smooth(cv: OpenCv, plane: Plane): Float32Array {
  return withMats(cv, (keep) => {
    const mat = keep(new cv.Mat());
    toFloatMat(cv, plane, keep).convertTo(mat, cv.CV_32F);
    cv.GaussianBlur(mat, mat, new cv.Size(0, 0), smoothing);
    return Float32Array.from(mat.data32F as Float32Array);
  });
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
