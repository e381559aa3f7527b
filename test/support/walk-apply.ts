import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceInfo } from '../../electron/contract/images.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { goTo, useFolder } from './walk-steps.ts';
import { eventually, type Walk } from './walk.ts';

// The Apply screen, as a person goes through it: on files of one's own, and new masks of noise.

const slow = { timeout: 60_000 };

type Told = Pick<SourceInfo, 'shape' | 'dtype' | 'pixelSize' | 'rgb' | 'affine'>;

export interface Application {
  /** New images, all of which are taken. */
  folder: string;
  /** How many of them can be read, and how many cannot. */
  images: number;
  broken?: number;
  /** As the list of formats calls it; else as fits. */
  format?: string;
}

/** Previews the model on one image, applies it to all, and tells where the results are. */
export async function applyModel(walk: Walk, given: Application): Promise<string[]> {
  const { folder, images, broken = 0, format } = given;
  const { page } = walk;
  const results = join(walk.home, 'results');
  await goTo(walk, 'Apply');
  await page.waitForSelector('text=No images chosen', slow);
  await walk.picture('apply-empty');
  await page.getByRole('button', { name: 'Add a folder…' }).click();
  await useFolder(walk, folder);
  await eventually(() => page.locator('.files .line').count()).toBe(images + broken);
  await page.locator('.files .line .file').first().click();
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await page.waitForSelector('text=Preview, not written', slow);
  await walk.picture('apply-preview');
  await page.getByLabel('Folder of results', { exact: true }).fill(results);
  if (format !== undefined) await page.getByLabel('Written as').selectOption({ label: format });
  await page.getByRole('button', { name: `Apply to ${images + broken} image` }).click();
  await eventually(() => page.locator('.files .line.done').count()).toBe(images);
  await eventually(() => page.locator('.files .line.failed').count()).toBe(broken);
  await page.waitForSelector('text=/^After$/', slow);
  await walk.picture('apply-done', true);
  return (await readdir(results)).sort().map((name) => join(results, name));
}

/** What a file says of itself: what a result has to keep of its image. */
export async function readBack(file: string): Promise<Told> {
  const source = await openSource(file);
  const { shape, dtype, pixelSize, rgb, affine } = source.info;
  await source.close();
  return { shape, dtype, pixelSize, rgb, affine };
}

/** New masks, micrographs of them by the first model that makes these, and the files' names. */
export async function generateMasks(walk: Walk, count: number): Promise<string[]> {
  const { page } = walk;
  const made = join(walk.home, 'generated');
  await goTo(walk, 'Apply');
  await page.click('nav[aria-label="Places of Apply"] >> text=Generate');
  await page.getByLabel('Model of images', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('How many').fill(String(count));
  await page.keyboard.press('Tab');
  await page.getByLabel('Into').selectOption({ label: 'A folder' });
  await page.getByLabel('New or empty folder', { exact: true }).first().fill(made);
  await page.getByRole('button', { name: `Generate ${count}` }).click();
  await eventually(() => page.locator('.made-gallery canvas').count()).toBe(2 * count);
  await walk.picture('generate', true);
  return (await readdir(made, { recursive: true })).sort();
}
