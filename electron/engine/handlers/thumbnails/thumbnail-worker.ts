import type { DatasetDocument, DatasetItem, ImageReference } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { Pixels, PlaneIndex, SourceInfo } from '../../../contract/images.ts';
import { degrade, parseDegradation } from '../../datasets/degradation.ts';
import { createImageLoader } from '../../datasets/load-image.ts';
import type { ImageAccess, ImageLoader } from '../../datasets/load-image.ts';
import { readRaster } from '../../formats/read-raster.ts';
import { shrink } from '../../formats/thumbnail.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import { percentileRange } from '../../imaging/display.ts';
import type { ValueRange } from '../../imaging/normalise.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Volume } from '../../imaging/volume/volume.ts';
import { fileAccess } from '../file-access.ts';
import type { FeedFiles } from '../file-access.ts';
import { toPixels } from '../pixels.ts';
import { SourcePool } from '../source-pool.ts';

export type Side = 'input' | 'target';

/** Items cut from one picture, so that it is decoded once, and all that their pixels depend on. */
export interface ItemsTask {
  kind: 'items';
  items: DatasetItem[];
  files: FeedFiles;
  degradation: DatasetDocument['degradation'];
  classes: DatasetDocument['classes'];
  of: Side;
  size: number;
  range: ValueRange | null;
}

/** Values of one side of an item, thinned out, to choose a contrast by; none for 8-bit images and class maps. */
export type SampleTask = Omit<ItemsTask, 'kind' | 'size' | 'range'> & { kind: 'sample' };

export interface SourceTask {
  kind: 'source';
  file: string;
  axis: 't' | 'c' | 'z' | null;
  plane: PlaneIndex | null;
  size: number;
}

export type ThumbnailTask = { kind: 'ready' } | ItemsTask | SampleTask | SourceTask;

/** A picture or why there is none. */
export interface Shown {
  pixels: Pixels | null;
  error: string;
}
export type ShownSource = Shown & { info: SourceInfo | null; range: ValueRange | null };

export interface ThumbnailWorker {
  items(task: ItemsTask): Promise<Record<string, Shown>>;
  sample(task: SampleTask): Promise<Float32Array>;
  source(task: SourceTask): Promise<ShownSource>;
}

/** Of volumes, kept unpacked: a scroll through a study goes slice by slice. */
const volumeBytes = 256 * 2 ** 20;
const sampledValues = 4096;

/** Makes thumbnails, in a thread or not. Nothing but a want of memory ends a task: errors are answers. */
export function createThumbnailWorker(): ThumbnailWorker {
  const pool = new SourcePool();
  const volumes = new BoundedCache<Volume>(volumeBytes, ({ data }) => data.byteLength);
  const loaderOf = ({ files, classes }: Pick<ItemsTask, 'files' | 'classes'>): ImageLoader => {
    const access = fileAccess(pool, files);
    const kept: ImageAccess = {
      ...access,
      readVolume: (name, t) =>
        volumes.get(`${t}|${files[name]?.file ?? name}`, () => access.readVolume(name, t)),
    };
    return createImageLoader(kept, { classes, classColours: true });
  };
  return {
    items: async (task) => {
      const { size, of, range } = task;
      const shown = await sidesOf(task, loaderOf(task), async (raster, item) => {
        const isMap = referenceOf(item, of).kind === 'classes';
        const contrast = isMap || raster.dtype === 'uint8' ? undefined : (range ?? undefined);
        return toPixels(await shrink(raster, size, contrast, isMap));
      });
      return Object.fromEntries(
        [...shown].map(([id, { value, error }]) => [id, { pixels: value ?? null, error }]),
      );
    },
    sample: async (task) => {
      const parts: number[] = [];
      await sidesOf(task, loaderOf(task), async ({ data, dtype }, item) => {
        if (dtype === 'uint8' || referenceOf(item, task.of).kind === 'classes') return;
        const step = Math.max(1, Math.floor(data.length / sampledValues));
        for (let i = 0; i < data.length; i += step) parts.push(data[i] as number);
      });
      return Float32Array.from(parts);
    },
    source: (task) => showSource(pool, task),
  };
}

/** Where the pixels of a side come from. */
export function referenceOf(item: DatasetItem, of: Side): ImageReference {
  return of === 'target' ? item.target : (item.input ?? item.target);
}

interface Made<T> {
  value?: T;
  error: string;
}

/** One side of each item, handed to `make`; what fails, fails alone unless it is the picture they share. */
async function sidesOf<T>(
  { items, of, degradation }: Pick<ItemsTask, 'items' | 'of' | 'degradation'>,
  loader: ImageLoader,
  make: (raster: Raster, item: DatasetItem) => Promise<T>,
): Promise<Map<string, Made<T>>> {
  const result = new Map<string, Made<T>>();
  let whole: Promise<Raster> | undefined;
  for (const item of items) {
    try {
      const reference = referenceOf(item, of);
      const degraded = of === 'input' && item.input === null && degradation !== null;
      let raster: Raster;
      if (items.length === 1 && !degraded) raster = await loader.load(reference);
      else {
        whole ??= loader
          .whole(reference)
          .then((picture) => (degraded ? degrade(picture, parseDegradation(degradation)) : picture));
        raster = await loader.cut(await whole, reference);
      }
      result.set(item.id, { value: await make(raster, item), error: '' });
    } catch (thrown) {
      result.set(item.id, { error: AbbeError.wrap(thrown).message });
    }
  }
  return result;
}

async function showSource(pool: SourcePool, { file, axis, plane, size }: SourceTask): Promise<ShownSource> {
  let info: SourceInfo | null = null;
  try {
    return await pool.use(file, axis ? { axis } : {}, async (source) => {
      info = source.info;
      const slices = source.info.shape[2];
      const raster = await readRaster(source, plane ?? { t: 0, c: null, z: Math.floor(slices / 2) });
      const range = raster.dtype === 'uint8' ? null : percentileRange(raster);
      return { info, pixels: toPixels(await shrink(raster, size, range ?? undefined)), range, error: '' };
    });
  } catch (thrown) {
    return { info, pixels: null, range: null, error: AbbeError.wrap(thrown).message };
  }
}
