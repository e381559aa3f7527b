import type { OpenCv } from '../imaging/opencv.ts';
import { requireSameSize } from '../imaging/registration/plane.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { windowedSpectrum } from '../imaging/registration/spectrum.ts';
import type { Spectrum } from '../imaging/registration/spectrum.ts';
import { transformCrop, unmeasurable } from './transform-crop.ts';

export interface Rings {
  /** Middle of each ring, cycles per pixel, up to 0.5. */
  frequency: number[];
  /** Correlation in each ring, -1 to 1; NaN where either image has no power. */
  correlation: number[];
  /** Frequencies in each ring that are independent of each other: half of them, for a real image's spectrum. */
  independent: number[];
}

export interface Crossing {
  /** Cycles per pixel; null where there is no crossing. */
  frequency: number | null;
  /** 1 / frequency: pixels per period. */
  pixels: number | null;
  /** Why there is none. */
  reason: 'constant' | 'not finite' | 'never below: two pixels or better' | 'never above' | null;
}

export interface RingCorrelation extends Rings {
  /** The threshold of half a bit of information per frequency, ring by ring (van Heel and Schatz 2005). */
  halfBitThreshold: number[];
  oneSeventh: Crossing;
  halfBit: Crossing;
}

/**
 * Fourier ring correlation of two images of the same thing with independent noise (Saxton and Baumeister 1982,
 * J. Microscopy 127:127; for light microscopy Nieuwenhuizen et al. 2013, Nature Methods 10:557):
 * sum F1 conj(F2) / sqrt(sum |F1|^2 sum |F2|^2) over rings one frequency of the shorter side wide. Images are cut
 * to a fast size, their mean is taken off and a Hann window laid over them. Resolution is 1 / the first frequency at
 * which the correlation, averaged over three rings, falls below 1/7, and below the half-bit threshold.
 *
 * Identical images correlate to 1 everywhere and so have no crossing; constant images and images with pixels that
 * are not finite have none either, and the reason is told. A shift of one image lowers the correlation: align first.
 * @throws RangeError where sizes differ or a side is below 32 px.
 */
export function fourierRingCorrelation(cv: OpenCv, first: Plane, second: Plane): RingCorrelation {
  requireSameSize(first, second);
  const [a, b] = [transformCrop(first), transformCrop(second)];
  const fault = unmeasurable(a) ?? unmeasurable(b);
  const spectra = [a, b].map((plane) => windowedSpectrum(cv, plane, Infinity)) as [Spectrum, Spectrum];
  const rings = correlateRings(...spectra);
  const halfBitThreshold = rings.independent.map(halfBitOf);
  const none: Crossing = { frequency: null, pixels: null, reason: fault };
  return {
    ...rings,
    halfBitThreshold,
    oneSeventh: fault ? none : crossing(rings, () => 1 / 7),
    halfBit: fault ? none : crossing(rings, (i) => halfBitThreshold[i] as number),
  };
}

/** (0.2071 + 1.9102 / sqrt(n)) / (1.2071 + 0.9102 / sqrt(n)) of n independent frequencies; no more than 1. */
function halfBitOf(n: number): number {
  return Math.min(1, (0.2071 + 1.9102 / Math.sqrt(n)) / (1.2071 + 0.9102 / Math.sqrt(n)));
}

function correlateRings(a: Spectrum, b: Spectrum): Rings {
  const { width, height, columns } = a;
  const shorter = Math.min(width, height);
  const count = shorter >> 1;
  const [cross, powerA, powerB, counts] = Array.from({ length: 4 }, () => new Float64Array(count + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < height; row += 1) {
    const fy = Math.min(row, height - row) / height;
    for (let column = 0; column < columns; column += 1) {
      const ring = Math.round(Math.hypot(column / width, fy) * shorter);
      if (ring > count) continue;
      // Every frequency stands for its conjugate too, but for the first column and the last of an even width.
      const weight = column === 0 || 2 * column === width ? 1 : 2;
      const at = 2 * (row * columns + column);
      const [ar, ai] = [a.values[at] as number, a.values[at + 1] as number];
      const [br, bi] = [b.values[at] as number, b.values[at + 1] as number];
      cross[ring]! += weight * (ar * br + ai * bi);
      powerA[ring]! += weight * (ar * ar + ai * ai);
      powerB[ring]! += weight * (br * br + bi * bi);
      counts[ring]! += weight;
    }
  }
  // The zero frequency holds what the window left of the mean, and no structure.
  const rings = Array.from({ length: count }, (_, i) => i + 1);
  return {
    frequency: rings.map((ring) => ring / shorter),
    correlation: rings.map((i) => cross[i]! / Math.sqrt(powerA[i]! * powerB[i]!)),
    independent: rings.map((i) => counts[i]! / 2),
  };
}

/** Where the curve, averaged over three rings, first comes from above to below the threshold. */
function crossing({ frequency, correlation }: Rings, threshold: (ring: number) => number): Crossing {
  const smooth = correlation.map((value, i) => {
    const around = correlation.slice(Math.max(0, i - 1), i + 2).filter(Number.isFinite);
    return Number.isFinite(value) ? around.reduce((sum, each) => sum + each, 0) / around.length : 0;
  });
  const above = smooth.map((value, i) => value - threshold(i));
  const start = above.findIndex((value) => value > 0);
  if (start < 0) return { frequency: null, pixels: null, reason: 'never above' };
  const end = above.findIndex((value, i) => i > start && value <= 0);
  if (end < 0) return { frequency: null, pixels: null, reason: 'never below: two pixels or better' };
  const [before, after] = [above[end - 1] as number, above[end] as number];
  const [low, high] = [frequency[end - 1] as number, frequency[end] as number];
  const at = low + ((high - low) * before) / (before - after);
  return { frequency: at, pixels: 1 / at, reason: null };
}
