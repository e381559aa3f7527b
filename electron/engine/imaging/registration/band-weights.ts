import type { Spectrum } from './spectrum.ts';

/** Rings of the spectrum, evenly spaced from 0 to the corner's frequency. */
const ringCount = 96;
const ringWidth = Math.SQRT1_2 / ringCount;
/** In cycles a pixel. Between them a sampled microscope's image is next to nothing but noise. */
const noiseBand = { from: 0.42, to: 0.6 };
/** What is above says nothing of the shift. */
const highestFrequency = 0.55;
/** No band is trusted beyond this: live cells and lamps change between exposures, whatever the photons. */
const incoherence = 0.05;
/**
 * Share of the brightest ring's power that the window's edges spread over the others. It stays where the window
 * is: rings without more of their own would say that nothing moved.
 */
const leakage = 1e-4;

/**
 * The cross-power spectrum of two images, weighted for the shift between them: its inverse transform peaks at
 * the (dx, dy) that lays `moving` on `reference`.
 *
 * Normalising every frequency (phase correlation as usual) lets the many frequencies that hold only photon
 * noise drown the others; not normalising lets the brightest structure alone decide. Each ring of frequencies
 * is weighted as the maximum-likelihood delay estimator does (Knapp and Carter 1976, IEEE Trans. ASSP 24:320):
 * coherence / (1 - coherence) / mean amplitude, with the coherence from the share of signal in both powers, the
 * noise being flat and read where the optics pass nothing.
 */
export function weightedCrossSpectrum(reference: Spectrum, moving: Spectrum): Spectrum {
  const rings = ringsOf(reference);
  const weights = ringWeights(ringPower(reference, rings), ringPower(moving, rings));
  const values = new Float32Array(reference.values.length);
  const [a, b] = [reference.values, moving.values];
  for (let i = 0; i < rings.length; i += 1) {
    const weight = weights[rings[i] as number] as number;
    const [aRe, aIm, bRe, bIm] = [a[2 * i], a[2 * i + 1], b[2 * i], b[2 * i + 1]] as [
      number,
      number,
      number,
      number,
    ];
    values[2 * i] = weight * (aRe * bRe + aIm * bIm);
    values[2 * i + 1] = weight * (aIm * bRe - aRe * bIm);
  }
  return { ...reference, values };
}

/** Each frequency's ring, (height, columns). */
function ringsOf({ width, height, columns }: Spectrum): Uint8Array {
  const rings = new Uint8Array(height * columns);
  for (let y = 0; y < height; y += 1) {
    const fy = (y <= height / 2 ? y : y - height) / height;
    for (let x = 0; x < columns; x += 1) {
      const frequency = Math.sqrt((x / width) ** 2 + fy * fy);
      rings[y * columns + x] = Math.min(ringCount - 1, Math.floor(frequency / ringWidth));
    }
  }
  return rings;
}

/** Mean power of each ring; 0 for a ring without frequencies. */
function ringPower({ values }: Spectrum, rings: Uint8Array): Float64Array {
  const sums = new Float64Array(ringCount);
  const counts = new Float64Array(ringCount);
  for (let i = 0; i < rings.length; i += 1) {
    const ring = rings[i] as number;
    sums[ring] = (sums[ring] as number) + (values[2 * i] as number) ** 2 + (values[2 * i + 1] as number) ** 2;
    counts[ring] = (counts[ring] as number) + 1;
  }
  return sums.map((sum, ring) => sum / Math.max(1, counts[ring] as number));
}

function ringWeights(reference: Float64Array, moving: Float64Array): Float64Array {
  const [referenceNoise, movingNoise] = [noisePower(reference), noisePower(moving)];
  const leaked =
    leakage * Math.max(...reference.map((power, ring) => Math.sqrt(power * (moving[ring] as number))));
  return reference.map((power, ring) => {
    const other = moving[ring] as number;
    if ((ring + 0.5) * ringWidth > highestFrequency || power === 0 || other === 0) return 0;
    const signal = Math.max(0, power - referenceNoise) * Math.max(0, other - movingNoise);
    const coherence = signal / (power * other);
    return coherence / (1 - coherence + incoherence) / (Math.sqrt(power * other) + leaked);
  });
}

function noisePower(power: Float64Array): number {
  const [from, to] = [Math.ceil(noiseBand.from / ringWidth), Math.floor(noiseBand.to / ringWidth)];
  return Math.min(...power.subarray(from, to));
}
