import type { OpenCv } from '../opencv.ts';
import { correlationAfter } from './correlation-after.ts';
import { eccMotion } from './ecc.ts';
import { phaseCorrelation } from './phase-correlation.ts';
import type { Motion, Plane } from './plane.ts';

export interface AlignOptions {
  /** Look for a rotation as well, by ECC; else for a shift only, by phase correlation. */
  rotation?: boolean;
  /** Pixels along each axis; a quarter of the shorter side where not given. */
  maxShift?: number;
  /** Degrees either way; 6 where not given. */
  maxRotation?: number;
}

/** Where moving lies on the reference, and Pearson's correlation over their overlap once it lies there. */
export interface Alignment extends Motion {
  correlation: number;
}

/** Finds what lays `moving` on `reference` (see `Motion`). @throws RangeError as the two methods do. */
export function alignPlanes(
  cv: OpenCv,
  reference: Plane,
  moving: Plane,
  { rotation = false, ...limits }: AlignOptions = {},
): Alignment {
  const motion = rotation
    ? eccMotion(cv, reference, moving, limits)
    : { ...phaseCorrelation(cv, reference, moving, limits), rotation: 0 };
  return { ...motion, correlation: correlationAfter(cv, reference, moving, motion) };
}
