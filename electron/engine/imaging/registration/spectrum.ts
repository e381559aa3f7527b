import { withMats } from '../opencv.ts';
import type { OpenCv } from '../opencv.ts';
import type { Plane } from './plane.ts';

/** The right half (x frequencies 0 to columns - 1) of a real image's spectrum, unscaled. */
export interface Spectrum {
  /** Size of the transform: the image's, padded with zeros to a product of 2, 3 and 5. */
  width: number;
  height: number;
  /** width / 2 + 1, rounded down. */
  columns: number;
  /** Real and imaginary parts in turn, (height, columns). */
  values: Float32Array;
}

/**
 * The spectrum of a plane less its mean under a cosine (Tukey) window, by OpenCV's DFT. Zero-padding after the
 * window costs nothing, where prime sizes would take fifty times longer.
 * NaN and infinite pixels count as the mean.
 * @param taper pixels over which the window rises at each edge; half the side and more is a Hann window.
 */
export function windowedSpectrum(cv: OpenCv, plane: Plane, taper: number): Spectrum {
  const width = cv.getOptimalDFTSize(plane.width);
  const height = cv.getOptimalDFTSize(plane.height);
  return withMats(cv, (keep) => {
    const image = keep(new cv.Mat(height, width, cv.CV_32FC1, new cv.Scalar(0)));
    fillWindowed(plane, image.data32F as Float32Array, width, taper);
    const transform = keep(new cv.Mat());
    cv.dft(image, transform, cv.DFT_COMPLEX_OUTPUT, plane.height);
    const columns = (width >> 1) + 1;
    const values = new Float32Array(2 * columns * height);
    const whole = transform.data32F as Float32Array;
    for (let y = 0; y < height; y += 1) {
      const start = 2 * y * width;
      values.set(whole.subarray(start, start + 2 * columns), 2 * y * columns);
    }
    return { width, height, columns, values };
  });
}

/** The real image (height, width) of a half spectrum, by OpenCV's inverse DFT, scaled by 1 / (width height). */
export function inverseSpectrum(cv: OpenCv, { width, height, columns, values }: Spectrum): Float32Array {
  return withMats(cv, (keep) => {
    const transform = keep(new cv.Mat(height, width, cv.CV_32FC2));
    const whole = transform.data32F as Float32Array;
    for (let y = 0; y < height; y += 1) {
      const row = 2 * y * columns;
      whole.set(values.subarray(row, row + 2 * columns), 2 * y * width);
      // A real image's spectrum is its own complex conjugate at the opposite frequency.
      const opposite = 2 * ((height - y) % height) * columns;
      for (let x = columns; x < width; x += 1) {
        const from = opposite + 2 * (width - x);
        whole[2 * (y * width + x)] = values[from] as number;
        whole[2 * (y * width + x) + 1] = -(values[from + 1] as number);
      }
    }
    const image = keep(new cv.Mat());
    cv.dft(transform, image, cv.DFT_INVERSE | cv.DFT_REAL_OUTPUT | cv.DFT_SCALE);
    return Float32Array.from(image.data32F as Float32Array);
  });
}

function fillWindowed(plane: Plane, target: Float32Array, stride: number, taper: number): void {
  const { width, height, data } = plane;
  const [across, down] = [tukey(width, taper), tukey(height, taper)];
  const mean = weightedMean(plane, across, down);
  for (let y = 0; y < height; y += 1) {
    const weight = down[y] as number;
    for (let x = 0; x < width; x += 1) {
      const value = (data[y * width + x] as number) - mean;
      target[y * stride + x] = Number.isFinite(value) ? value * weight * (across[x] as number) : 0;
    }
  }
}

/** The mean under the window, so that what is left has no constant part. */
function weightedMean({ width, height, data }: Plane, across: Float64Array, down: Float64Array): number {
  let sum = 0;
  let weights = 0;
  for (let y = 0; y < height; y += 1) {
    let rowSum = 0;
    let rowWeights = 0;
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x] as number;
      if (!Number.isFinite(value)) continue;
      rowSum += value * (across[x] as number);
      rowWeights += across[x] as number;
    }
    sum += rowSum * (down[y] as number);
    weights += rowWeights * (down[y] as number);
  }
  return weights > 0 ? sum / weights : 0;
}

function tukey(length: number, taper: number): Float64Array {
  const edge = Math.min(length / 2, taper);
  return Float64Array.from({ length }, (_, i) => {
    const distance = Math.min(i + 0.5, length - i - 0.5);
    return distance >= edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * distance) / edge);
  });
}
