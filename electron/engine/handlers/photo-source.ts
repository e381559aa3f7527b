import { stat } from 'node:fs/promises';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import { openPhoto } from '../formats/open-photo.ts';
import type { Raster } from '../imaging/raster.ts';

const defaultBytes = 512 * 2 ** 20;

/** Decoded photos, kept within a bound; a file changed on disk is decoded anew. */
export class PhotoSource {
  readonly #cache: BoundedCache<Raster>;

  constructor(maxBytes = defaultBytes) {
    this.#cache = new BoundedCache(maxBytes, ({ data }) => data.byteLength);
  }

  /** @throws AbbeError naming the file and the reason, as `openPhoto`. */
  async open(file: string): Promise<Raster> {
    const found = await stat(file).catch(() => null);
    if (!found) return openPhoto(file);
    return this.#cache.get(`${file}|${found.size}|${found.mtimeMs}`, () => openPhoto(file));
  }
}
