import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes parts one after another, through `through` where given, into a file that appears only when it is whole.
 * Own code: write-file-atomic, which we use elsewhere, wants all bytes at once, and images come plane by plane.
 */
export async function writeParts(
  file: string,
  parts: AsyncIterable<Uint8Array>,
  through: Transform[] = [],
): Promise<void> {
  await replaceWith(file, async (temporary) => {
    await pipeline([
      Readable.from(parts, { objectMode: true, highWaterMark: 1 }),
      ...through,
      createWriteStream(temporary, { flush: true }),
    ]);
  });
}

/**
 * Makes a file or folder under a name beside its own and then renames it, so that a reader sees the old one or
 * the whole new one. An old folder is taken away right before.
 */
export async function replaceWith(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await make(temporary);
    const isFolder = async (place: string) => (await stat(place).catch(() => null))?.isDirectory() ?? false;
    // No system puts a folder over another one that holds something.
    if ((await isFolder(temporary)) && (await isFolder(path))) await rm(path, { recursive: true });
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true });
    throw thrown;
  }
}
