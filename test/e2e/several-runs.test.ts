import { mkdir, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePng } from '../../electron/engine/formats/png.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { accessibilityFindings } from '../support/accessibility.ts';
import { trainRuns } from '../support/train-runs.ts';
import { goTo, goToPlace } from '../support/walk-steps.ts';
import { eventually, walkThrough } from '../support/walk.ts';

// A sweep of two values through the queue, and its two runs beside each other and compared: by clicking.

const patient = { timeout: 120_000 };
const side = 64;
const fields = 8;

/** A disc and a bar on a dark ground, bright, or dim with grain, as high and low exposure are. */
function exposure(seed: number, bright: boolean): Uint8Array {
  return Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    const inside = Math.hypot(x - 14 - 4 * seed, y - 30) < 8 || (x > 44 && x < 52 && y > 5 * seed);
    const grain = ((i + 31 * seed) * 2654435761) % 23;
    return bright ? (inside ? 220 : 30) : (inside ? 80 : 25) + grain;
  });
}

const walk = walkThrough({
  name: 'several-runs',
  prepare: async (home) => {
    await mkdir(join(home, 'fields'));
    for (let seed = 0; seed < fields; seed += 1) {
      for (const kind of ['low', 'high']) {
        const data = exposure(seed, kind === 'high');
        const picture: Raster = { width: side, height: side, channels: 1, dtype: 'uint8', data, notes: [] };
        await writePng(join(home, 'fields', `${kind}-${seed}.png`), picture);
      }
    }
    await trainRuns(home, {
      name: 'Fields',
      sources: [join(home, 'fields')],
      dataset: { preparation: 'paired-files', parameters: { input: 'low-*.png', target: 'high-*.png' } },
      runs: [],
    });
  },
});

const queued = (): Promise<string[]> => walk.page.locator('ol .place .name').allInnerTexts();

/** The screen in both themes, and nothing serious for axe in either. */
async function look(name: string, large = false): Promise<void> {
  await walk.picture(name, large);
  for (const theme of ['light', 'dark'] as const) {
    await walk.page.emulateMedia({ colorScheme: theme });
    await eventually(() => accessibilityFindings(walk.page)).toEqual([]);
  }
}

async function fill(label: string, text: string): Promise<void> {
  const field = walk.page.locator(`.field:has(label:has-text("${label}"))`).first();
  const input = field.locator('input').first();
  if (!(await input.isVisible())) {
    await walk.page.click(`details:has(.field label:has-text("${label}")) > summary`);
  }
  await input.fill(text);
  await input.press('Tab');
}

