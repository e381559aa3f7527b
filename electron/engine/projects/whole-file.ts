import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from './file-errors.ts';

const prefix = '.unfinished-';

/** Whether a file is what a crash left of one being written. */
export function isUnfinished(name: string): boolean {
  return name.startsWith(prefix);
}

/**
 * Makes a file or folder under another name in the same folder, flushes a file, and renames it: it appears whole
 * or not at all. Own code: write-file-atomic, which writes our documents, wants all bytes at once.
 * @param path must not be a folder that holds anything.
 * @throws AbbeError naming the path
 */
export async function makeWhole<T>(path: string, make: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = join(dirname(path), `${prefix}${randomBytes(6).toString('hex')}-${basename(path)}`);
  try {
    const result = await make(temporary);
    await flush(temporary);
    await rename(temporary, path);
    return result;
  } catch (thrown) {
    throw fileError(path, 'written', thrown);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  // Windows lets neither folders nor files opened for reading be flushed.
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
