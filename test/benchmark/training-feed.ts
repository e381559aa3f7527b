import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetItem } from '../../electron/contract/datasets.ts';
import { parseAugmentation } from '../../electron/engine/datasets/augmentation.ts';
import { parsePatches } from '../../electron/engine/datasets/patches.ts';
import { planeReference } from '../../electron/engine/datasets/plane-reference.ts';
import { createTrainingFeed } from '../../electron/engine/datasets/training-feed.ts';
import type { TrainingFeed } from '../../electron/engine/datasets/training-feed.ts';
import { sourceFormats } from '../../electron/engine/formats/index.ts';
import { writableRaster } from '../../electron/engine/formats/raster-source.ts';
import { feedThreadEntry, fileAccess } from '../../electron/engine/handlers/file-access.ts';
import type { FeedFiles } from '../../electron/engine/handlers/file-access.ts';
import { SourcePool } from '../../electron/engine/handlers/source-pool.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { loadTensorFlow } from '../../electron/engine/runtime/tensorflow.ts';
import type { Benchmark, ShareRow } from './benchmark.ts';
import { median } from './benchmark.ts';
import { makeUnet } from './unet.ts';

const [size, base, side, pairs, warmUp, steps] = [256, 32, 1024, 8, 4, 40];
const cases = [
  { what: 'pairs kept decoded', maxBytes: 1024 * 2 ** 20 },
  { what: 'pairs decoded anew', maxBytes: 0 },
];

/** The part of its time that a training step waits for its batch: 16-bit pairs in OME-TIFF and PNG. */
export const trainingFeed: Benchmark = {
  id: 'training-feed',
  async run({ note }) {
    await loadTensorFlow();
    const folder = await mkdtemp(join(tmpdir(), 'abbe-feed-'));
    const unet = makeUnet(size, base, 'compiled');
    const step = (values: { x: Float32Array; y: Float32Array }, position: number): void =>
      void unet.program.run('step', { ...values, learningRate: 1e-4 }, position);
    try {
      note('Training feed: writing pairs');
      const { items, files } = await writePairs(folder);
      const rows: ShareRow[] = [];
      for (const { what, maxBytes } of cases) {
        note(`Training feed: ${what}`);
        const feed = await openFeed(items, files, maxBytes);
        try {
          rows.push({ name: `training feed, ${what}`, ...(await measure(feed, step)) });
        } finally {
          await feed.close();
        }
      }
      return rows;
    } finally {
      unet.dispose();
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(
  feed: TrainingFeed,
  step: (values: { x: Float32Array; y: Float32Array }, position: number) => void,
): Promise<Omit<ShareRow, 'name'>> {
  const [waits, works]: [number[], number[]] = [[], []];
  for (let position = 0; position < warmUp + steps; position += 1) {
    const asked = performance.now();
    const { input, target } = await feed.batch(position);
    const given = performance.now();
    step({ x: toRgb(input), y: toRgb(target) }, position);
    if (position < warmUp) continue;
    waits.push(given - asked);
    works.push(performance.now() - given);
  }
  const sum = (times: number[]): number => times.reduce((all, time) => all + time, 0);
  const share = sum(waits) / (sum(waits) + sum(works));
  const times = `waits ${median(waits).toFixed(1)} ms, works ${median(works).toFixed(0)} ms a step`;
  const threads = `${feed.threads} ${feed.threads === 1 ? 'thread' : 'threads'}`;
  return {
    share,
    aim: 0.05,
    detail: `U-Net ${size}/${base}, ${pairs} pairs of ${side} px, ${threads}: ${times}`,
  };
}

function openFeed(items: DatasetItem[], files: FeedFiles, maxBytes: number): Promise<TrainingFeed> {
  return createTrainingFeed({
    dataset: { items, degradation: null, classes: [] },
    normalisation: { method: 'percentile', scope: 'image', low: 1, high: 99.8, input: null, target: null },
    patches: parsePatches({ size, count: 8 }, 32),
    augmentation: parseAugmentation({ flips: true, rotations: true }),
    seed: 1,
    batchSize: 1,
    maxBytes,
    access: fileAccess(new SourcePool(), files),
    threads: { entry: feedThreadEntry, files, count: Math.max(1, Math.min(4, availableParallelism() - 1)) },
  });
}

/** Pairs whose inputs lie 2.3 and -1.6 px beside their targets; even ones as OME-TIFF, odd ones as PNG. */
async function writePairs(folder: string): Promise<{ items: DatasetItem[]; files: FeedFiles }> {
  const files: FeedFiles = {};
  const write = async (name: string, raster: Raster): Promise<void> => {
    const file = join(folder, name);
    const format = sourceFormats.find(({ extensions }) =>
      extensions.includes(name.endsWith('png') ? 'png' : 'tif'),
    );
    await format?.write?.(file, writableRaster(raster));
    files[name] = { file, sha256: null, axis: null };
  };
  const items: DatasetItem[] = [];
  for (let i = 0; i < pairs; i += 1) {
    const ending = i % 2 ? 'png' : 'ome.tif';
    const [input, target] = [`low-${i}.${ending}`, `high-${i}.${ending}`];
    await write(input, drawSpots(i, 0.1));
    await write(target, drawSpots(i, 1));
    const box = { x: 12, y: 12, width: side - 24, height: side - 24 };
    items.push({
      ...{ id: `pair ${i}`, width: box.width, height: box.height, split: 'training', included: true },
      ...{ label: null, subject: null, session: null, reason: '', tags: [], note: '', measures: {} },
      target: planeReference(target, {}, { box }),
      input: planeReference(input, {}, { box, shift: { dx: 2.3, dy: -1.6, rotation: 0 } }),
    });
  }
  return { items, files };
}

/** Spots on a camera's offset, with noise that does not compress. */
function drawSpots(seed: number, exposure: number): Raster {
  const random = seededRandom(seed, Math.round(exposure * 10));
  const places = seededRandom(seed);
  const data = new Uint16Array(side * side);
  for (let i = 0; i < data.length; i += 1) data[i] = 100 + Math.floor(20 * random());
  for (let spot = 0; spot < 400; spot += 1) {
    const [x, y] = [Math.floor(places() * (side - 8)), Math.floor(places() * (side - 8))];
    for (let v = 0; v < 8; v += 1) {
      for (let u = 0; u < 8; u += 1) {
        const at = (y + v) * side + x + u;
        const bright =
          20_000 * exposure * Math.exp(-((u - 4) ** 2 + (v - 4) ** 2) / 6) * (0.9 + 0.2 * random());
        data[at] = Math.min(65_535, (data[at] as number) + bright);
      }
    }
  }
  return { width: side, height: side, channels: 1, dtype: 'uint16', data, notes: [] };
}

/** The network has three channels. */
function toRgb(grey: Float32Array): Float32Array {
  const rgb = new Float32Array(grey.length * 3);
  for (let i = 0; i < grey.length; i += 1) rgb.fill(grey[i] as number, 3 * i, 3 * i + 3);
  return rgb;
}
