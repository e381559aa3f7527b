import type { Rectangle } from '../raster.ts';

/** One channel of an image in any type of number, (height, width) row by row. */
export interface Plane {
  width: number;
  height: number;
  data: PlaneData;
}
export type PlaneData =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * Where MOVING lies on REFERENCE. Coordinates are pixels, x to the right, y down, and
 * `aligned(p) = moving(R(-rotation) (p - centre - shift) + centre)`: moving is turned about the image's centre
 * ((width - 1) / 2, (height - 1) / 2) by `rotation` and then shifted by (dx, dy). Without rotation this is
 * aligned(x, y) = moving(x - dx, y - dy): where MOVING is REFERENCE moved right by 3 px, dx is -3.
 */
export interface Motion {
  dx: number;
  dy: number;
  /** Degrees, counter-clockwise as seen on a screen (y down): what moving has to be turned by. */
  rotation: number;
}

export const noMotion: Motion = { dx: 0, dy: 0, rotation: 0 };

/** @throws RangeError unless the data fill the plane and it is at least `least` pixels a side. */
export function requirePlane({ width, height, data }: Plane, least = 1): void {
  if (data.length !== width * height) {
    throw new RangeError(`${data.length} values do not fill a plane of ${width} x ${height} pixels.`);
  }
  if (width >= least && height >= least) return;
  throw new RangeError(
    `The plane of ${width} x ${height} pixels is too small: ${least} x ${least} are needed.`,
  );
}

/** @throws RangeError unless both planes are of one size, which registration needs. */
export function requireSameSize(reference: Plane, moving: Plane): void {
  if (reference.width === moving.width && reference.height === moving.height) return;
  throw new RangeError(
    `The planes differ in size (${reference.width} x ${reference.height} and ${moving.width} x ${moving.height} pixels): crop them to one size first.`,
  );
}

/** A rectangle of a plane, copied in its own type of number. */
export function cutPlane({ width, data }: Plane, box: Rectangle): Plane {
  const cut = data.slice(0, box.width * box.height);
  for (let row = 0; row < box.height; row += 1) {
    const start = (box.y + row) * width + box.x;
    cut.set(data.subarray(start, start + box.width) as never, row * box.width);
  }
  return { width: box.width, height: box.height, data: cut };
}
