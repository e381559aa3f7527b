import { stat } from 'node:fs/promises';
import { contentOf } from './content-hash.ts';
import { inParallel } from './in-parallel.ts';

/** Disks serve few readers well, and two cores hash no more. */
export const readersAtOnce = 3;

export type SourceState = 'same' | 'missing' | 'changed';

export interface KnownSource {
  /** Absolute. */
  file: string;
  sha256: string;
  /** Null where not known. */
  bytes: number | null;
}

/**
 * Whether each source is where it was, with the content that it had. A file of another size has changed; one of
 * the same size is read through, as times of change say little once files were copied.
 * @param tell told before each file; may throw to cancel.
 */
export async function checkSources(
  sources: readonly KnownSource[],
  tell: (done: number, file: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<SourceState[]> {
  let done = 0;
  return inParallel(sources, readersAtOnce, async (source) => {
    await tell(done, source.file);
    const state = await stateOf(source, signal);
    done += 1;
    return state;
  });
}

async function stateOf({ file, sha256, bytes }: KnownSource, signal?: AbortSignal): Promise<SourceState> {
  const found = await stat(file).catch(() => null);
  if (!found) return 'missing';
  if (bytes !== null && found.isFile() && found.size !== bytes) return 'changed';
  return (await contentOf(file, signal)).sha256 === sha256 ? 'same' : 'changed';
}
