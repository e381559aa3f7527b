import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { ssim } from '../../electron/engine/metrics/ssim.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { alternate } from './benchmark.ts';
import { Peer } from './peer.ts';

const size = 1024;
const cases = [
  { dtype: 'uint8', pixels: new Uint8Array(size * size), dataRange: 255 },
  { dtype: 'uint16', pixels: new Uint16Array(size * size), dataRange: 65535 },
] as const;

/** SSIM of two images of 1024 x 1024, against scikit-image with the same window; both on one thread. */
export const ssimBenchmark: Benchmark = {
  id: 'ssim',
  async run({ python, note }) {
    const rows: Row[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'abbe-benchmark-'));
    try {
      for (const { dtype, pixels, dataRange } of cases) {
        note(`SSIM ${size} x ${size}, ${dtype}`);
        const random = seededRandom(size);
        const target = pixels.map((_, i) => dataRange * (0.2 + 0.6 * wave(i)));
        const prediction = target.map((value) => value + 0.1 * dataRange * (random() - 0.5));
        const file = join(folder, `${dtype}.raw`);
        await writeFile(file, Buffer.concat([prediction, target].map(({ buffer }) => Buffer.from(buffer))));
        const peer = new Peer(python, 'ssim.py', [file, String(size), dtype]);
        const context = { width: size, height: size, channels: 1, dataRange };
        const [ours, theirs] = [ssim(prediction, target, context), Number(await peer.line())];
        if (!(Math.abs(ours - theirs) < 1e-6)) throw new Error(`SSIM is ${ours}, and theirs ${theirs}.`);
        const run = (count: number): number[] =>
          Array.from({ length: count }, () => {
            const start = performance.now();
            ssim(prediction, target, context);
            return performance.now() - start;
          });
        const times = await alternate(4, 5, run, (count) => peer.steps(count));
        rows.push({ name: `SSIM ${size} x ${size}, ${dtype}`, peer: 'scikit-image', ...times });
        await peer.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return rows;
  },
};

/** 0 to 1, with structure at several scales. */
function wave(i: number): number {
  const [x, y] = [i % size, Math.floor(i / size)];
  return 0.5 + 0.25 * Math.sin(x / 9) * Math.cos(y / 13) + 0.25 * Math.sin((x + y) / 70);
}
