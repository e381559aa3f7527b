import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AbbeError } from '../contract/errors.ts';
import type { FolderListing } from '../contract/methods.ts';
import { isImageName } from './formats/list-sources.ts';

type Entry = FolderListing['entries'][number];

const kindOrder: Record<Entry['kind'], number> = { folder: 0, image: 1, other: 2 };
const natural = new Intl.Collator('en', { numeric: true });

/**
 * Lists a folder for a page without native dialogs; '' is the user's home. Hidden entries and those that cannot
 * be read are left out. What is an image is told from the name alone.
 *
 * @throws AbbeError `not-found`, `invalid-input` (a file, or not readable)
 */
export async function listFiles(payload: { folder: string }): Promise<FolderListing> {
  const folder = resolve(payload.folder || homedir());
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(folder, cause);
  });
  const visible = names.filter((name) => !name.startsWith('.'));
  const entries = (await Promise.all(visible.map((name) => describeEntry(folder, name)))).filter(
    (entry) => entry !== null,
  );
  entries.sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind] || natural.compare(a.name, b.name));
  const parent = dirname(folder);
  return { folder, parent: parent === folder ? null : parent, entries };
}

async function describeEntry(folder: string, name: string): Promise<Entry | null> {
  const path = join(folder, name);
  const status = await stat(path).catch(() => null);
  if (!status) return null;
  // A folder with the name of an image is one: OME-Zarr.
  if (status.isDirectory()) return { name, path, kind: /\.zarr$/i.test(name) ? 'image' : 'folder', bytes: 0 };
  if (!status.isFile()) return null;
  const kind = isImageName(name) ? 'image' : 'other';
  return { name, path, kind, bytes: status.size };
}

function unreadable(folder: string, cause: NodeJS.ErrnoException): AbbeError {
  const options = { file: folder, cause };
  if (cause.code === 'ENOENT')
    return new AbbeError('not-found', `The folder ${folder} is not there.`, options);
  if (cause.code === 'ENOTDIR') {
    return new AbbeError('invalid-input', `${folder} is a file; choose a folder.`, options);
  }
  return new AbbeError(
    'invalid-input',
    `The folder ${folder} cannot be read (${cause.code}); check its permissions.`,
    options,
  );
}
