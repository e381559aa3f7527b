import type { Raster } from '../imaging/raster.ts';

/** Scales that gradients are taken at: full, half and quarter size, as the loss “structure” has them. */
const scales = 3;
const shares = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Numbers of one channel. */
export const structureFeaturesOfChannel = 1 + shares.length + 5 * scales;

/** How the features are called where their numbers stand. */
export const structureFeatureText =
  'structure features (grey levels, contrast and gradients at three scales, standardised on the real images; no network)';

/**
 * What a patch is like wherever its structures lie, in grey levels: mean, five quantiles, and at full, half and
 * quarter size the standard deviation and the mean and root mean square differences of neighbours across and down;
 * of each channel. Our own: features of networks need weights, which a person may not have.
 */
export function structureFeatures({ width, height, channels, data }: Raster): Float64Array {
  const features: number[] = [];
  for (let c = 0; c < channels; c += 1) {
    let plane: Level = {
      ...{ width, height },
      data: Float64Array.from({ length: width * height }, (_, i) => data[i * channels + c] as number),
    };
    const sorted = plane.data.toSorted();
    features.push(meanOf(plane.data));
    for (const share of shares) features.push(sorted[Math.round(share * (sorted.length - 1))] as number);
    for (let scale = 0; scale < scales; scale += 1) {
      if (scale > 0) plane = halve(plane);
      features.push(deviation(plane.data), ...differences(plane, 1), ...differences(plane, plane.width));
    }
  }
  return Float64Array.from(features);
}

/**
 * Features on one footing: less the mean of the reference's, over their standard deviation. A feature that hardly
 * varies in the reference counts in hundredths of its largest spread, so that rounding does not become a distance.
 */
export function standardiser(
  reference: readonly ArrayLike<number>[],
): (row: ArrayLike<number>) => Float64Array {
  const length = reference[0]?.length ?? 0;
  const column = (i: number): Float64Array => Float64Array.from(reference, (row) => row[i] as number);
  const means = Array.from({ length }, (_, i) => meanOf(column(i)));
  const spreads = Array.from({ length }, (_, i) => deviation(column(i)));
  const least = Math.max(...spreads) / 100 || 1;
  return (row) =>
    Float64Array.from(
      row,
      (value, i) => (value - (means[i] as number)) / Math.max(least, spreads[i] as number),
    );
}

interface Level {
  width: number;
  height: number;
  data: Float64Array;
}

/** Means of blocks of two by two; a last odd row or column is left out. A side of one pixel stays. */
function halve({ width, height, data }: Level): Level {
  const [x, y] = [width > 1 ? 2 : 1, height > 1 ? 2 : 1];
  const [across, down] = [Math.floor(width / x), Math.floor(height / y)];
  const half = new Float64Array(across * down);
  for (let v = 0; v < down; v += 1) {
    for (let u = 0; u < across; u += 1) {
      let sum = 0;
      for (let j = 0; j < y; j += 1) {
        for (let i = 0; i < x; i += 1) sum += data[(v * y + j) * width + u * x + i] as number;
      }
      half[v * across + u] = sum / (x * y);
    }
  }
  return { width: across, height: down, data: half };
}

/** Mean and root mean square of the differences of neighbours, `step` 1 across or the width down; 0 without any. */
function differences({ width, height, data }: Level, step: number): [number, number] {
  const across = step === 1 && width > 1;
  const [columns, rows] = across ? [width - 1, height] : [width, height - 1];
  let [sum, squares] = [0, 0];
  if (step === 1 && !across) return [0, 0];
  for (let v = 0; v < rows; v += 1) {
    for (let u = 0; u < columns; u += 1) {
      const at = v * width + u;
      const difference = Math.abs((data[at + step] as number) - (data[at] as number));
      sum += difference;
      squares += difference * difference;
    }
  }
  const count = columns * rows;
  return count > 0 ? [sum / count, Math.sqrt(squares / count)] : [0, 0];
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
