/** Two images of one shape, interleaved (height, width, channels), and how to read their numbers. */
export type MetricContext = {
  width: number;
  height: number;
  channels: number;
  /** Distance between the smallest and the largest possible value, e.g. 255 or 65535. */
  dataRange: number;
};

export type Pixels =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** A measure of how near a prediction comes to its target: one file and one line in index.ts each. */
export type Metric = {
  id: string;
  label: string;
  unit: string;
  better: 'higher' | 'lower';
  /** Whether it depends on the data range, and so has no value where that is not known. */
  usesDataRange: boolean;
  /** Sides (px) below which it is not defined; 1 where any image will do. */
  smallestSide: number;
  /** Where the definition comes from. */
  reference: string;
  compute(prediction: Pixels, target: Pixels, context: MetricContext): number;
};

/** Throws RangeError unless both images have the stated shape and the data range is positive. */
export function requireSameShape(prediction: Pixels, target: Pixels, context: MetricContext): void {
  const { width, height, channels, dataRange } = context;
  const expected = width * height * channels;
  if (prediction.length !== expected || target.length !== expected || expected === 0) {
    throw new RangeError(
      `The images to compare must both hold ${width} x ${height} x ${channels} numbers, not ${prediction.length} and ${target.length}.`,
    );
  }
  if (!(dataRange > 0 && Number.isFinite(dataRange))) {
    throw new RangeError(`The data range must be a positive number, not ${dataRange}.`);
  }
}
