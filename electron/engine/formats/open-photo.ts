import { open, stat } from 'node:fs/promises';
import { AbbeError } from '../../contract/errors.ts';
import type { Raster } from '../imaging/raster.ts';
import { brokenFile } from './broken-file.ts';
import { photoFormats } from './index.ts';
import { defaultLimits } from './photo-format.ts';
import type { OpenLimits } from './photo-format.ts';

/**
 * Open a photo of any format in the list, recognised by its first bytes and not by its name.
 * 16-bit stays 16-bit, grey stays one channel, RGB three; an alpha channel is dropped and noted.
 * Throws AbbeError, one sentence naming the file: 'not-found' for a missing file, 'invalid-input' for a
 * folder, an empty, foreign, damaged or truncated file, and an image above `limits.maxPixels`.
 */
export async function openPhoto(file: string, limits: OpenLimits = defaultLimits): Promise<Raster> {
  const bytes = await firstBytes(file);
  const format = photoFormats.find((candidate) => candidate.sniff(bytes));
  if (format === undefined) {
    const known = photoFormats.map(({ label }) => label).join(', ');
    throw brokenFile(file, `its content is not an image of a supported format (${known})`);
  }
  return format.open(file, limits);
}

async function firstBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await requireFile(file);
    if (size === 0) throw brokenFile(file, 'the file is empty (0 bytes); copy it again from its source');
    const handle = await open(file);
    try {
      const bytes = new Uint8Array(32);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw fileError(file, thrown);
  }
}

async function requireFile(file: string): Promise<{ size: number }> {
  const found = await stat(file);
  if (found.isDirectory()) throw brokenFile(file, 'it is a folder where an image file is expected');
  if (!found.isFile()) throw brokenFile(file, 'it is not a regular file');
  return found;
}

function fileError(file: string, thrown: unknown): unknown {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AbbeError('not-found', `${file} does not exist; check the path.`, { file, cause: thrown });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return brokenFile(file, 'you have no permission to read it', thrown);
  }
  return thrown;
}
