import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  missingPhotos,
  startEngine,
  startProject,
  tinyRun,
  untilEnded,
} from '../integration/engine/engine-fixture.ts';
import { accessibilityFindings } from '../support/accessibility.ts';
import { servePage, startBrowser, type ServedPage } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { pathOf, type Tool } from '../support/tools.ts';

// Every screen and sheet of the real page under axe-core, in both themes, on a project that has all there can be:
// images, a dataset and a finished run.

const root = fileURLToPath(new URL('../..', import.meta.url));

let tools: Tool[];
let home = '';
let served: ServedPage | undefined;
let browser: Browser | undefined;
let page: Page;

/** A project with a run in a data folder, as an earlier session would have left it. */
async function leaveProject(): Promise<void> {
  const engine = await startEngine(join(home, 'data'));
  const { project, dataset } = await startProject(engine, { folder: join(home, 'smear') });
  const { id } = await engine.call('run.start', {
    ...{ project, dataset, recipe: 'microgan', preset: 'quick', seed: 1 },
    parameters: { ...tinyRun, stepLimit: 4, warmUpSteps: 2 },
  });
  await untilEnded(engine, project, id);
  await engine.call('project.remember', { folder: project });
  await engine.engine.close();
}

beforeAll(async () => {
  const built = existsSync(join(root, 'dist', 'renderer', 'index.html'));
  const chromium = findChromium();
  tools = [
    chromium,
    built ? { path: 'dist' } : { missing: 'The page is not built: run "npm test".' },
    missingPhotos === null ? { path: 'photos' } : { missing: missingPhotos },
  ];
  if ('missing' in chromium || !built || missingPhotos !== null) return;
  home = await mkdtemp(join(tmpdir(), 'abbe-access-'));
  await leaveProject();
  served = await servePage(join(home, 'data'));
  browser = await startBrowser(chromium.path);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(60_000);
  // Not the very first start, which opens a sample by itself.
  await page.addInitScript(() => {
    if (localStorage.getItem('abbe.openProject') === null) localStorage.setItem('abbe.openProject', '""');
  });
  await page.goto(served.address);
  await page.waitForSelector('text=/TensorFlow CPU|TensorFlow CUDA|WebAssembly/');
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

async function goTo(screen: string): Promise<void> {
  await page.click(`nav >> text=${screen}`);
  await page.waitForSelector(`nav [aria-current=page]:has-text("${screen}")`);
}

/** What is found in both themes, after what moves has come to rest. */
async function findings(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    await page.waitForTimeout(400);
    found[theme] = await accessibilityFindings(page);
  }
  return found;
}

const nothing = { light: [], dark: [] };

describe('the page for everybody', () => {
  it('has a Home without a project that axe finds nothing serious in', async () => {
    await page.waitForSelector('[data-sample]');
    expect(await findings()).toEqual(nothing);
  });

  it('has screens without a project, each with the way to one', async () => {
    for (const screen of ['Data', 'Experiment', 'Train', 'Compare', 'Apply', 'Models']) {
      await goTo(screen);
      expect({ screen, ...(await findings()) }).toEqual({ screen, ...nothing });
    }
    await goTo('Home');
    await page.click('.known:has-text("Test")');
    await page.waitForSelector('nav [aria-current=page]:has-text("Data")');
  });

  it.each(['Home', 'Data', 'Experiment', 'Train', 'Compare', 'Apply', 'Models'])(
    'has a screen %s of a full project without serious findings',
    async (screen) => {
      await goTo(screen);
      await page.waitForTimeout(1500);
      expect(await findings()).toEqual(nothing);
    },
  );

  it.each(['Look', 'Keys', 'Machine', 'Storage', 'Activity log', 'About and licences'])(
    'has settings “%s” without serious findings',
    async (part) => {
      await goTo('Settings');
      await page.click(`[role=tab]:has-text("${part}")`);
      await page.waitForTimeout(500);
      expect(await findings()).toEqual(nothing);
    },
  );

  it('has sheets without serious findings, that keep the focus and give it back', async () => {
    await goTo('Home');
    const opener = page.locator('button:has-text("New project…")');
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] input');
    expect(await findings()).toEqual(nothing);
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null);
      expect(inside).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('has a command palette and a sheet of keys without serious findings', async () => {
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role=listbox]');
    expect(await findings()).toEqual(nothing);
    await page.keyboard.type('goto models');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Models")');
    await page.keyboard.press('?');
    await page.waitForSelector('[role=dialog]:has-text("Next run")');
    expect(await findings()).toEqual(nothing);
    await page.keyboard.press('Escape');
  });

  it('is walked by Tab from the skip link on, each stop with a ring that is seen', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.reload();
    await page.waitForSelector('h1');
    const rings: { name: string; ring: boolean }[] = [];
    for (let presses = 0; presses < 14; presses += 1) {
      await page.keyboard.press('Tab');
      rings.push(
        await page.evaluate(() => {
          const element = document.activeElement ?? document.body;
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          // The library draws that of a text field around it.
          const field = element.closest('.n-input')?.querySelector('.n-input__state-border');
          const ring =
            (outlineStyle !== 'none' && outlineWidth !== '0px') ||
            (field != null && getComputedStyle(field).boxShadow !== 'none');
          return { name: element.textContent?.trim() || element.getAttribute('aria-label') || '', ring };
        }),
      );
    }
    expect(rings[0]?.name).toBe('Skip to the screen');
    expect(rings.slice(1, 4).map(({ name }) => name)).toEqual(['Home', 'Data', 'Experiment']);
    expect(rings.filter(({ ring }) => !ring)).toEqual([]);
  });

  it('skips to the screen, and does not move where a person asked for rest', async () => {
    await page.reload();
    await page.waitForSelector('h1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    const moving = await page.evaluate(() =>
      document.getAnimations().map((animation) => animation.playState === 'running'),
    );
    expect(moving.filter(Boolean)).toEqual([]);
  });
});
