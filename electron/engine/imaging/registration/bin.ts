import type { Plane } from './plane.ts';

/** Sums of factor x factor pixels, left-over rows and columns dropped. */
export function bin({ width, height, data }: Plane, factor: number): Plane {
  if (factor === 1) return { width, height, data };
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const sums = new Float32Array(columns * rows);
  for (let y = 0; y < rows * factor; y += 1) {
    const target = Math.floor(y / factor) * columns;
    for (let x = 0; x < columns; x += 1) {
      let sum = sums[target + x] as number;
      const start = y * width + x * factor;
      for (let i = 0; i < factor; i += 1) sum += data[start + i] as number;
      sums[target + x] = sum;
    }
  }
  return { width: columns, height: rows, data: sums };
}
