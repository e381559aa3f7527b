import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { EngineClient } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Box, Pixels, StepPicture } from '../../contract/images.ts';
import { writePng } from '../../engine/formats/png.ts';
import { drawBoxes } from './draw-boxes.ts';

const largestOverlay = 8192;

const sortedOut = [255, 70, 70] as const;

/**
 * Writes a photo's segmentation into a folder of its own: each step as a picture, and on the photo (overlay.png) the
 * boxes of the cells in green and of the parts that were sorted out in red.
 */
export async function writePictures(
  client: EngineClient,
  out: string,
  found: { file: string; cells: Box[]; rejected: Box[]; steps: StepPicture[] },
): Promise<void> {
  const name = basename(found.file);
  const folder = join(out, basename(name, extname(name)));
  await mkdir(folder, { recursive: true });
  for (const [i, { name: step, pixels }] of found.steps.entries()) {
    await writePixels(join(folder, `${i + 1}-${step.replaceAll(' ', '-')}.png`), pixels);
  }
  const { info, pixels } = await client.call('photo.view', { file: found.file, maxSize: largestOverlay });
  const scale = pixels.width / info.width;
  const below = { ...pixels, data: drawBoxes(pixels, found.rejected, scale, sortedOut) };
  const data = drawBoxes(below, found.cells, scale);
  await writePixels(join(folder, 'overlay.png'), { ...pixels, data });
}

async function writePixels(file: string, { width, height, channels, dtype, data }: Pixels): Promise<void> {
  if (dtype !== 'uint8')
    throw new AbbeError('internal', `${file}: a picture must have 8 bits, not ${dtype}.`);
  await writePng(file, { width, height, channels, dtype, data, notes: [] });
}
