import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { DatasetDocument, DatasetItem } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { sourcesOfImage } from '../datasets/item-groups.ts';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import { percentileRange } from '../imaging/display.ts';
import type { ValueRange } from '../imaging/normalise.ts';
import { inParallel } from '../projects/in-parallel.ts';
import type { EngineContext } from './context.ts';
import { datasetFiles } from './dataset-access.ts';
import type { FeedFiles } from './file-access.ts';
import { taskProgress } from './task-progress.ts';
import { referenceOf } from './thumbnails/thumbnail-worker.ts';
import type { Shown, ShownSource, Side } from './thumbnails/thumbnail-worker.ts';
import type { Thumbnails } from './thumbnails/thumbnail-pool.ts';

const keptBytes = 128 * 2 ** 20;
/** Items whose values choose a dataset's contrast, and datasets whose contrast is remembered. */
const sampledItems = 12;
const keptRanges = 8;
/** Items of one picture that go to one thread at a time: a cancelled request ends after so many. */
const atOnce = 12;

/**
 * Small pictures of many images, made in threads and kept within a bound of memory. A file that changes on disk
 * is shown as it is now; whether a dataset may use it is for `dataset.check` to say.
 */
export function thumbnailHandlers(
  { projects, datasets }: Pick<EngineContext, 'projects' | 'datasets'>,
  thumbnails: Thumbnails,
): Pick<Handlers, 'dataset.thumbnails' | 'source.thumbnails'> {
  const items = new BoundedCache<Shown>(keptBytes / 2, bytesOf);
  const sources = new BoundedCache<ShownSource>(keptBytes / 2, bytesOf);
  const ranges = new Map<string, Promise<ValueRange | null>>();
  return {
    'dataset.thumbnails': async ({ project: folder, dataset: id, items: ids, of, size }, call) => {
      const project = await projects.open(resolve(folder));
      const dataset = await datasets.read(project.folder, id);
      // Not `datasetAccess`: it reads each file through for its hash, and a movie has gigabytes.
      const files = withoutHashes(await datasetFiles(project, dataset));
      const stamps = new Map<string, Promise<string>>();
      const stampsOf = (item: DatasetItem): Promise<string[]> =>
        Promise.all(
          sourcesOfImage(referenceOf(item, of)).map((name) => {
            const stamp = stamps.get(name) ?? stampOf(files[name]?.file ?? name);
            stamps.set(name, stamp);
            return stamp;
          }),
        );
      const key = `${project.folder}|${id}|${dataset.created}|${of}`;
      const range = await remembered(ranges, key, () => chooseRange(thumbnails, dataset, files, of, call));
      const common = { kind: 'items', degradation: dataset.degradation, classes: dataset.classes } as const;
      const byId = new Map(dataset.items.map((item) => [item.id, item]));
      const wanted = ids.flatMap((each) => byId.get(each) ?? []);
      const keys = new Map<string, string>();
      for (const item of wanted) {
        const about = [await stampsOf(item), referenceOf(item, of), of, size, range, common];
        keys.set(item.id, JSON.stringify(about));
      }
      const shown = await showItems(
        wanted,
        (item) => keys.get(item.id) as string,
        items,
        (group) => {
          const own = Object.fromEntries(namesOf(group, of).map((name) => [name, files[name]]));
          return thumbnails.items({ ...common, items: group, files: own as FeedFiles, of, size, range });
        },
        { thumbnails, of, call },
      );
      const unknown = { pixels: null, error: `The dataset has no such item.` };
      return { range, thumbnails: ids.map((item) => ({ item, ...(shown.get(item) ?? unknown) })) };
    },
    'source.thumbnails': async ({ sources: wanted, size }, call) => {
      const tell = taskProgress(call, wanted.length, () => 'Cancelled.');
      let done = 0;
      const shown = await inParallel(
        wanted,
        thumbnails.count,
        async ({ file, axis = null, plane = null }) => {
          const path = resolve(file);
          await tell(done, 'Reading images');
          const about = JSON.stringify([await stampOf(path), axis, plane, size]);
          const task = { kind: 'source', file: path, axis, plane, size } as const;
          const made = await keepGood(sources, about, () => thumbnails.source(task));
          done += 1;
          return { ...made, file };
        },
      );
      return { thumbnails: shown };
    },
  };
}