describe('a sweep of two values', () => {
  it('waits behind a run, in an order that one changes', async () => {
    const { page } = walk;
    const folder = join(walk.home, 'Fields');
    await page.evaluate((to) => localStorage.setItem('abbe.openProject', JSON.stringify(to)), folder);
    await page.reload();
    await page.waitForSelector('footer >> text=Fields');
    await goTo(walk, 'Experiment');
    await page.click('.recipe:has-text("Live-cell U-Net")');
    await page.click('[role=radio]:has(strong:text-is("quick"))');
    for (const [label, text] of [
      ['Step limit', '20000'],
      ['Patch size', '32'],
      ['Generator channels', '4'],
    ]) {
      // prettier-ignore
      await fill(label!, text!);
    }
    await page.click('button:has-text("Start training"):enabled');
    await page.waitForSelector('.head .badge:has-text("Running")', patient);
    await goTo(walk, 'Experiment');
    await fill('Step limit', '24');
    await page.click('button:has-text("Vary a parameter")');
    await page.getByLabel('Parameter to vary').selectOption({ label: 'Learning rate' });
    await page.getByLabel('Values, with commas between').fill('0.002, 0.0001');
    await look('sweep');
    await page.click('button:has-text("Queue 2 runs")');
    await eventually(async () => (await queued()).length).toBe(2);
    const [first, second] = await queued();
    await page.click(`li:has-text("${second}") >> button[aria-label="Earlier in the queue"]`);
    await eventually(queued).toEqual([second, first]);
    await page.click(`li:has-text("${first}") >> button[aria-label="Take out of the queue"]`);
    await eventually(queued).toEqual([second]);
    await page.waitForSelector(`text=Removed ${first}`);
    await page.keyboard.press('Control+z');
    await eventually(queued).toEqual([second, first]);
    await page.click('.entry:has-text("Running") >> .run');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.waitForSelector('.head .badge:has-text("Paused")');
    await look('queue');
    expect(await queued()).toHaveLength(2);
    await page.click('button:has-text("Stop")');
    await eventually(() => page.locator('.runs .badge:has-text("Finished")').count()).toBe(2);
  }, 240_000);

  it('shows both results between input and truth, in side by side, blink and swipe', async () => {
    const { page } = walk;
    await page.click('.entry:has-text("Finished") >> .run');
    await goTo(walk, 'Compare');
    const shown = (): Promise<number> => page.locator('.compare-pane:has(canvas)').count();
    await eventually(shown).toBe(3);
    for (const run of ['Learning rate 0.002', 'Learning rate 0.0001']) {
      const choice = page.locator('[aria-label="Images side by side"] li', { hasText: run }).first();
      const box = choice.getByRole('checkbox');
      if ((await box.getAttribute('aria-checked')) !== 'true') await box.click();
    }
    await eventually(shown).toBe(4);
    const names = await page.locator('.compare-pane header strong').allInnerTexts();
    expect(names.filter((name) => name.includes('0.002') || name.includes('0.0001'))).toHaveLength(2);
    await look('four-panes', true);
    await page.keyboard.press('b');
    const seen = async (): Promise<string> =>
      (await page.locator('.compare-pane:visible header strong').allInnerTexts()).join();
    for (const name of names) await eventually(seen).toBe(name);
    await page.keyboard.press('b');
    await page.keyboard.press('s');
    const line = page.getByRole('slider', { name: 'Where the upper image ends' });
    await line.focus();
    await page.keyboard.press('PageUp');
    expect(await line.getAttribute('aria-valuenow')).toBe('60');
    await look('four-swipe');
    await line.blur();
    await page.keyboard.press('s');
    await page.keyboard.press('3');
    await eventually(() => page.locator('.compare-pane:visible').count()).toBe(1);
    await page.keyboard.press('3');
  }, 240_000);

  it('is compared: sentences, a page, and figures in three formats', async () => {
    const { page } = walk;
    await page.click('button:has-text("Score these images")');
    await page.waitForSelector('button:has-text("Score again")', patient);
    for (const tab of ['Summary', 'Plots']) {
      await page.click(`[role=tab]:has-text("${tab}")`);
      await look(`compare-${tab.toLowerCase()}`);
    }
    await page.click('button:has-text("Compare 2 runs")');
    const told = page.locator('.notice:has-text("The page is written:")');
    await told.waitFor(patient);
    await told.scrollIntoViewIfNeeded();
    await look('compared');
    const file = (await told.locator('.path').innerText()).trim();
    const figures = await readdir(dirname(file), { recursive: true });
    for (const ending of ['.svg', '.png', '.csv']) {
      expect(figures.filter((name) => name.endsWith(ending)).length).toBeGreaterThan(1);
    }
    const text = await readFile(file, 'utf8');
    const first = (await told.locator('p').first().innerText()).trim();
    expect(first).toMatch(/\d/);
    expect(text.replace(/&[a-z]+;/g, '')).toContain(first.slice(0, 20));
    const context = await page.context().browser()!.newContext({ offline: true });
    const read = await context.newPage();
    await read.goto(`file://${file}`);
    expect(await read.locator('svg').count()).toBeGreaterThan(1);
    expect(await read.locator('table').count()).toBeGreaterThan(1);
    await context.close();
  }, 240_000);

  it.each([
    ['150 %', 1280, 800],
    ['200 %', 3840, 2160],
  ])(
    'needs no scrolling sideways at %s of %s x %s',
    async (scale, width, height) => {
      const { page } = walk;
      await page.setViewportSize({ width, height });
      await goTo(walk, 'Settings');
      await page.click('[role=tab]:has-text("Look")');
      await page.getByLabel('Interface scale').selectOption({ label: scale });
      for (const screen of ['Train', 'Compare', 'Prepare', 'Dataset'] as const) {
        if (screen === 'Train' || screen === 'Compare') await goTo(walk, screen);
        else {
          await goTo(walk, 'Data');
          await goToPlace(walk, screen);
        }
        await walk.picture(`${screen.toLowerCase()}-${parseInt(scale)}`);
        const wider = await page.evaluate(() =>
          [document.documentElement, document.querySelector('section.centre')!]
            .filter((each) => each.scrollWidth > each.clientWidth + 1)
            .map((each) => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`),
        );
        expect({ screen, wider }).toEqual({ screen, wider: [] });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    },
    120_000,
  );

  it('left nothing to complain of', () => {
    expect(walk.strangers()).toEqual([]);
    expect(walk.complaints).toEqual([]);
  });
});
