import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { servePage, startBrowser } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { runRecordOf } from '../support/run-record.ts';

// How the Train screen holds up with a run of so many steps: until its curves are drawn, and the frames while one
// zooms and moves in a plot. `node test/benchmark/plot-frames.ts [STEPS]`; the page has to be built.

const steps = Number(process.argv[2] ?? 100_000);
const names = ['generator', 'content', 'adversarial', 'critic'];

/** A project with one finished run whose losses fall with noise. */
async function makeProject(folder: string): Promise<void> {
  const created = '2025-01-31T12:00:00.000Z';
  const project = { format: 'abbe-project', version: 2, name: 'Long run', created, sources: [] };
  const run = join(folder, 'runs', 'run-1');
  await mkdir(join(folder, 'datasets'), { recursive: true });
  await mkdir(run, { recursive: true });
  await writeFile(join(folder, 'project.json'), JSON.stringify(project));
  const record = runRecordOf({ id: 'run-1', step: steps, totalSteps: steps });
  await writeFile(join(run, 'run.json'), JSON.stringify(record));
  let noise = 1;
  const next = (): number => (noise = (noise * 48271) % 2147483647) / 2147483647;
  const lines = Array.from({ length: steps }, (_, step) => {
    const values = names.map((name, i) => [
      name,
      (i + 1) * Math.exp((-3 * step) / steps) * (0.7 + 0.6 * next()),
    ]);
    return JSON.stringify({ step, values: Object.fromEntries(values) });
  });
  await writeFile(join(run, 'losses.jsonl'), `${lines.join('\n')}\n`);
}

/** Processor time of the page's own thread so far (ms): unlike frames it does not tell how busy the machine is. */
async function threadTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}

/** Times between frames (ms) while something is done. */
async function framesWhile(page: Page, action: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const seen: number[] = [];
    const state = { on: true, seen };
    Object.assign(window, { frames: state });
    const note = (time: number): void => {
      seen.push(time);
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

async function measure(page: Page): Promise<void> {
  const canvas = page.locator('.plot-card canvas').first();
  await canvas.waitFor({ timeout: 60_000 });
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (!box) throw new Error('There is no plot to measure.');
  const idle = await framesWhile(page, () => page.waitForTimeout(2000));
  process.stdout.write(`idle:   ${summary(idle)}\n`);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.4);
  await page.keyboard.down('Control');
  const before = await threadTime(session);
  const zoom = await framesWhile(page, async () => {
    for (let i = 0; i < 30; i += 1) {
      await page.mouse.wheel(0, i < 20 ? -120 : 120);
      await page.waitForTimeout(30);
    }
  });
  await page.keyboard.up('Control');
  const each = (await threadTime(session)) - before;
  process.stdout.write(`zoom:   ${summary(zoom)}; ${(each / 30).toFixed(1)} ms of processor time a step\n`);
  await page.mouse.down();
  const pan = await framesWhile(page, async () => {
    for (let i = 0; i < 60; i += 1) await page.mouse.move(box.x + box.width * (0.6 - 0.005 * i), box.y + 60);
  });
  await page.mouse.up();
  process.stdout.write(`move:   ${summary(pan)}\n`);
  const smooth = await framesWhile(page, async () => {
    await page.locator('.curves [role=slider]').first().focus();
    for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowLeft');
  });
  process.stdout.write(`smooth: ${summary(smooth)}\n`);
}

const chromium = findChromium();
if ('missing' in chromium) throw new Error(chromium.missing);
const home = await mkdtemp(join(tmpdir(), 'abbe-plot-'));
await makeProject(join(home, 'project'));
const served = await servePage(join(home, 'data'));
const browser = await startBrowser(chromium.path);
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.addInitScript(
    (folder) => {
      localStorage.setItem('abbe.openProject', JSON.stringify(folder));
    },
    join(home, 'project'),
  );
  const started = performance.now();
  await page.goto(`${served.address}#train`);
  await page.locator('.plot-card canvas').first().waitFor({ timeout: 120_000 });
  const seconds = (performance.now() - started) / 1000;
  const chromiumVersion = spawnSync(chromium.path, ['--version'], { encoding: 'utf8' }).stdout.trim();
  process.stdout.write(
    `${chromiumVersion}, ${steps} steps, ${names.length} losses; first curves after ${seconds.toFixed(1)} s\n`,
  );
  await measure(page);
} finally {
  await browser.close();
  await served.close();
  await rm(home, { recursive: true, force: true });
}
