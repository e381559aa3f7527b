import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOpenCv } from '../../electron/engine/imaging/opencv.ts';
import { phaseCorrelation } from '../../electron/engine/imaging/registration/phase-correlation.ts';
import type { Plane } from '../../electron/engine/imaging/registration/plane.ts';
import { resample } from '../../electron/engine/imaging/registration/resample.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { alternate } from './benchmark.ts';
import { Peer } from './peer.ts';

const drift = { dx: 3.4, dy: -5.2, rotation: 0 };

/** The shift between two planes to 0.05 px, against scikit-image's phase correlation upsampled 20 times. */
export const phaseCorrelationBenchmark: Benchmark = {
  id: 'phase-correlation',
  async run({ python, note }) {
    const { cv } = await loadOpenCv();
    const folder = await mkdtemp(join(tmpdir(), 'abbe-benchmark-'));
    const rows: Row[] = [];
    try {
      for (const size of [512, 1024]) {
        note(`Phase correlation ${size} x ${size}`);
        const reference = cells(size);
        const moving = resample(cv, reference, drift).plane;
        const file = join(folder, `${size}.raw`);
        await writeFile(file, Buffer.concat([reference, moving].map(({ data }) => Buffer.from(data.buffer))));
        const peer = new Peer(python, 'phase-correlation.py', [file, String(size)]);
        const theirs = (await peer.line()).split(' ').map(Number) as [number, number];
        const ours = phaseCorrelation(cv, reference, moving);
        for (const [dx, dy] of [theirs, [ours.dx, ours.dy]] as const) {
          const error = Math.hypot(dx + drift.dx, dy + drift.dy);
          if (!(error < 0.5)) throw new Error(`A shift is off by ${error.toFixed(2)} px.`);
        }
        const run = (count: number): number[] =>
          Array.from({ length: count }, () => {
            const start = performance.now();
            phaseCorrelation(cv, reference, moving);
            return performance.now() - start;
          });
        const times = await alternate(4, 3, run, (count) => peer.steps(count));
        rows.push({ name: `phase correlation ${size} x ${size}`, peer: 'scikit-image', ...times });
        await peer.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return rows;
  },
};

/** Spots of 2 px with noise. */
function cells(size: number): Plane {
  const random = seededRandom(size);
  const data = Float32Array.from({ length: size * size }, () => 100 + 10 * random());
  for (let spot = 0; spot < size; spot += 1) {
    const [x, y] = [Math.floor(random() * (size - 16)) + 8, Math.floor(random() * (size - 16)) + 8];
    for (let v = -6; v <= 6; v += 1) {
      for (let u = -6; u <= 6; u += 1) data[(y + v) * size + x + u]! += 300 * Math.exp(-(u * u + v * v) / 8);
    }
  }
  return { width: size, height: size, data };
}
