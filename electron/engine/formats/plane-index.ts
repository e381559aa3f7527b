import type { PlaneIndex, SourceInfo } from '../../contract/images.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Rectangle } from '../imaging/raster.ts';

/** @throws AbbeError invalid-input naming the file where it has no such plane. */
export function requirePlane({ file, shape }: SourceInfo, { t, c, z }: PlaneIndex): void {
  const inside = [t, c, z].every(
    (index, axis) => Number.isInteger(index) && index >= 0 && index < shape[axis]!,
  );
  if (inside) return;
  throw new AbbeError(
    'invalid-input',
    `${file} has no plane t=${t}, c=${c}, z=${z}: it has ${shape[0]} time points, ${shape[1]} channels and ${shape[2]} slices, counted from 0.`,
    { file },
  );
}

/** @throws AbbeError invalid-input naming the file where a rectangle does not lie inside its planes. */
export function requireBox({ file, shape }: SourceInfo, { x, y, width, height }: Rectangle): void {
  const whole = [x, y, width, height].every(Number.isInteger) && x >= 0 && y >= 0 && width > 0 && height > 0;
  if (whole && x + width <= shape[4] && y + height <= shape[3]) return;
  throw new AbbeError(
    'invalid-input',
    `The rectangle ${width} x ${height} at (${x}, ${y}) does not lie inside the ${shape[4]} x ${shape[3]} pixels of ${file}.`,
    { file },
  );
}

/** Every plane of an image, z fastest, then c, then t. */
export function* planesOf({ shape }: Pick<SourceInfo, 'shape'>): Generator<PlaneIndex> {
  const [times, channels, slices] = shape;
  for (let t = 0; t < times; t += 1) {
    for (let c = 0; c < channels; c += 1) {
      for (let z = 0; z < slices; z += 1) yield { t, c, z };
    }
  }
}
