import { allocate } from '../../../electron/engine/imaging/raster.ts';
import type { Dtype, Raster } from '../../../electron/engine/imaging/raster.ts';

export type Disk = { x: number; y: number; radius: number; colour?: number[] };

/** A photo of disks on an even ground; `colour` is per channel. */
export function disks(
  width: number,
  height: number,
  cells: Disk[],
  { ground = [220], colour = [120], dtype = 'uint8' as Dtype } = {},
): Raster {
  const channels = ground.length === 3 ? 3 : 1;
  const data = allocate(dtype, width * height * channels);
  for (let i = 0; i < data.length; i += 1) data[i] = ground[i % channels] as number;
  for (const cell of cells) {
    for (
      let y = Math.max(0, Math.floor(cell.y - cell.radius));
      y < Math.min(height, cell.y + cell.radius + 1);
      y += 1
    ) {
      for (
        let x = Math.max(0, Math.floor(cell.x - cell.radius));
        x < Math.min(width, cell.x + cell.radius + 1);
        x += 1
      ) {
        if (Math.hypot(x - cell.x, y - cell.y) > cell.radius) continue;
        data.set(cell.colour ?? colour, (y * width + x) * channels);
      }
    }
  }
  return { width, height, channels, dtype, data, notes: [] };
}

/** A grid of disks of one radius, `pitch` px apart, none of them cut by the border. */
export function gridOfDisks(columns: number, rows: number, pitch: number, radius: number): Disk[] {
  return Array.from({ length: columns * rows }, (_, i) => ({
    x: pitch * ((i % columns) + 0.5),
    y: pitch * (Math.floor(i / columns) + 0.5),
    radius,
  }));
}

/** Numbers in [0, 1) that are the same at every run (Park and Miller's generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Independent Gaussian noise added to a raster's pixels, rounded for integers. */
export function withNoise(raster: Raster, sd: number, seed: number): Raster {
  const random = randomNumbers(seed);
  const data = raster.data.slice();
  for (let i = 0; i < data.length; i += 1) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const value = (data[i] as number) + sd * normal;
    data[i] = raster.dtype === 'float32' ? value : Math.max(0, Math.round(value));
  }
  return { ...raster, data };
}
