import type { ImageReference } from '../../contract/datasets.ts';
import type { SourceInfo } from '../../contract/images.ts';

type PlaneImage = Extract<ImageReference, { kind: 'plane' }>;

/** A reference to one plane, or to the RGB picture, of a source, as it is. */
export function planeReference(
  source: string,
  { t = 0, c = null, z = 0 }: { t?: number; c?: number | null; z?: number } = {},
  own: Partial<Pick<PlaneImage, 'box' | 'shift' | 'resize'>> = {},
): PlaneImage {
  return { kind: 'plane', source, series: 0, t, c, z, box: null, shift: null, resize: null, ...own };
}

/** Every picture of a source: one for each time, slice and, where it is not RGB, channel asked for. */
export function picturesOf(
  { shape, rgb }: SourceInfo,
  channel: number | null,
): { t: number; c: number | null; z: number }[] {
  const [times, channels, slices] = shape;
  const wanted = rgb ? [null] : channel === null ? [...Array(channels).keys()] : [channel];
  return [...Array(times).keys()].flatMap((t) =>
    wanted.flatMap((c) => [...Array(slices).keys()].map((z) => ({ t, c, z }))),
  );
}
