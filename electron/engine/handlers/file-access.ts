import { AbbeError } from '../../contract/errors.ts';
import type { ImageAccess } from '../datasets/load-image.ts';
import type { PixelSource } from '../formats/pixel-source.ts';
import { readRaster } from '../formats/read-raster.ts';
import { readVolume } from '../formats/read-volume.ts';
import type { SourcePool } from './source-pool.ts';

/** Where a dataset's sources lie, by the names it gives them; it can be cloned to a thread. */
export type FeedFiles = Record<string, FeedFile>;
export interface FeedFile {
  /** Absolute path. */
  file: string;
  /** What its bytes must be; null: anything. */
  sha256: string | null;
  /** What its pages are, where the file does not say. */
  axis: 't' | 'c' | 'z' | null;
}

/** The module that a thread of the training feed begins with: beside this one, as source or bundled. */
export const feedThreadEntry = new URL(
  import.meta.url.endsWith('.ts') ? './feed-thread.ts' : './feed-thread.mjs',
  import.meta.url,
);

/** Pixels of files by name; those whose bytes have changed are refused. */
export function fileAccess(pool: SourcePool, files: FeedFiles): ImageAccess {
  const use = async <T>(
    name: string,
    series: number,
    action: (source: PixelSource) => Promise<T>,
  ): Promise<T> => {
    const known = files[name];
    if (!known) throw new AbbeError('not-found', `${name} is not among the dataset’s sources; make it anew.`);
    const { file, sha256, axis } = known;
    if (sha256 !== null) await pool.requireUnchanged(file, sha256);
    return pool.use(file, { series, ...(axis && { axis }) }, action);
  };
  return {
    readRaster: (name, { series, ...index }, box) =>
      use(name, series, (source) => readRaster(source, index, box)),
    readVolume: (name, t) => use(name, 0, (source) => readVolume(source, t)),
  };
}
