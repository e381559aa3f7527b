import { stat } from 'node:fs/promises';
import { AbbeError } from '../../contract/errors.ts';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import { openPhoto } from '../formats/open-photo.ts';
import type { Raster } from '../imaging/raster.ts';
import { sha256OfFile } from '../projects/photo-hash.ts';

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

  /**
   * A photo whose bytes are those that were added to the project: anything else would make results that nobody
   * can repeat.
   * @throws AbbeError invalid-input where they have changed.
   */
  async openUnchanged(file: string, sha256: string): Promise<Raster> {
    const raster = await this.open(file);
    if ((await sha256OfFile(file)) === sha256) return raster;
    throw new AbbeError(
      'invalid-input',
      `${file} has changed since it was added to the project; bring the old file back, or add it again and make a new dataset.`,
      { file },
    );
  }
}
