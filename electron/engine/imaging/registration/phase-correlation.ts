import type { OpenCv } from '../opencv.ts';
import { weightedCrossSpectrum } from './band-weights.ts';
import { bin } from './bin.ts';
import { climbToPeak } from './correlation-peak.ts';
import type { Shift } from './correlation-peak.ts';
import { cutPlane, requirePlane, requireSameSize } from './plane.ts';
import type { Plane } from './plane.ts';
import { inverseSpectrum, windowedSpectrum } from './spectrum.ts';

export interface PhaseCorrelationOptions {
  /** The longest shift looked for along each axis, in pixels; a quarter of the shorter side where not given. */
  maxShift?: number;
}

const smallestSide = 16;
/** The first look is at no more pixels a side than this: it needs the shift to a pixel only. */
const coarseSide = 256;
/** Hann over the whole frame where edges differ; a short taper once the frames overlap, which wastes no photons. */
const coarseTaper = Infinity;
/** Pixels: a shorter one lets the frame's edges into all frequencies, which then pull towards whole pixels. */
const fineTaper = 32;

/**
 * The shift that lays `moving` on `reference`: aligned(x, y) = moving(x - dx, y - dy), in pixels.
 *
 * First the whole-pixel shift from the peak of the weighted cross-correlation (see `weightedCrossSpectrum`) under
 * a Hann window; then both planes are cut to what they share and the peak is climbed on the Fourier series of
 * their correlation. Cutting first matters: a window that stays while the picture moves pulls towards zero.
 * Planes without common structure give some shift within the limit: look at the correlation after alignment.
 *
 * @throws RangeError for planes of different size or below 16 pixels a side.
 */
export function phaseCorrelation(
  cv: OpenCv,
  reference: Plane,
  moving: Plane,
  { maxShift }: PhaseCorrelationOptions = {},
): Shift {
  requirePlane(reference, smallestSide);
  requirePlane(moving, smallestSide);
  requireSameSize(reference, moving);
  const side = Math.min(reference.width, reference.height);
  const limit = Math.min(maxShift ?? side / 4, side - smallestSide);
  let factor = 1;
  while (
    Math.max(reference.width, reference.height) / factor > coarseSide &&
    side / (2 * factor) >= smallestSide
  ) {
    factor *= 2;
  }
  const coarse = coarseShift(cv, bin(reference, factor), bin(moving, factor), limit / factor);
  return fineShift(cv, reference, moving, { dx: coarse.dx * factor, dy: coarse.dy * factor });
}

function coarseShift(cv: OpenCv, reference: Plane, moving: Plane, limit: number): Shift {
  const cross = weightedCrossSpectrum(
    windowedSpectrum(cv, reference, coarseTaper),
    windowedSpectrum(cv, moving, coarseTaper),
  );
  const { width, height } = cross;
  const surface = inverseSpectrum(cv, cross);
  const at = (dx: number, dy: number): number =>
    surface[((dy + height) % height) * width + ((dx + width) % width)] as number;
  const reachX = Math.min(Math.ceil(limit), (width >> 1) - 1);
  const reachY = Math.min(Math.ceil(limit), (height >> 1) - 1);
  let best = { dx: 0, dy: 0 };
  for (let dy = -reachY; dy <= reachY; dy += 1) {
    for (let dx = -reachX; dx <= reachX; dx += 1) if (at(dx, dy) > at(best.dx, best.dy)) best = { dx, dy };
  }
  const { dx, dy } = best;
  return {
    dx: dx + vertex(at(dx - 1, dy), at(dx, dy), at(dx + 1, dy)),
    dy: dy + vertex(at(dx, dy - 1), at(dx, dy), at(dx, dy + 1)),
  };
}

/** Where the parabola through three neighbours has its top, from the middle one. */
function vertex(before: number, peak: number, after: number): number {
  const curvature = before - 2 * peak + after;
  return curvature < 0 ? Math.max(-1, Math.min(1, (before - after) / (2 * curvature))) : 0;
}

function fineShift(cv: OpenCv, reference: Plane, moving: Plane, coarse: Shift): Shift {
  const [x, y] = [Math.round(coarse.dx), Math.round(coarse.dy)];
  const size = { width: reference.width - Math.abs(x), height: reference.height - Math.abs(y) };
  const shared = cutPlane(reference, { x: Math.max(0, x), y: Math.max(0, y), ...size });
  const sharedMoving = cutPlane(moving, { x: Math.max(0, -x), y: Math.max(0, -y), ...size });
  const cross = weightedCrossSpectrum(
    windowedSpectrum(cv, shared, fineTaper),
    windowedSpectrum(cv, sharedMoving, fineTaper),
  );
  const peak = climbToPeak(cross, { dx: coarse.dx - x, dy: coarse.dy - y });
  return { dx: x + peak.dx, dy: y + peak.dy };
}
