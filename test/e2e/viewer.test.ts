import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ViewedImage } from '../../electron/contract/view-methods.ts';
import { writeOmeTiff } from '../../electron/engine/formats/tiff/write-ome-tiff.ts';
import { colourTable } from '../../renderer/viewer/colour-maps.ts';
import { shareOf, type Shading } from '../../renderer/viewer/shading.ts';
import { startBrowser } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { pathOf, type Tool } from '../support/tools.ts';
import { serveViewer, type ServedViewer } from '../support/viewer-page.ts';
import type { ViewerControls } from '../support/viewer-page/main.ts';

// The viewer in a real browser on the real engine: what stands on the screen, pixel by pixel, against what the
// numbers of a 16-bit file have to look like, computed here. Once with WebGL2 and once without.

declare const controls: ViewerControls;

const [width, height] = [1500, 1100];
const port = { width: 400, height: 300 };
const tool: Tool = findChromium();
let served: ServedViewer | undefined;
let browser: Browser | undefined;
let file = '';
const samples = new Uint16Array(width * height);

beforeAll(async () => {
  if ('missing' in tool) return;
  // Steep, with details of one pixel and over the whole range: any smoothing or 8-bit step on the way would show.
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      samples[y * width + x] = (x * 43 + y * 37 + ((x ^ y) & 1) * 9000 + ((x * y) % 17) * 700) % 65536;
    }
  }
  served = await serveViewer();
  file = join(served.folder, 'deep.ome.tif');
  const pixelSize = { x: 0.1, y: 0.1, z: null, unit: 'µm' };
  const shape: [number, number, number, number, number] = [1, 1, 1, height, width];
  await writeOmeTiff(file, { shape, dtype: 'uint16', pixelSize, channels: [], plane: () => samples });
  browser = await startBrowser(tool.path);
});
beforeEach((context) => {
  pathOf(tool, context);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function open(webgl: boolean): Promise<Page> {
  const page = await browser!.newPage({ viewport: port });
  if (!webgl) {
    await page.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext as (...args: unknown[]) => unknown;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: unknown[]) {
        return args[0] === 'webgl2' ? null : real.apply(this, args);
      } as typeof HTMLCanvasElement.prototype.getContext;
    });
  }
  await page.goto(served!.address);
  const image: ViewedImage = { kind: 'file', file, t: 0, c: null, z: 0 };
  await page.evaluate((wanted) => controls.show(wanted), image);
  const canvas = await page.waitForSelector('canvas.viewer');
  // A canvas gives the kind of context only that it has given before.
  const kind = webgl ? 'webgl2' : '2d';
  await page.evaluate(() => controls.settled());
  expect(
    await canvas.evaluate(
      (element, wanted) => (element as HTMLCanvasElement).getContext(wanted) !== null,
      kind,
    ),
  ).toBe(true);
  return page;
}

interface Look {
  scale: number;
  x: number;
  y: number;
  shading: Shading;
}

