import { AbbeError } from '../../../contract/errors.ts';
import type { OpenCv } from '../../imaging/opencv.ts';
import { pairFaults, scorePair } from '../../imaging/pair-scores.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import { alignPlanes } from '../../imaging/registration/align-planes.ts';
import { noMotion } from '../../imaging/registration/plane.ts';
import type { Motion, Plane } from '../../imaging/registration/plane.ts';
import { resample } from '../../imaging/registration/resample.ts';
import type { PreparationContext } from '../preparation.ts';
import type { PairParameters } from './exposure-pairs.ts';
import type { Frame } from './movies.ts';

/** A low frame laid on its high frame, with what was measured. */
export interface LaidPair {
  low: Frame;
  high: Frame;
  motion: Motion;
  /** The part that both frames show: `box` in the high frame's pixels, null for all of it. */
  valid: { box: Rectangle | null; width: number; height: number };
  /** Why it should be set aside; none for a good pair. */
  faults: string[];
  measures: Record<string, number>;
}

/**
 * Aligns and scores a pair. Only the low frame is ever resampled.
 * @param known the motion, where it need not be looked for.
 */
export async function laidPair(
  cv: OpenCv,
  context: PreparationContext,
  { low, high }: { low: Frame; high: Frame },
  { parameters, saturated }: { parameters: PairParameters; saturated: number },
  known?: Motion,
): Promise<LaidPair> {
  const [input, truth] = [await readPlane(context, low), await readPlane(context, high)];
  const motion = known ?? motionOf(cv, truth, input, parameters.alignment);
  const scores = scorePair(cv, truth, input, motion, saturated);
  const { valid } = resample(cv, input, motion);
  const faults = pairFaults(scores, {
    smoothCorrelation: parameters.leastCorrelation,
    residualShift: parameters.alignment === 'none' ? Infinity : parameters.mostResidualShift,
    saturation: parameters.mostSaturation,
    lowestFocusRatio: parameters.leastFocus,
    highestFocusRatio: parameters.mostFocus,
  });
  if (valid === null) faults.push('the frames have no part in common after alignment');
  const measures = { dx: motion.dx, dy: motion.dy, rotation: motion.rotation, ...scores };
  return {
    low,
    high,
    motion,
    valid: partOf(truth, valid),
    faults,
    measures: Object.fromEntries(Object.entries(measures).filter(([, value]) => Number.isFinite(value))),
  };
}

/** @throws AbbeError invalid-input for colour frames, which have no one plane. */
export async function readPlane(context: PreparationContext, { source, ...index }: Frame): Promise<Plane> {
  const { width, height, channels, data } = await context.raster(source, index);
  if (channels === 1) return { width, height, data };
  throw new AbbeError('invalid-input', `${source} holds colour pictures; choose a grey movie.`, {
    file: source,
  });
}

function motionOf(cv: OpenCv, truth: Plane, input: Plane, how: PairParameters['alignment']): Motion {
  if (how === 'none') return noMotion;
  const { dx, dy, rotation } = alignPlanes(cv, truth, input, { rotation: how === 'rigid' });
  return { dx, dy, rotation };
}

function partOf({ width, height }: Plane, valid: Rectangle | null): LaidPair['valid'] {
  const whole = valid === null || (valid.width === width && valid.height === height);
  return whole ? { box: null, width, height } : { box: valid, width: valid.width, height: valid.height };
}
