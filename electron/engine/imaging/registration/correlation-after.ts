import type { OpenCv } from '../opencv.ts';
import { pearson } from '../pearson.ts';
import { cutPlane } from './plane.ts';
import type { Motion, Plane } from './plane.ts';
import { resample } from './resample.ts';

/**
 * Pearson's correlation of the reference with `moving` laid on it, over the pixels that both show; 0 where they
 * share none or one of them does not vary.
 */
export function correlationAfter(cv: OpenCv, reference: Plane, moving: Plane, motion: Motion): number {
  const { plane, valid } = resample(cv, moving, motion);
  if (valid === null) return 0;
  const correlation = pearson(cutPlane(reference, valid).data, cutPlane(plane, valid).data);
  return Number.isFinite(correlation) ? correlation : 0;
}
