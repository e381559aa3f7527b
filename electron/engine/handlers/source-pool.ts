import { stat } from 'node:fs/promises';
import { AbbeError } from '../../contract/errors.ts';
import { openSource } from '../formats/open-source.ts';
import type { OpenOptions, PixelSource } from '../formats/pixel-source.ts';
import { contentOf } from '../projects/content-hash.ts';

interface Pooled {
  source: Promise<PixelSource>;
  /** The same, as soon as it is there. */
  opened: PixelSource | null;
  users: number;
}

/** What files that nobody reads may take together. */
export interface IdleLimits {
  files: number;
  /** Of decoded pictures and unpacked volumes, as the sources count them. */
  bytes: number;
}

const idleLimits: IdleLimits = { files: 16, bytes: 512 * 2 ** 20 };

/**
 * Open sources, shared by all calls, so that a plane of a compressed volume or of a file with many pages costs
 * no new opening. A file changed on disk is opened anew.
 */
export class SourcePool {
  readonly #limits: IdleLimits;
  readonly #open = new Map<string, Pooled>();
  /** Content hashes by file, size and time of change: a file is read through once. */
  readonly #hashes = new Map<string, Promise<string>>();

  constructor(limits: IdleLimits = idleLimits) {
    this.#limits = limits;
  }

  /** Runs `action` on an open source; the source is closed later, when others need its place. */
  async use<T>(file: string, options: OpenOptions, action: (source: PixelSource) => Promise<T>): Promise<T> {
    const key = `${await stampOf(file)}|${options.series ?? 0}|${options.axis ?? ''}`;
    const pooled = this.#open.get(key) ?? { source: openSource(file, options), opened: null, users: 0 };
    this.#open.delete(key);
    this.#open.set(key, pooled);
    pooled.users += 1;
    try {
      pooled.opened = await pooled.source;
      return await action(pooled.opened);
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

  /**
   * Closes idle sources, the longest unused first, until the others are within the limits. The last one stays
   * whatever it holds: its next plane would unpack it again, and more than it alone is never kept.
   */
  async #closeIdle(): Promise<void> {
    const idle = [...this.#open].filter(([, { users, opened }]) => users === 0 && opened !== null);
    let bytes = idle.reduce((sum, [, { opened }]) => sum + heldBy(opened), 0);
    let files = idle.length;
    const closing: Promise<void>[] = [];
    for (const [key, { opened }] of idle.slice(0, -1)) {
      if (files <= this.#limits.files && bytes <= this.#limits.bytes) break;
      files -= 1;
      bytes -= heldBy(opened);
      this.#open.delete(key);
      closing.push(opened!.close().catch(() => undefined));
    }
    await Promise.all(closing);
  }
}

function heldBy(source: PixelSource | null): number {
  return source?.heldBytes?.() ?? 0;
}

/** Changes when the file does; a folder (OME-Zarr) counts by its own time. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found ? `${file}|${found.size}|${found.mtimeMs}` : file;
}
