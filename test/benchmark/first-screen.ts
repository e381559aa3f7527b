import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servePage, startBrowser } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';

// Time until the first screen can be used, with the engine up: `node test/benchmark/first-screen.ts [TIMES]`; the page
// has to be built. Each time in a new browser profile, so that nothing is cached.

const times = Number(process.argv[2] ?? 5);
const chromium = findChromium();
if ('missing' in chromium) throw new Error(chromium.missing);
const home = await mkdtemp(join(tmpdir(), 'abbe-first-'));
const served = await servePage(join(home, 'data'));
const browser = await startBrowser(chromium.path);

/** Milliseconds from the navigation to the first thing drawn, and to a screen with its title. */
async function firstScreen(): Promise<{ drawn: number; screen: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const started = performance.now();
  await page.goto(`${served.address}`, { waitUntil: 'commit' });
  await page.locator('h1').first().waitFor({ timeout: 60_000 });
  const shown = performance.now() - started;
  const drawn = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  );
  await context.close();
  return { drawn, screen: shown };
}

try {
  // The engine's start, and opening the sample for the first time, are not the page's.
  await firstScreen();
  for (let i = 0; i < times; i += 1) {
    const { drawn, screen } = await firstScreen();
    process.stdout.write(`first drawn ${drawn.toFixed(0)} ms, screen shown ${screen.toFixed(0)} ms\n`);
  }
} finally {
  await browser.close();
  await served.close();
  await rm(home, { recursive: true, force: true });
}
