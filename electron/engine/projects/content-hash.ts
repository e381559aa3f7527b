import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AbbeError } from '../../contract/errors.ts';
import { fileError } from './file-errors.ts';

export interface Content {
  /** SHA-256, hexadecimal. */
  sha256: string;
  bytes: number;
}

/** Folders that are one image (OME-Zarr) hold at most so many files. */
const mostFiles = 2_000_000;

/**
 * What a source holds, whatever it is called and wherever it lies: a file's bytes; of a folder that is one image
 * (OME-Zarr) the relative paths and contents of all its files. Files are read in pieces.
 * @throws AbbeError naming the file where it cannot be read; `cancelled` once the signal is aborted.
 */
export async function contentOf(path: string, signal?: AbortSignal): Promise<Content> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw fileError(path, 'read', thrown);
  });
  if (!found.isDirectory()) return contentOfFile(path, signal);
  const files = (await filesIn(path)).sort();
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files) {
    const content = await contentOfFile(join(path, file), signal);
    hash.update(`${content.sha256} ${file}\n`);
    bytes += content.bytes;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** All files below a folder, relative with forward slashes, in no order; links to folders are not followed. */
export async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [''];
  for (let inside = folders.pop(); inside !== undefined; inside = folders.pop()) {
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch((thrown: unknown) => {
      throw fileError(join(folder, inside ?? ''), 'read', thrown);
    });
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
    if (files.length > mostFiles) {
      throw new AbbeError('invalid-input', `${folder} holds more than ${mostFiles} files; is it one image?`, {
        file: folder,
      });
    }
  }
  return files;
}

async function contentOfFile(file: string, signal: AbortSignal | undefined): Promise<Content> {
  const hash = createHash('sha256');
  const reading = createReadStream(file);
  try {
    await pipeline(reading, hash, signal ? { signal } : {});
  } catch (thrown) {
    if (signal?.aborted)
      throw new AbbeError('cancelled', 'Cancelled; nothing was changed.', { cause: thrown });
    throw fileError(file, 'read', thrown);
  }
  return { sha256: hash.digest('hex'), bytes: reading.bytesRead };
}
