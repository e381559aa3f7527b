import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../electron/engine/reports/write-report.ts';
import { findBrowser } from '../../../electron/hosts/find-browser.ts';
import { printPage } from '../../../electron/hosts/print-page.ts';
import { startBrowser } from '../../support/browser.ts';
import { content } from '../../unit/reports/report-fixture.ts';

const program = findBrowser();
if (!program)
  process.stderr.write('No Chromium, Chrome or Edge was found: the report is not opened in one.\n');

describe.skipIf(program === null)('the report in a browser', () => {
  // Of all tests here: the usual temporary folder goes after each.
  const folder = mkdtempSync(join(tmpdir(), 'abbe-report-'));
  let [page, browser]: [string, Browser | undefined] = ['', undefined];
  beforeAll(async () => {
    page = await writeReport(join(folder, 'report'), content());
    browser = await startBrowser(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page in a window of its own that reaches nothing, and what it complained of or asked for. */
  async function opened(colorScheme: 'light' | 'dark'): Promise<{ tab: Page; said: string[] }> {
    const context = await (browser as Browser).newContext({ colorScheme, offline: true });
    const tab = await context.newPage();
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(error.message));
    tab.on('request', (request) => {
      if (!request.url().startsWith('data:') && request.url() !== pathToFileURL(page).href) {
        said.push(request.url());
      }
    });
    await tab.goto(pathToFileURL(page).href);
    return { tab, said };
  }

  it('opens offline without an error and asks for nothing, light and dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { tab, said } = await opened(scheme);
      expect(said).toEqual([]);
      expect(await tab.locator('h1').textContent()).toBe('MicroGAN on <cells> & "others"');
      // Pictures within pictures are drawn, and wide tables scroll by themselves.
      expect(await tab.locator('.panel svg image').count()).toBeGreaterThan(11);
      const { wide, visible } = await tab.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        visible: document.documentElement.clientWidth,
      }));
      expect(wide).toBeLessThanOrEqual(visible);
      await tab.context().close();
    }
  });

  it('has text and ground apart in both schemes, and white paper', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { tab } = await opened(scheme);
      const tones = () =>
        tab.evaluate(() => {
          const light = (colour: string): number =>
            (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part) / 3, 0);
          const style = getComputedStyle(document.body);
          const label = document.querySelector('.plot svg text') as Element;
          return [light(style.backgroundColor), light(style.color), light(getComputedStyle(label).fill)];
        });
      const [ground = 0, text = 0, label = 0] = await tones();
      expect(Math.abs(ground - text)).toBeGreaterThan(150);
      expect(Math.abs(ground - label)).toBeGreaterThan(70);
      expect(ground > text).toBe(scheme === 'light');
      await tab.emulateMedia({ media: 'print' });
      expect((await tones())[0]).toBe(255);
      await tab.context().close();
    }
  });

  it('prints as PDF with several pages of A4', async () => {
    const pdf = join(folder, 'report.pdf');
    await printPage(program as string, page, pdf, new AbortController().signal);
    const bytes = readFileSync(pdf, 'latin1');
    expect(bytes.slice(0, 5)).toBe('%PDF-');
    expect(bytes.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(bytes) ?? [];
    expect([Number(width), Number(height)]).toEqual([expect.closeTo(595, -1), expect.closeTo(842, -1)]);
  });

  it('says what to do where the browser writes nothing', async () => {
    const pdf = join(folder, 'none.pdf');
    await expect(printPage(process.execPath, page, pdf, new AbortController().signal)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining(`open ${page} in a browser and print it there`),
    });
  });
});
