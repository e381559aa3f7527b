import type { PlaneIndex } from '../../contract/images.ts';
import type { PixelSource } from '../formats/pixel-source.ts';
import type { Plane } from '../imaging/registration/plane.ts';

/** A plane to measure on: the one named, or the first; of a colour picture the mean of its three channels. */
export async function planeOf(source: PixelSource, index: PlaneIndex | null): Promise<Plane> {
  const [, , , height, width] = source.info.shape;
  if (index !== null || !source.info.rgb) {
    return { width, height, data: await source.plane(index ?? { t: 0, c: 0, z: 0 }) };
  }
  const channels = await Promise.all([0, 1, 2].map((c) => source.plane({ t: 0, c, z: 0 })));
  const [red, green, blue] = channels as [Plane['data'], Plane['data'], Plane['data']];
  const data = Float32Array.from(red, (value, i) => (value + (green[i] as number) + (blue[i] as number)) / 3);
  return { width, height, data };
}
