import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ViewedImage } from '../../electron/contract/view-methods.ts';
import { writeOmeTiff } from '../../electron/engine/formats/tiff/write-ome-tiff.ts';
import { startBrowser } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { serveViewer } from '../support/viewer-page.ts';
import type { ViewerControls } from '../support/viewer-page/main.ts';

// How the viewer does on a 4096 x 3072 image of 16 bits from the real engine: `node test/benchmark/viewer.ts`.
// Decision 0071 compares the numbers with Viv's. The browser of a machine without a graphics card computes WebGL
// on the processor, which is said in the first line.

declare const controls: ViewerControls;

const [width, height] = [4096, 3072];
const port = { width: 1280, height: 800 };
const frames = 60;
/** Scale and middle of the view at the beginning and at the end. */
type Way = [from: [number, number, number], to: [number, number, number]];
const ways: Record<string, Way> = {
  'pan at 1:1': [
    [1, 1000, 1000],
    [1, 3000, 2000],
  ],
  'pan at a quarter': [
    [0.25, 1800, 1400],
    [0.25, 2300, 1700],
  ],
  'zoom from a quarter to 4:1': [
    [0.25, 2048, 1536],
    [4, 2048, 1536],
  ],
};

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/**
 * Milliseconds of processor time that the browser, all its processes, has taken so far: other work on the machine
 * disturbs it less than the clock. Linux only, NaN elsewhere.
 */
function browserTime(): number {
  if (process.platform !== 'linux') return NaN;
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return [
          {
            pid: Number(pid),
            fields: text
              .slice(text.lastIndexOf(')') + 2)
              .split(' ')
              .map(Number),
          },
        ];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
  const family = new Set([process.pid]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, fields } of stats) if (family.has(fields[1] ?? 0)) family.add(pid);
  }
  family.delete(process.pid);
  const ticks = stats
    .filter(({ pid }) => family.has(pid))
    .reduce((sum, { fields }) => sum + (fields[11] ?? 0) + (fields[12] ?? 0), 0);
  return ticks * 10;
}

/** What the viewer adds to the page, all that it imports but Vue and zod, which the page has anyway. */
async function bundleBytes(): Promise<number> {
  const at = (name: string) => fileURLToPath(new URL(`../../renderer/viewer/${name}`, import.meta.url));
  const names = ['cells.ts', 'paint-gl.ts', 'paint-cpu.ts', 'tile-store.ts', 'overlay.ts', 'use-pointer.ts'];
  const contents = names.map((name) => `export * from ${JSON.stringify(at(name))};`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'ts' },
    ...{
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'chrome83',
      write: false,
      external: ['zod', 'vue', 'pinia'],
    },
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).length;
}

async function measure(): Promise<void> {
  const chromium = findChromium();
  if ('missing' in chromium) throw new Error(chromium.missing);
  const served = await serveViewer();
  const file = join(served.folder, 'large.ome.tif');
  const samples = Uint16Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return 20000 + 8000 * Math.sin(x / 90) * Math.cos(y / 70) + ((x * 31 + y * 17) % 1000);
  });
  await writeOmeTiff(file, {
    shape: [1, 1, 1, height, width],
    dtype: 'uint16',
    pixelSize: null,
    channels: [],
    plane: () => samples,
  });
  const browser = await startBrowser(chromium.path);
  try {
    const page = await browser.newPage({ viewport: port });
    await page.goto(served.address);
    const image: ViewedImage = { kind: 'file', file, t: 0, c: null, z: 0 };
    const started = performance.now();
    await page.evaluate((wanted) => controls.show(wanted), image);
    await page.waitForSelector('canvas.viewer');
    await page.waitForFunction(() => controls.painted());
    const firstMs = performance.now() - started;
    await page.evaluate(() => controls.settled());
    const renderer = await page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl2');
      const info = gl?.getExtension('WEBGL_debug_renderer_info');
      return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'no WebGL2';
    });
    const lines: Record<string, unknown> = { renderer, firstPictureMs: Math.round(firstMs) };
    for (const [name, [from, to]] of Object.entries(ways)) {
      for (const pass of ['first', 'again']) {
        const before = browserTime();
        const times = await page.evaluate(([count, a, b]) => controls.move(count, a, b), [
          frames,
          from,
          to,
        ] as [number, ...Way]);
        const processor = Math.round((browserTime() - before) / frames);
        await page.evaluate(() => controls.settled());
        const of = (share: number): number => Number(quantile(times, share).toFixed(1));
        lines[`${name}, ${pass}`] = {
          medianMs: of(0.5),
          p95Ms: of(0.95),
          worstMs: of(1),
          processorMs: processor,
        };
      }
    }
    lines['gzipBytes'] = await bundleBytes();
    process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  } finally {
    await browser.close();
    await served.close();
  }
}

await measure();
