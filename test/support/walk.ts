import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { servePage, startBrowser, testedPage, type ServedPage } from './browser.ts';
import { findChromium } from './chromium.ts';
import { pathOf, type Tool } from './tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The images for tests that lie beside the checkout. */
export const sharedData = join(root, '..', 'shared', 'data');
export const shippedSamples = join(root, 'resources', 'samples');

/** As long as an engine on a busy machine may take. */
const patient = { timeout: 60_000 };

/** Asks until it is so. */
export const eventually = <T>(ask: () => T | Promise<T>) => expect.poll(ask, patient);

/** One person's way through the real page, in a real browser, on the real host and engine. */
export interface Walk {
  page: Page;
  served: ServedPage;
  /** A folder for the walk alone: raw files, project and results go there. */
  home: string;
  /** The screen as it is, in both themes, numbered in the order of the way; `large` adds 2560 x 1440. */
  picture(name: string, large?: boolean): Promise<void>;
  /** What the console said that is no good, and what was asked of other machines; both ought to be empty. */
  complaints: string[];
  strangers(): string[];
}

export interface WalkOptions {
  /** The folder of the screenshots. */
  name: string;
  /** The project is none at first; else the page's own first start is left to happen. */
  firstStart?: boolean;
  /** Raw files that must be there. */
  needs?: Tool[];
  /** Puts raw files into the walk's folder. */
  prepare?(home: string): Promise<void>;
}

/**
 * A walk, each of whose tests goes on from where the one before it ended; after a failure the rest is skipped.
 * To be called at the top of a test file; what it returns is filled before the first test.
 */
export function walkThrough({ name, firstStart = false, needs = [], prepare }: WalkOptions): Walk {
  const pictures = join(root, 'test', 'output', 'screenshots', name);
  const requests: string[] = [];
  const walk = { complaints: [] as string[] } as Walk;
  let tools: Tool[] = [];
  let browser: Browser | undefined;
  let failed = false;
  let number = 0;

  beforeAll(async () => {
    const built = existsSync(join(testedPage, 'index.html'));
    const chromium = findChromium();
    tools = [
      chromium,
      built ? { path: testedPage } : { missing: 'The page is not built: run "npm test".' },
      ...needs,
    ];
    if ('missing' in chromium || tools.some((tool) => 'missing' in tool)) return;
    await rm(pictures, { recursive: true, force: true });
    await mkdir(pictures, { recursive: true });
    walk.home = await mkdtemp(join(tmpdir(), `abbe-${name}-`));
    await prepare?.(walk.home);
    walk.served = await servePage(join(walk.home, 'data'));
    browser = await startBrowser(chromium.path);
    walk.page = await openPage(browser, walk, requests, firstStart);
  }, 180_000);
  beforeEach((context) => {
    for (const tool of tools) pathOf(tool, context);
    if (failed) context.skip('A step before this one failed.');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || failed) return;
    failed = true;
    await walk.page?.screenshot({ path: join(pictures, 'failed.png') });
  });
  afterAll(async () => {
    await browser?.close();
    await walk.served?.close();
    if (walk.home) await rm(walk.home, { recursive: true, force: true });
  });

  walk.picture = async (title, large = false) => {
    number += 1;
    const file = join(pictures, `${String(number).padStart(2, '0')}-${title}`);
    await pictureBothThemes(walk.page, file);
    if (!large) return;
    await walk.page.setViewportSize({ width: 2560, height: 1440 });
    await pictureBothThemes(walk.page, `${file}-2560`);
    await walk.page.setViewportSize({ width: 1280, height: 800 });
  };
  walk.strangers = () => {
    const own = new URL(walk.served.address).origin;
    return requests.filter((url) => !url.startsWith(own) && !/^(data|blob|file):/.test(url));
  };
  return walk;
}

async function openPage(
  browser: Browser,
  { served, complaints }: Walk,
  requests: string[],
  firstStart: boolean,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    // The software renderer of a browser without a graphics card tells how it reads pixels back.
    const driver = /GL Driver Message/.test(message.text());
    if (!driver && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  if (!firstStart) {
    await page.addInitScript(() => {
      if (localStorage.getItem('abbe.openProject') === null) localStorage.setItem('abbe.openProject', '""');
    });
  }
  await page.goto(served.address);
  return page;
}

async function pictureBothThemes(page: Page, file: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    // Colours change over some frames; a picture in between shows neither theme.
    await page.evaluate(async () => {
      const endless = ({ effect }: Animation) => effect?.getComputedTiming().iterations === Infinity;
      const running = document.getAnimations().filter((animation) => !endless(animation));
      // One that a change of the theme replaced may never tell that it has finished.
      const atMost = new Promise((resolve) => setTimeout(resolve, 2000));
      await Promise.race([Promise.allSettled(running.map(({ finished }) => finished)), atMost]);
    });
    await page.screenshot({ path: `${file}-${theme}.png` });
  }
}
