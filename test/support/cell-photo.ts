import sharp from 'sharp';

/**
 * Writes a photo of round dark cells on a bright ground, some of them ringed; the same for the same seed.
 *
 * @returns the centres of the cells, in pixels
 */
export async function writeCellPhoto(file: string, seed: number): Promise<{ x: number; y: number }[]> {
  const [columns, rows, pitch, radius] = [5, 4, 64, 20];
  const [width, height] = [columns * pitch, rows * pitch];
  const data = Buffer.alloc(width * height * 3, 230);
  let state = seed * 7919 + 1;
  const random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
  const centres = Array.from({ length: columns * rows }, (_, i) => ({
    x: Math.round((i % columns) * pitch + pitch / 2 + 8 * (random() - 0.5)),
    y: Math.round(Math.floor(i / columns) * pitch + pitch / 2 + 8 * (random() - 0.5)),
  }));
  for (const { x, y } of centres) {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const distance = Math.hypot(dx, dy);
        if (distance > radius) continue;
        const texture = 20 * Math.sin(dx / 2) * Math.cos(dy / 2) + (distance < radius / 3 ? 25 : 0);
        const at = 3 * ((y + dy) * width + x + dx);
        data.set([170 + texture, 110 + texture, 120 + texture].map(Math.round), at);
      }
    }
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
  return centres;
}
