export type Dtype = 'uint8' | 'uint16' | 'float32';
export type RasterData = Uint8Array | Uint16Array | Float32Array;

/** An image in memory: interleaved rows, (height, width, channels), in the file's own numbers. */
export type Raster = {
  width: number;
  height: number;
  channels: 1 | 3;
  dtype: Dtype;
  data: RasterData;
  /** What a person should know of how the pixels were read, e.g. that an alpha channel was dropped. */
  notes: string[];
};

/** A rectangle in whole pixels, origin at the top left. */
export type Rectangle = { x: number; y: number; width: number; height: number };

/** The largest number of an integer dtype (255, 65535); float32 has no such number and gives 1. */
export function maxOf(dtype: Dtype): number {
  return dtype === 'uint8' ? 255 : dtype === 'uint16' ? 65535 : 1;
}

/** A zeroed array of `length` numbers of the dtype. */
export function allocate(dtype: Dtype, length: number): RasterData {
  if (dtype === 'uint8') return new Uint8Array(length);
  return dtype === 'uint16' ? new Uint16Array(length) : new Float32Array(length);
}

/**
 * Cut a rectangle out of a raster; dtype and channels stay.
 * Throws RangeError where the rectangle is empty or leaves the raster.
 */
export function crop(raster: Raster, box: Rectangle): Raster {
  const { x, y, width, height } = box;
  const whole = [x, y, width, height].every(Number.isInteger);
  const inside = x >= 0 && y >= 0 && x + width <= raster.width && y + height <= raster.height;
  if (!whole || !inside || width < 1 || height < 1) {
    throw new RangeError(
      `The rectangle ${width} x ${height} at (${x}, ${y}) does not lie inside the ${raster.width} x ${raster.height} image.`,
    );
  }
  const row = width * raster.channels;
  const data = allocate(raster.dtype, row * height);
  for (let line = 0; line < height; line += 1) {
    const start = ((y + line) * raster.width + x) * raster.channels;
    data.set(raster.data.subarray(start, start + row), line * row);
  }
  return { width, height, channels: raster.channels, dtype: raster.dtype, data, notes: raster.notes };
}
