import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';

export interface DrawnSpot {
  x: number;
  y: number;
  sigmaX: number;
  sigmaY: number;
  amplitude: number;
}

/** Round spots at random places, no two nearer than `apart` px to each other or to the border. */
export function scatterSpots(
  count: number,
  size: { width: number; height: number },
  look: { sigma: number; amplitude: number; apart: number },
  seed: number,
): DrawnSpot[] {
  const random = seededRandom(seed, 1);
  const { sigma, amplitude, apart } = look;
  const spots: DrawnSpot[] = [];
  for (let tries = 0; spots.length < count && tries < 100_000; tries += 1) {
    const x = apart + random() * (size.width - 1 - 2 * apart);
    const y = apart + random() * (size.height - 1 - 2 * apart);
    if (spots.some((spot) => Math.hypot(spot.x - x, spot.y - y) < apart)) continue;
    spots.push({ x, y, sigmaX: sigma, sigmaY: sigma, amplitude });
  }
  if (spots.length < count) throw new Error(`${count} spots do not fit.`);
  return spots;
}

/** Gaussian spots on an even background with normal noise, the same for the same seed. */
export function drawSpots(
  { width, height }: { width: number; height: number },
  spots: readonly DrawnSpot[],
  { background, noise, seed }: { background: number; noise: number; seed: number },
): { width: number; height: number; data: Float32Array } {
  const data = new Float32Array(width * height);
  const normal = normalNumbers(seed);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let value = background + noise * normal();
      for (const spot of spots) {
        const [u, v] = [(x - spot.x) / spot.sigmaX, (y - spot.y) / spot.sigmaY];
        if (Math.abs(u) < 6 && Math.abs(v) < 6) value += spot.amplitude * Math.exp(-(u * u + v * v) / 2);
      }
      data[y * width + x] = value;
    }
  }
  return { width, height, data };
}

/** Normal random numbers of mean 0 and standard deviation 1 (Box and Muller). */
export function normalNumbers(seed: number): () => number {
  const random = seededRandom(seed, 2);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
