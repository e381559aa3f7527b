import { stat } from 'node:fs/promises';
import { RasterCache } from '../datasets/raster-cache.ts';
import { openPhoto } from '../formats/open-photo.ts';
import type { Raster } from '../imaging/raster.ts';

/** Decoded photos, kept within a bound; a file changed on disk is decoded anew. */
export class PhotoSource {
  readonly #cache: RasterCache;

  constructor(maxBytes?: number) {
    this.#cache = new RasterCache(maxBytes);
  }

  /** @throws AbbeError naming the file and the reason, as `openPhoto`. */
  async open(file: string): Promise<Raster> {
    const found = await stat(file).catch(() => null);
    if (!found) return openPhoto(file);
    return this.#cache.get(`${file}|${found.size}|${found.mtimeMs}`, () => openPhoto(file));
  }
}
