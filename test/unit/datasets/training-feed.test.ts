import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Normalisation } from '../../../electron/contract/datasets.ts';
import { parseAugmentation } from '../../../electron/engine/datasets/augmentation.ts';
import { normaliser } from '../../../electron/engine/datasets/normalisation.ts';
import { parsePatches } from '../../../electron/engine/datasets/patches.ts';
import { createTrainingFeed } from '../../../electron/engine/datasets/training-feed.ts';
import type {
  TrainingBatch,
  TrainingFeed,
  TrainingFeedOptions,
} from '../../../electron/engine/datasets/training-feed.ts';
import { writePng } from '../../../electron/engine/formats/png.ts';
import { feedThreadEntry, fileAccess } from '../../../electron/engine/handlers/file-access.ts';
import type { FeedFiles } from '../../../electron/engine/handlers/file-access.ts';
import { SourcePool } from '../../../electron/engine/handlers/source-pool.ts';
import { drawnPairs, drawPicture, pairItems, pictures } from './feed-fixture.ts';

const entry = new URL('./feed-thread-fixture.ts', import.meta.url);
const normalisation: Normalisation = {
  method: 'percentile',
  scope: 'image',
  low: 1,
  high: 99.8,
  input: null,
  target: null,
};
const items = pairItems(['a', 'b', 'c', 'd', 'e'], { width: 48, height: 40 });
const options: TrainingFeedOptions = {
  dataset: { items, degradation: null, classes: [] },
  normalisation,
  patches: parsePatches({ size: 16, count: 3 }),
  augmentation: parseAugmentation({ cropArea: 0.9, constant: 200, brightness: 0.2, noise: 3 }),
  seed: 7,
  batchSize: 4,
  access: drawnPairs(),
  threads: null,
};

async function withFeed<T>(
  own: Partial<TrainingFeedOptions>,
  use: (feed: TrainingFeed) => Promise<T>,
): Promise<T> {
  const feed = await createTrainingFeed({ ...options, ...own });
  try {
    return await use(feed);
  } finally {
    await feed.close();
  }
}

async function take(feed: TrainingFeed, positions: number[]): Promise<TrainingBatch[]> {
  const batches: TrainingBatch[] = [];
  for (const position of positions) batches.push(await feed.batch(position));
  return batches;
}

/** Positions over three epochs of four batches. */
const steps = Array.from({ length: 12 }, (_, i) => i);
const inProcess = withFeed({}, (feed) => take(feed, steps));

