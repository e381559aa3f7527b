import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';
import { sourceFormats } from './index.ts';

export type PhotoList = {
  files: string[];
  /** One for each folder that gave nothing; the rest of the batch goes on. */
  errors: AbbeError[];
};

const naturalOrder = new Intl.Collator('en', { numeric: true });
const extensions = new Set(sourceFormats.flatMap((format) => format.extensions));

/**
 * The photos meant by a list of files and folders: files as given (also missing ones, which `openPhoto`
 * then names), each folder's own image files by extension, hidden ones left out, in natural order
 * (cell2 before cell10). Folders inside folders are not entered. A folder without images is an error.
 */
export async function listPhotos(paths: readonly string[]): Promise<PhotoList> {
  const list: PhotoList = { files: [], errors: [] };
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) {
      list.files.push(path);
      continue;
    }
    const photos = await photosIn(path);
    list.files.push(...photos);
    if (photos.length === 0) list.errors.push(noPhotos(path));
  }
  return list;
}

async function photosIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((name) => extensions.has(extname(name).slice(1).toLowerCase()))
    .sort(naturalOrder.compare)
    .map((name) => join(folder, name));
}

function noPhotos(folder: string): AbbeError {
  const known = [...extensions].map((extension) => `.${extension}`).join(', ');
  return new AbbeError('invalid-input', `${folder} is a folder without images (looked for ${known}).`, {
    file: folder,
  });
}
