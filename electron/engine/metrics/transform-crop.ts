import { cutPlane, requirePlane } from '../imaging/registration/plane.ts';
import type { Plane } from '../imaging/registration/plane.ts';

/** Images smaller than this have too few rings to tell a resolution from. */
export const leastSide = 32;

/**
 * The middle of a plane, each side shortened to a product of 2, 3 and 5: the Fourier transform is fast there and
 * needs no padding, which would make neighbouring frequencies depend on each other. At most a sixteenth is lost.
 * @throws RangeError for planes of fewer than 32 px a side.
 */
export function transformCrop(plane: Plane): Plane {
  requirePlane(plane, leastSide);
  const [width, height] = [fastLength(plane.width), fastLength(plane.height)];
  const [x, y] = [(plane.width - width) >> 1, (plane.height - height) >> 1];
  return cutPlane(plane, { x, y, width, height });
}

function fastLength(length: number): number {
  for (let candidate = length; ; candidate -= 1) {
    let rest = candidate;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return candidate;
  }
}

/** Why a plane has no resolution to measure; null where it has. */
export function unmeasurable({ data }: Plane): 'constant' | 'not finite' | null {
  const first = data[0] as number;
  let constant = true;
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] as number;
    if (!Number.isFinite(value)) return 'not finite';
    if (value !== first) constant = false;
  }
  return constant ? 'constant' : null;
}