function bytesOf({ pixels }: Shown): number {
  return (pixels?.data.byteLength ?? 0) + 1024;
}

class NotShown<T extends Shown> extends Error {
  readonly shown: T;

  constructor(shown: T) {
    super(shown.error);
    this.shown = shown;
  }
}

/** From the cache or made; what could not be shown is not kept, as the file may be mended. */
async function keepGood<T extends Shown>(
  cache: BoundedCache<T>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  try {
    return await cache.get(key, async () => {
      const made = await make();
      if (made.pixels === null) throw new NotShown(made);
      return made;
    });
  } catch (thrown) {
    if (thrown instanceof NotShown) return thrown.shown as T;
    throw thrown;
  }
}

/** Items by the picture that they are cut from, which is decoded once for those not kept yet. */
async function showItems(
  wanted: readonly DatasetItem[],
  keyOf: (item: DatasetItem) => string,
  cache: BoundedCache<Shown>,
  make: (group: DatasetItem[]) => ReturnType<Thumbnails['items']>,
  { thumbnails, of, call }: { thumbnails: Thumbnails; of: Side; call: CallContext },
): Promise<Map<string, Shown>> {
  const shown = new Map<string, Shown>();
  const groups = new Map<string, DatasetItem[]>();
  for (const item of wanted) {
    const reference = referenceOf(item, of);
    const picture = JSON.stringify(cache.has(keyOf(item)) ? item.id : { ...reference, box: 0, resize: 0 });
    const group = groups.get(picture);
    if (group) group.push(item);
    else groups.set(picture, [item]);
  }
  const tasks = [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / atOnce) }, (_, i) =>
      group.slice(i * atOnce, (i + 1) * atOnce),
    ),
  );
  const tell = taskProgress(call, wanted.length, () => 'Cancelled.');
  await inParallel(tasks, thumbnails.count, async (group) => {
    await tell(shown.size, 'Making thumbnails');
    let made: ReturnType<Thumbnails['items']> | undefined;
    for (const item of group) {
      const none: Shown = { pixels: null, error: 'No picture was made.' };
      const one = async (): Promise<Shown> => (await (made ??= make(group)))[item.id] ?? none;
      shown.set(item.id, await keepGood(cache, keyOf(item), one));
    }
  });
  return shown;
}

/** One contrast for all: the 0.5 and 99.5 percentiles over items from all of the dataset; null for 8 bits. */
async function chooseRange(
  thumbnails: Thumbnails,
  { items, degradation, classes }: DatasetDocument,
  files: FeedFiles,
  of: Side,
  call: CallContext,
): Promise<ValueRange | null> {
  const used = items.filter(({ included }) => included);
  const all = used.length > 0 ? used : items;
  const count = Math.min(sampledItems, all.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => all[Math.floor((i * all.length) / count)] as DatasetItem,
  );
  const tell = taskProgress(call, count, () => 'Cancelled.');
  const parts = await inParallel(chosen, thumbnails.count, async (item) => {
    await tell(0, 'Choosing the contrast');
    const own = Object.fromEntries(namesOf([item], of).map((name) => [name, files[name]])) as FeedFiles;
    return thumbnails.sample({ kind: 'sample', items: [item], files: own, degradation, classes, of });
  });
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length === 0) return null;
  const data = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return percentileRange({ width: length, height: 1, channels: 1, dtype: 'float32', data, notes: [] });
}

function namesOf(items: readonly DatasetItem[], of: Side): string[] {
  return [...new Set(items.flatMap((item) => sourcesOfImage(referenceOf(item, of))))];
}

function withoutHashes(files: FeedFiles): FeedFiles {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { ...file, sha256: null }]));
}

async function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const found = known.get(key) ?? make();
  known.delete(key);
  known.set(key, found);
  // Cancelled or failed, it is made anew the next time.
  found.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= keptRanges) break;
    known.delete(oldest);
  }
  try {
    return await found;
  } catch (thrown) {
    // Another's cancellation is not ours.
    if (AbbeError.wrap(thrown).code === 'cancelled' && known.get(key) !== found) return make();
    throw thrown;
  }
}

/** Changes when the file does. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found ? `${file}|${found.size}|${found.mtimeMs}` : file;
}
