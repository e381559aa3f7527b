import type { OpenCv } from '../imaging/opencv.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { windowedSpectrum } from '../imaging/registration/spectrum.ts';
import { transformCrop, unmeasurable } from './transform-crop.ts';

/** Parameters of the paper: samples of a curve, high-pass filters, edge that is faded out (px). */
const [samples, filters, edge] = [50, 10, 20];
/** A peak has to stand this far above what follows it. */
const leastDrop = 0.0005;
/** Peaks lower than this are noise. */
const leastPeak = 0.05;
/** Steps in which radii are summed: samples of a curve fall on them to a ten-thousandth of the highest frequency. */
const bins = 8192;

export interface DecorrelationCurve {
  /** Radius of the mask, as a share of the highest frequency (0.5 cycles per pixel). */
  radius: number[];
  correlation: number[];
}

export interface Decorrelation {
  /** Pixels per period of the finest structure above the noise: 2 / the largest peak's radius; null where none. */
  pixels: number | null;
  /** The peak's radius, as a share of the highest frequency. */
  cutOff: number | null;
  /** Height of the unfiltered curve's peak: grows with the signal-to-noise ratio, 0 without a peak. */
  amplitude: number;
  reason: 'constant' | 'not finite' | 'no peak' | null;
  /** The unfiltered curve, for a plot. */
  curve: DecorrelationCurve;
}

/** Sums over rings of the radius: |F|, |F|^2, how many frequencies, and their mean radius. */
interface Radial {
  magnitude: Float64Array;
  power: Float64Array;
  count: Float64Array;
  radius: Float64Array;
}

/**
 * Resolution of a single image by decorrelation analysis (Descloux, Grussmayer and Radenovic 2019, Nature Methods
 * 16:918): the correlation of the image with itself, all of its frequencies of one magnitude and masked to a
 * radius r, d(r) = sum_r |F| / sqrt(sum |F|^2 N(r)), has a peak where signal ends. Ten Gaussian high-pass
 * filters, and ten more between the best two, move it to the highest frequency with signal; resolution is
 * 2 / the largest peak's radius, in pixels. The image is cut to a fast size and its outer 20 px fade out.
 *
 * Constant images, images with pixels that are not finite and images without a peak (noise alone) have no
 * resolution, and the reason is told. @throws RangeError for images below 32 px a side.
 */
export function decorrelationResolution(cv: OpenCv, plane: Plane): Decorrelation {
  const image = transformCrop(plane);
  const fault = unmeasurable(image);
  const none = { pixels: null, cutOff: null, amplitude: 0, curve: { radius: [], correlation: [] } };
  if (fault) return { ...none, reason: fault };
  const radial = radialSums(cv, image);
  const whole = evenly(0, 1);
  const curve = { radius: whole, correlation: correlationCurve(radial, whole, null) };
  const plain = peakOf(curve);
  const best = sharpestPeak(radial, plain, Math.max(image.width, image.height), whole);
  const amplitude = plain?.height ?? 0;
  if (best === null) return { ...none, amplitude, curve, reason: 'no peak' };
  return { pixels: 2 / best, cutOff: best, amplitude, curve, reason: null };
}

interface Peak {
  radius: number;
  height: number;
}

/** Frequencies up to the highest along x and y, as an ellipse where the sides differ: radius 1 is 0.5 cycles a pixel. */
function radialSums(cv: OpenCv, image: Plane): Radial {
  const { width, height, columns, values } = windowedSpectrum(cv, image, edge);
  const [magnitude, power, count, radius] = Array.from({ length: 4 }, () => new Float64Array(bins)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < height; row += 1) {
    const fy = (2 * Math.min(row, height - row)) / height;
    for (let column = 0; column < columns; column += 1) {
      const r = Math.hypot((2 * column) / width, fy);
      const bin = Math.floor(r * bins);
      if (bin >= bins || (row === 0 && column === 0)) continue;
      const weight = column === 0 || 2 * column === width ? 1 : 2;
      const at = 2 * (row * columns + column);
      const size = Math.hypot(values[at] as number, values[at + 1] as number);
      magnitude[bin]! += weight * size;
      power[bin]! += weight * size * size;
      count[bin]! += weight;
      radius[bin]! += weight * r;
    }
  }
  return { magnitude, power, count, radius: radius.map((sum, i) => (count[i] ? sum / count[i]! : 0)) };
}

/** d(r) at each radius, under the high-pass filter 1 - exp(-2 (strength r)^2); null: no filter. */
function correlationCurve(radial: Radial, radii: readonly number[], strength: number | null): number[] {
  const { magnitude, power, count, radius } = radial;
  const [sums, numbers] = [new Float64Array(bins + 1), new Float64Array(bins + 1)];
  let energy = 0;
  for (let i = 0; i < bins; i += 1) {
    const pass = strength === null ? 1 : 1 - Math.exp(-2 * (strength * radius[i]!) ** 2);
    sums[i + 1] = sums[i]! + pass * magnitude[i]!;
    numbers[i + 1] = numbers[i]! + count[i]!;
    energy += pass * pass * power[i]!;
  }
  return radii.map((r) => {
    const bin = Math.round(r * bins);
    return numbers[bin]! > 0 && energy > 0 ? sums[bin]! / Math.sqrt(energy * numbers[bin]!) : 0;
  });
}

/** The highest point that the curve comes down from again; null where it only rises. */
function peakOf({ radius, correlation }: DecorrelationCurve): Peak | null {
  for (let length = correlation.length; length > 1; length -= 1) {
    const shown = correlation.slice(0, length);
    const height = Math.max(...shown);
    const at = shown.indexOf(height);
    if (at === 0) return null;
    const after = Math.min(...shown.slice(at));
    if (height - after >= leastDrop) return { radius: radius[at] as number, height };
  }
  return null;
}

/** The largest peak radius over both rounds of high-pass filters. */
function sharpestPeak(
  radial: Radial,
  plain: Peak | null,
  side: number,
  whole: readonly number[],
): number | null {
  // From a filter that takes the lowest frequencies alone to one that leaves the highest alone.
  const weakest = side / 4;
  const first = [weakest, ...spread(2 / (plain?.radius ?? 2 / weakest), 0.15, filters)];
  const peaks = first.map((strength) => filteredPeak(radial, whole, strength));
  const radii = [plain, ...peaks].map(strong);
  const top = Math.max(...radii);
  if (top === 0) return null;
  const at = Math.max(0, radii.lastIndexOf(top) - 1);
  const [from, to] = [
    first[Math.max(0, at - 1)] as number,
    first[Math.min(first.length - 1, at + 1)] as number,
  ];
  const step = 1 / (samples - 1);
  const near = evenly(Math.max(0, top - step), Math.min(1, top + 0.4));
  const second = spread(from, to, filters).map((strength) => filteredPeak(radial, near, strength));
  return Math.max(top, ...second.map(strong));
}

const strong = (peak: Peak | null): number => (peak && peak.height >= leastPeak ? peak.radius : 0);

function filteredPeak(radial: Radial, radius: readonly number[], strength: number): Peak | null {
  return peakOf({ radius: [...radius], correlation: correlationCurve(radial, radius, strength) });
}

const evenly = (from: number, to: number): number[] =>
  Array.from({ length: samples }, (_, i) => from + ((to - from) * i) / (samples - 1));

/** Numbers between two, each a fixed multiple of the one before. */
const spread = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));
