import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { createEngine } from '../../electron/engine/engine.ts';
import { encodePng } from '../../electron/engine/formats/png.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { servePage, startBrowser } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';

// How the gallery of a dataset with so many items, each a file of its own, holds up: until its first pictures are
// there, the frames while one scrolls and moves by keys, and how long a key takes to show.
// `node test/benchmark/gallery-frames.ts [--items N] [--keep FOLDER]`; the page has to be built. With --keep the
// files are made there, or used again.

const { values } = parseArgs({ options: { items: { type: 'string' }, keep: { type: 'string' } } });
const count = Number(values.items ?? 10_000);
const side = 64;

/** Noise and a bright disk, 16-bit: small files that are still decoded as real ones. */
async function writeCell(file: string, number: number): Promise<void> {
  const radius = 10 + ((number * 7) % 18);
  const data = new Uint16Array(side * side).map((_v, p) => {
    const [x, y] = [p % side, Math.floor(p / side)];
    const inside = Math.hypot(x - side / 2, y - side / 2) < radius;
    return 300 + ((p * 7919 + number * 104_729) % 120) + (inside ? 800 + ((number * 13) % 3000) : 0);
  });
  const raster: Raster = { width: side, height: side, channels: 1, dtype: 'uint16', data, notes: [] };
  await writeFile(file, await encodePng(raster));
}

async function makeProject(home: string): Promise<string> {
  const project = join(home, 'project');
  const folders = ['round', 'long', 'spotted', 'empty'].map((name) => join(home, 'images', name));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i += 1) {
    await writeCell(join(folders[i % 4]!, `cell-${String(i).padStart(5, '0')}.png`), i);
  }
  const engine = await createEngine({ dataFolder: home, cacheFolder: home, abbeVersion: '0.0.0-benchmark' });
  const call = { signal: new AbortController().signal, progress: () => {} };
  await engine.handlers['project.create']({ folder: project, name: 'Gallery' }, call);
  await engine.handlers['project.addSources']({ project, paths: folders }, call);
  const splitting = { by: 'photo', validation: 0.15, test: 0.15, stratified: true, seed: 1 } as const;
  const request = { preparation: 'labelled-images', parameters: {}, sources: null, degradation: null };
  await engine.handlers['dataset.create']({ ...request, project, name: 'Cells', splitting }, call);
  await engine.close();
  return project;
}

/** Times between frames (ms) while something is done. */
async function framesWhile(page: Page, action: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const state = { on: true, seen: [] as number[] };
    Object.assign(window, { frames: state });
    const note = (time: number): void => {
      state.seen.push(time);
      if (state.on) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await action();
  return page.evaluate(() => {
    const { frames } = window as unknown as { frames: { on: boolean; seen: number[] } };
    frames.on = false;
    return frames.seen.slice(1).map((time, i) => time - (frames.seen[i] ?? time));
  });
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? NaN).toFixed(1);
  return `${times.length} frames, median ${at(0.5)} ms, 95 % below ${at(0.95)} ms, longest ${at(1)} ms`;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Milliseconds from a key to the frame in which its effect is seen. */
function untilShown(page: Page, key: string, selector: string): Promise<number> {
  return page.evaluate(
    ([pressed, wanted]) =>
      new Promise<number>((resolve) => {
        const before = document.querySelectorAll(wanted).length;
        const began = performance.now();
        const look = (): void => {
          if (document.querySelectorAll(wanted).length === before) requestAnimationFrame(look);
          else resolve(performance.now() - began);
        };
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }));
        requestAnimationFrame(look);
      }),
    [key, selector] as const,
  );
}

async function measure(page: Page, project: string, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate((folder) => {
    localStorage.setItem('abbe.openProject', JSON.stringify(folder));
    localStorage.setItem('abbe.dataPlace', JSON.stringify('dataset'));
    location.hash = '#data';
  }, project);
  for (const what of ['first', 'again']) {
    const began = performance.now();
    await page.reload();
    await page.locator('[role=gridcell]').first().waitFor({ timeout: 60_000 });
    const tiles = performance.now() - began;
    await page.waitForFunction(
      () => document.querySelectorAll('[role=gridcell] canvas').length >= 20,
      undefined,
      { timeout: 60_000 },
    );
    say(
      `${what} load: tiles after ${tiles.toFixed(0)} ms, 20 pictures after ${(performance.now() - began).toFixed(0)} ms`,
    );
  }
  await page.waitForTimeout(2000);
  say(`idle:      ${summary(await framesWhile(page, () => page.waitForTimeout(2000)))}`);
  await page.locator('[role=gridcell]').nth(4).hover();
  const wheel = async (): Promise<void> => {
    for (let i = 0; i < 60; i += 1) {
      await page.mouse.wheel(0, 320);
      await page.waitForTimeout(30);
    }
  };
  say(`scrolling: ${summary(await framesWhile(page, wheel))}`);
  await page.locator('[role=gridcell]').nth(4).click();
  const arrows = async (): Promise<void> => {
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(30);
    }
  };
  say(`arrows:    ${summary(await framesWhile(page, arrows))}`);
  const keys: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    keys.push(await untilShown(page, ' ', '.tile.out'));
    await page.waitForTimeout(400);
  }
  keys.sort((a, b) => a - b);
  say(
    `a key that sets aside shows after ${keys[5]?.toFixed(0)} ms (median of 10), longest ${keys[9]?.toFixed(0)} ms`,
  );
}

const chromium = findChromium();
if ('missing' in chromium) throw new Error(chromium.missing);
const home = values.keep ?? (await mkdtemp(join(tmpdir(), 'abbe-gallery-')));
const known = existsSync(join(home, 'project'));
say(
  known ? `Using the project in ${home}.` : `Making ${count} files and their dataset; this takes a minute.`,
);
const project = known ? join(home, 'project') : await makeProject(home);
const served = await servePage(join(home, 'data'));
const browser = await startBrowser(chromium.path);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await measure(page, project, served.address);
} finally {
  await browser.close();
  await served.close();
  if (!values.keep) await rm(home, { recursive: true, force: true });
}
