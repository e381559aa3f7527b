import type { Box, Pixels } from '../../contract/images.ts';

type Colour = readonly [number, number, number];

const green: Colour = [0, 255, 120];

/**
 * A copy of an 8-bit RGB image with boxes outlined. Our own code: four lines of pixels, no library needed.
 *
 * @param scale Pixels of the image per pixel of the boxes.
 */
export function drawBoxes(
  image: Pixels,
  boxes: readonly Box[],
  scale: number,
  colour: Colour = green,
): Pixels['data'] {
  const { width, height } = image;
  const data = new Uint8Array(image.data);
  const paint = (x: number, y: number) => data.set(colour, 3 * (y * width + x));
  const limit = (value: number, size: number) => Math.min(size - 1, Math.max(0, Math.round(value * scale)));
  for (const box of boxes) {
    const [left, right] = [limit(box.x, width), limit(box.x + box.width - 1, width)];
    const [top, bottom] = [limit(box.y, height), limit(box.y + box.height - 1, height)];
    for (let x = left; x <= right; x++) {
      paint(x, top);
      paint(x, bottom);
    }
    for (let y = top; y <= bottom; y++) {
      paint(left, y);
      paint(right, y);
    }
  }
  return data;
}
