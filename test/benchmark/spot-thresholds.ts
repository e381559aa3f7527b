/**
 * Prints the tables of decision 0062 that need no run: spots found in noise alone, and recall of faint spots.
 *
 *   node test/benchmark/spot-thresholds.ts
 */
import { loadOpenCv } from '../../electron/engine/imaging/opencv.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import type { SpotOptions } from '../../electron/engine/metrics/spot-detection.ts';
import { detectSpots } from '../../electron/engine/metrics/spot-detection.ts';
import { matchSpots } from '../../electron/engine/metrics/spot-matching.ts';
import { drawSpots, normalNumbers, scatterSpots } from '../support/spot-image.ts';

const side = 256;
const images = 30;
const size = { width: side, height: side };
const { cv } = await loadOpenCv();

/** Photons around `light`, twice as many grey levels, on a camera's offset and read noise (grey levels). */
function photons(seed: number, readNoise: number, light: (x: number, y: number) => number) {
  const random = seededRandom(seed, 5);
  const normal = normalNumbers(seed);
  const data = Float32Array.from({ length: side * side }, (_, i) => {
    const mean = light(i % side, Math.floor(i / side));
    return 100 + 2 * poisson(mean, random) + readNoise * normal();
  });
  return { ...size, data };
}

/** By inversion (Devroye 1986, chapter X.3); for means up to some hundreds. */
function poisson(mean: number, random: () => number): number {
  const limit = random();
  let [count, chance] = [0, Math.exp(-mean)];
  for (let sum = chance; sum < limit && count < 2000; sum += chance) {
    count += 1;
    chance *= mean / count;
  }
  return count;
}

const centres = [64, 192];
const rims = (x: number, y: number): number =>
  centres
    .flatMap((a) => centres.map((b) => Math.hypot(x - a, y - b) - 40))
    .reduce((sum, off) => sum + 60 * Math.exp((-off * off) / 8), 2);

const kinds: Record<string, (seed: number) => Parameters<typeof detectSpots>[1]> = {
  'normal noise': (seed) => drawSpots(size, [], { background: 100, noise: 10, seed }),
  '1 photon a pixel': (seed) => photons(seed, 0, () => 1),
  '5 photons and read noise': (seed) => photons(seed, 3, () => 5),
  '1 to 101 photons across': (seed) => photons(seed, 0, (x) => 1 + (100 * x) / (side - 1)),
  'rims of four cells, 60 photons': (seed) => photons(seed, 0, rims),
};

const thresholds: [string, Partial<SpotOptions>][] = [
  ['default', {}],
  ['threshold 5', { threshold: 5 }],
  ['threshold 4', { threshold: 4 }],
];

console.log(`Spots in noise alone, mean over ${images} images of ${side} x ${side}:`);
for (const [kind, make] of Object.entries(kinds)) {
  const made = Array.from({ length: images }, (_, seed) => make(seed));
  const means = thresholds.map(([name, options]) => {
    const found = made.reduce((sum, image) => sum + detectSpots(cv, image, options).length, 0);
    return `${name} ${(found / images).toFixed(2)}`;
  });
  console.log(`  ${kind}: ${means.join(', ')}`);
}

console.log('80 spots of sigma 1.6 px in normal noise, by their amplitude over it, mean of 5 images:');
for (const snr of [3, 4, 5, 7]) {
  const matches = Array.from({ length: 5 }, (_, seed) => {
    const truth = scatterSpots(80, size, { sigma: 1.6, amplitude: 10 * snr, apart: 12 }, seed);
    return matchSpots(
      detectSpots(cv, drawSpots(size, truth, { background: 100, noise: 10, seed })),
      truth,
      2,
    );
  });
  const mean = (of: 'recall' | 'precision'): string =>
    (matches.reduce((sum, match) => sum + (match[of] ?? 0), 0) / matches.length).toFixed(2);
  console.log(`  ${snr}: recall ${mean('recall')}, precision ${mean('precision')}`);
}
