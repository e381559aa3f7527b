import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { normalNumbers } from './spot-image.ts';

/**
 * A random image without structure finer than `cutOff` cycles per pixel (variance 1), and noise on it: the same
 * structure for the same seed, whatever the noise's seed.
 */
export function bandLimited(
  { width, height }: { width: number; height: number },
  cutOff: number,
  { seed, noise, noiseSeed }: { seed: number; noise: number; noiseSeed: number },
): { width: number; height: number; data: Float32Array } {
  const random = seededRandom(seed);
  const data = new Float32Array(width * height);
  const waves = 300;
  for (let wave = 0; wave < waves; wave += 1) {
    // Evenly over the disc of frequencies.
    const [frequency, angle, phase] = [
      cutOff * Math.sqrt(random()),
      Math.PI * random(),
      2 * Math.PI * random(),
    ];
    const [fx, fy] = [frequency * Math.cos(angle), frequency * Math.sin(angle)].map((f) => 2 * Math.PI * f);
    for (let i = 0; i < data.length; i += 1) {
      data[i]! += Math.sqrt(2 / waves) * Math.cos(fx! * (i % width) + fy! * Math.floor(i / width) + phase);
    }
  }
  const normal = normalNumbers(noiseSeed);
  data.forEach((value, i) => (data[i] = value + noise * normal()));
  return { width, height, data };
}