describe('batches', () => {
  it('have the shapes they say, all units once an epoch, other places in each', async () => {
    const batches = await inProcess;
    await withFeed({}, async (feed) => expect([feed.batchesPerEpoch, feed.threads]).toEqual([4, 0]));
    for (const [i, batch] of batches.entries()) {
      expect(batch).toMatchObject({ position: i, epoch: Math.floor(i / 4), inputShape: [4, 16, 16, 1] });
      expect([batch.input.length, batch.target.length]).toEqual([1024, 1024]);
      expect(batch.ids).toHaveLength(4);
    }
    const [first, second] = [0, 4].map((from) => batches.slice(from, from + 4));
    const count = (of: TrainingBatch[] = []) =>
      of
        .flatMap(({ ids }) => ids)
        .toSorted()
        .join('');
    // Fifteen patches, three of each item; the last batch is filled up from the group's beginning.
    expect(count(first)).toMatch(/^a{3,4}b{3,4}c{3,4}d{3,4}e{3,4}$/);
    expect(first?.map(({ ids }) => ids)).not.toEqual(second?.map(({ ids }) => ids));
    const all = batches.flatMap(({ input }) =>
      [0, 1, 2, 3].map((n) => input.subarray(n * 256, (n + 1) * 256).join()),
    );
    // Only what fills up an epoch's last batch is seen twice.
    expect(new Set(all).size).toBe(45);
  });

  it.each([1, 2])('are equal to the bit with %i threads', async (count) => {
    await withFeed({ threads: { entry, files: null, count } }, async (feed) => {
      expect(feed.threads).toBe(count);
      expect(await take(feed, steps)).toEqual(await inProcess);
    });
  });

  it('are the same after a resume at any step, asked for in any order', async () => {
    const whole = await inProcess;
    await withFeed({}, async (feed) => expect(await take(feed, steps.slice(6))).toEqual(whole.slice(6)));
    const order = [5, 0, 9, 5];
    await withFeed({ threads: { entry, files: null, count: 2 } }, async (feed) =>
      expect(await take(feed, order)).toEqual(order.map((position) => whole[position])),
    );
  });

  it('do not depend on how much is kept, and do on the seed', async () => {
    const [first] = await inProcess;
    await withFeed({ maxBytes: 1 }, async (feed) => expect(await feed.batch(0)).toEqual(first));
    await withFeed({ seed: 8 }, async (feed) =>
      expect((await feed.batch(0)).input).not.toEqual(first?.input),
    );
  });

  it('are whole normalised images where there are neither patches nor augmentation', async () => {
    const own = { patches: null, augmentation: null, batchSize: 1 };
    await withFeed(own, async (feed) => {
      const { ids, input, target, targetShape } = await feed.batch(2);
      expect(targetShape).toEqual([1, 40, 48, 1]);
      const at = { series: 0, t: 0, c: null, z: 0 };
      for (const [side, values] of [
        ['in', input],
        ['out', target],
      ] as const) {
        const image = await drawnPairs().readRaster(`${ids[0]}-${side}.png`, at);
        expect(values).toEqual(normaliser(normalisation, image).toNetwork(image));
      }
    });
  });

  it('augment both of a pair by the same geometry', async () => {
    const same = { readRaster: options.access.readRaster, readVolume: options.access.readVolume };
    same.readRaster = (source, position) =>
      options.access.readRaster(source.replace('-in', '-out'), position);
    const augmentation = parseAugmentation({ cropArea: 0.9, constant: 200, brightness: 0.2 });
    await withFeed({ access: same, augmentation }, async (feed) => {
      for (const { input, target } of await take(feed, steps)) expect(input).toEqual(target);
    });
  });

  it('come from a grid, its background left out', async () => {
    const dark = await drawnPairs().readRaster('a-out.png', { series: 0, t: 0, c: null, z: 0 });
    const spot = {
      ...dark,
      data: dark.data.map((_, i) => (i % 48 > 20 && i % 48 < 26 && i < 400 ? 900 : 5)),
    };
    const access = pictures(Object.fromEntries(items.flatMap(({ id }) => [`${id}-in.png`, `${id}-out.png`]).map((name) => [name, spot]))); // prettier-ignore
    const grid = { patches: parsePatches({ size: 16, sampling: 'grid' }), augmentation: null, access };
    // Three by three patches cover an image, of which one has signal in its middle.
    await withFeed({ ...grid, batchSize: 5 }, async (feed) => {
      expect(feed.batchesPerEpoch).toBe(1);
      const { ids, target } = await feed.batch(0);
      expect(ids.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(Math.max(...target.subarray(0, 256))).toBeGreaterThan(0.5);
    });
    const all = { ...grid, patches: parsePatches({ size: 16, sampling: 'grid', skipBackground: false }) };
    await withFeed({ ...all, batchSize: 5 }, async (feed) => expect(feed.batchesPerEpoch).toBe(9));
  });
});

describe('what goes wrong', () => {
  it('an empty split and images smaller than the patch are refused at once', async () => {
    await expect(createTrainingFeed({ ...options, split: 'test' })).rejects.toThrow(
      /test split holds no images/,
    );
    const large = parsePatches({ size: 64 });
    await expect(createTrainingFeed({ ...options, patches: large })).rejects.toThrow(
      /Item a has 48 x 40 pixels/,
    );
  });

  it.each([0, 1])('an item that cannot be loaded is named, with %i threads', async (count) => {
    const wrong = pairItems(['a'], { width: 48, height: 41 });
    const dataset = { ...options.dataset, items: wrong };
    await withFeed({ dataset, threads: { entry, files: null, count } }, async (feed) => {
      const failed = feed.batch(0);
      await expect(failed).rejects.toMatchObject({ code: 'invalid-input', name: 'AbbeError' });
      await expect(failed).rejects.toThrow(/Item a cannot be loaded: its target has 48 x 40 pixels/);
    });
  });

  it('works without threads where none can be started', async () => {
    const missing = new URL('./no-such-thread.ts', import.meta.url);
    await withFeed({ threads: { entry: missing, files: null, count: 2 } }, async (feed) => {
      expect(feed.threads).toBe(0);
      expect(await feed.batch(3)).toEqual((await inProcess)[3]);
    });
  });

  it('a cancelled wait ends at once, and the batch can be asked for again', async () => {
    await withFeed({ threads: { entry, files: null, count: 1 } }, async (feed) => {
      const cancel = new AbortController();
      const waiting = feed.batch(0, cancel.signal);
      cancel.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
      expect(await feed.batch(0)).toEqual((await inProcess)[0]);
    });
  });

  it.each([0, 2])('closing ends what is under way and leaves no thread, with %i threads', async (count) => {
    const started: Worker[] = [];
    const note = (worker: Worker): void => void started.push(worker);
    process.on('worker', note);
    const feed = await createTrainingFeed({ ...options, threads: { entry, files: null, count } });
    process.off('worker', note);
    expect(started.map(({ threadId }) => threadId > 0)).toEqual(Array(count).fill(true));
    const waiting = [feed.batch(0), feed.batch(1)].map((batch) => batch.catch((thrown: unknown) => thrown));
    await feed.close();
    for (const end of await Promise.all(waiting)) expect(end).toMatchObject({ code: 'cancelled' });
    await expect(feed.batch(2)).rejects.toMatchObject({ code: 'cancelled' });
    await feed.close();
    // Node's own sign of a thread that has ended.
    expect(started.map(({ threadId }) => threadId)).toEqual(Array(count).fill(-1));
  });
});

describe('threads that open files', () => {
  it('give what this thread gives, and refuse a file that has changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'abbe-feed-'));
    try {
      const files: FeedFiles = {};
      for (const name of ['a-in.png', 'a-out.png']) {
        const file = join(folder, name);
        await writePng(file, drawPicture(48, 40));
        const sha256 = createHash('sha256')
          .update(await readFile(file))
          .digest('hex');
        files[name] = { file, sha256, axis: null };
      }
      const own = {
        dataset: { ...options.dataset, items: items.slice(0, 1) },
        access: fileAccess(new SourcePool(), files),
      };
      const threads = { entry: feedThreadEntry, files, count: 1 };
      const here = await withFeed(own, (feed) => take(feed, [0, 1]));
      await withFeed({ ...own, threads }, async (feed) => {
        expect(feed.threads).toBe(1);
        expect(await take(feed, [0, 1])).toEqual(here);
      });
      await writePng(join(folder, 'a-in.png'), drawPicture(40, 48));
      await withFeed({ ...own, threads }, async (feed) => {
        await expect(feed.batch(0)).rejects.toThrow(/Item a cannot be loaded: .*a-in\.png has changed/);
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