/** RGB of every device pixel. */
async function screen(page: Page, { scale, x, y, shading }: Look): Promise<Buffer> {
  await page.evaluate((wanted) => controls.shade(wanted), shading);
  await page.evaluate(([s, cx, cy]) => controls.look(s, cx, cy), [scale, x, y] as [number, number, number]);
  await page.evaluate(() => controls.settled());
  return sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** What has to stand there: the nearest pixel beyond 1:1, the mean over the device pixel's area below. */
function expected({ scale, x, y, shading }: Look): Buffer {
  const rgb = Buffer.alloc(port.width * port.height * 3);
  const table = colourTable(shading.map);
  for (let py = 0; py < port.height; py += 1) {
    for (let px = 0; px < port.width; px += 1) {
      const left = x + (px - port.width / 2) / scale;
      const top = y + (py - port.height / 2) / scale;
      const middle = [left + 0.5 / scale, top + 0.5 / scale] as const;
      if (middle[0] < 0 || middle[1] < 0 || middle[0] >= width || middle[1] >= height) continue;
      const value =
        scale >= 1 ? at(Math.floor(middle[0]), Math.floor(middle[1])) : mean(left, top, 1 / scale);
      const entry = 4 * Math.floor(255 * shareOf(value, shading.contrasts[0], shading.inverted) + 0.5);
      rgb.set(table.subarray(entry, entry + 3), 3 * (py * port.width + px));
    }
  }
  return rgb;
}

const at = (px: number, py: number): number => samples[py * width + px] ?? NaN;

function mean(left: number, top: number, side: number): number {
  let [sum, weight] = [0, 0];
  for (let py = Math.max(0, Math.floor(top)); py < Math.min(height, top + side); py += 1) {
    for (let px = Math.max(0, Math.floor(left)); px < Math.min(width, left + side); px += 1) {
      const across = Math.min(left + side, px + 1) - Math.max(left, px);
      const share = across * (Math.min(top + side, py + 1) - Math.max(top, py));
      sum += share * at(px, py);
      weight += share;
    }
  }
  return sum / weight;
}

/** The largest difference of any channel, and how many pixels differ at all. */
function difference(one: Buffer, other: Buffer): { largest: number; part: number } {
  let [largest, count] = [0, 0];
  for (let i = 0; i < one.length; i += 1) {
    const apart = Math.abs((one[i] ?? 0) - (other[i] ?? 0));
    largest = Math.max(largest, apart);
    if (apart > 0) count += 1;
  }
  return { largest, part: count / one.length };
}

const plain: Shading = {
  contrasts: [{ min: 0, max: 65535, gamma: 1 }],
  origin: '',
  map: 'grey',
  inverted: false,
  smooth: false,
};
const strong: Shading = { ...plain, contrasts: [{ min: 20000, max: 24000, gamma: 0.6 }], map: 'viridis' };
const looks: Record<string, Look> = {
  'at 1:1 without contrast': { scale: 1, x: 700, y: 500, shading: plain },
  'at 1:1 with a narrow contrast, gamma and colours': { scale: 1, x: 700, y: 500, shading: strong },
  'enlarged 5 times, inverted': { scale: 5, x: 803.5, y: 600.25, shading: { ...strong, inverted: true } },
  'at the image’s corner': { scale: 2, x: 20, y: 10, shading: plain },
  'reduced to a half': { scale: 0.5, x: 750, y: 550, shading: plain },
  'reduced across tiles': { scale: 0.75, x: 512, y: 512, shading: plain },
};

describe.each([
  ['with WebGL2', true],
  ['without WebGL2', false],
])('the viewer %s', (_, webgl) => {
  it.each(Object.entries(looks))('shows 16-bit numbers as they are %s', async (_name, look) => {
    const page = await open(webgl);
    try {
      const { largest, part } = difference(await screen(page, look), expected(look));
      // One colour step where a number falls between two, as processors round differently.
      const step = look.shading.map === 'grey' ? 1 : 4;
      expect(largest).toBeLessThanOrEqual(step);
      expect(part).toBeLessThan(look.shading === plain ? 0.01 : 0.03);
    } finally {
      await page.close();
    }
  });

  it('reads the file’s own numbers under the pointer, also where the picture is reduced', async () => {
    const page = await open(webgl);
    try {
      await screen(page, looks['reduced to a half']!);
      await page.mouse.move(100, 80);
      const x = 750 + (100 - port.width / 2) / 0.5;
      const y = 550 + (80 - port.height / 2) / 0.5;
      await expect.poll(() => page.evaluate(() => controls.readout())).toBe(`x ${x}, y ${y}: ${at(x, y)}`);
    } finally {
      await page.close();
    }
  });
});

describe('the two ways of painting', () => {
  it('give the same picture', async () => {
    const [gl, cpu] = [await open(true), await open(false)];
    try {
      for (const look of Object.values(looks)) {
        const { largest, part } = difference(await screen(gl, look), await screen(cpu, look));
        expect(largest).toBeLessThanOrEqual(look.shading.map === 'grey' ? 1 : 4);
        expect(part).toBeLessThan(0.02);
      }
    } finally {
      await Promise.all([gl.close(), cpu.close()]);
    }
  });
});
