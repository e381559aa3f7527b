import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { EngineClient } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Box, Pixels, StepPicture } from '../../contract/images.ts';
import { writePng } from '../../engine/formats/png.ts';
import { drawBoxes } from './draw-boxes.ts';

const largestOverlay = 8192;

/** Writes a photo's segmentation into a folder of its own: each step as a picture, and the boxes on the photo. */
export async function writePictures(
  client: EngineClient,
  out: string,
  found: { file: string; cells: Box[]; steps: StepPicture[] },
): Promise<void> {
  const name = basename(found.file);
  const folder = join(out, basename(name, extname(name)));
  await mkdir(folder, { recursive: true });
  for (const [i, { name: step, pixels }] of found.steps.entries()) {
    await writePixels(join(folder, `${i + 1}-${step.replaceAll(' ', '-')}.png`), pixels);
  }
  const { info, pixels } = await client.call('photo.view', { file: found.file, maxSize: largestOverlay });
  const data = drawBoxes(pixels, found.cells, pixels.width / info.width);
  await writePixels(join(folder, 'overlay.png'), { ...pixels, data });
}

async function writePixels(file: string, { width, height, channels, dtype, data }: Pixels): Promise<void> {
  if (dtype !== 'uint8')
    throw new AbbeError('internal', `${file}: a picture must have 8 bits, not ${dtype}.`);
  await writePng(file, { width, height, channels, dtype, data, notes: [] });
}
