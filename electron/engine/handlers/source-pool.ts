import { stat } from 'node:fs/promises';
import { AbbeError } from '../../contract/errors.ts';
import { openSource } from '../formats/open-source.ts';
import type { OpenOptions, PixelSource } from '../formats/pixel-source.ts';
import { contentOf } from '../projects/content-hash.ts';

interface Pooled {
  source: Promise<PixelSource>;
  users: number;
}

/** Files kept open at once while nobody reads them. */
const idleLimit = 16;

/**
 * Open sources, shared by all calls, so that a plane of a compressed volume or of a file with many pages costs
 * no new opening. A file changed on disk is opened anew.
 */
export class SourcePool {
  readonly #open = new Map<string, Pooled>();
  /** Content hashes by file, size and time of change: a file is read through once. */
  readonly #hashes = new Map<string, Promise<string>>();

  /** Runs `action` on an open source; the source is closed later, when others need its place. */
  async use<T>(file: string, options: OpenOptions, action: (source: PixelSource) => Promise<T>): Promise<T> {
    const key = `${await stampOf(file)}|${options.series ?? 0}|${options.axis ?? ''}`;
    const pooled = this.#open.get(key) ?? { source: openSource(file, options), users: 0 };
    this.#open.delete(key);
    this.#open.set(key, pooled);
    pooled.users += 1;
    try {
      return await action(await pooled.source);
    } catch (thrown) {
      await pooled.source.catch(() => this.#open.delete(key));
      throw thrown;
    } finally {
      pooled.users -= 1;
      await this.#closeIdle();
    }
  }

  /**
   * Makes sure that a file's bytes are those that were added to the project: anything else would make results
   * that nobody can repeat.
   * @throws AbbeError invalid-input where they have changed, not-found where the file is gone.
   */
  async requireUnchanged(file: string, sha256: string): Promise<void> {
    const key = await stampOf(file);
    const hash = this.#hashes.get(key) ?? contentOf(file).then((content) => content.sha256);
    this.#hashes.set(key, hash);
    hash.catch(() => this.#hashes.delete(key));
    if ((await hash) === sha256) return;
    throw new AbbeError(
      'invalid-input',
      `${file} has changed since it was added to the project; bring the old file back, or add it again and make a new dataset.`,
      { file },
    );
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(
      all.map(({ source }) => source.then((opened) => opened.close()).catch(() => undefined)),
    );
  }

  async #closeIdle(): Promise<void> {
    const idle = [...this.#open].filter(([, { users }]) => users === 0);
    for (const [key, { source }] of idle.slice(0, Math.max(0, idle.length - idleLimit))) {
      this.#open.delete(key);
      await source.then((opened) => opened.close()).catch(() => undefined);
    }
  }
}

/** Changes when the file does; a folder (OME-Zarr) counts by its own time. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found ? `${file}|${found.size}|${found.mtimeMs}` : file;
}
