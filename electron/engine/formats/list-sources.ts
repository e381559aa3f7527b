import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { AbbeError } from '../../contract/errors.ts';
import { sourceFormats } from './index.ts';
import { hasZarrMetadata } from './zarr/store.ts';

export interface SourceList {
  files: string[];
  /** One for each folder or pattern that gave nothing; the rest of the batch goes on. */
  errors: AbbeError[];
}

export interface ListOptions {
  /**
   * Enter folders inside folders too; `where-empty`: only of a folder without images of its own (a subject or a
   * kind of mask in a folder each), and not deeper than `reach`.
   */
  recursive?: boolean | 'where-empty';
}

/** Who picks a whole disk by mistake does not wait for all of it. */
const reach = 3;

const naturalOrder = new Intl.Collator('en', { numeric: true });
const extensions = [...new Set(sourceFormats.flatMap((format) => format.extensions))];
/** Folders by this name are one image. */
const folderImage = /\.zarr$/i;

/** Whether a name is that of an image by its extension, which may have two parts (`.nii.gz`). */
export function isImageName(name: string): boolean {
  const lower = name.toLowerCase();
  // The published MNIST files have a hyphen before theirs.
  return extensions.some(
    (each) => lower.endsWith(`.${each}`) || (each.includes('-') && lower.endsWith(`-${each}`)),
  );
}

/**
 * The images meant by a list of files, folders and glob patterns, without opening any: files as given (also
 * missing ones, which `openSource` then names); the images of a folder by extension, hidden ones left out, in
 * natural order (cell2 before cell10); what a pattern matches likewise. An OME-Zarr folder is one image. Folders
 * inside folders are entered on request only. A folder or pattern without images is an error.
 */
export async function listSources(paths: readonly string[], options: ListOptions = {}): Promise<SourceList> {
  const list: SourceList = { files: [], errors: [] };
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    const folder = found?.isDirectory() === true && !(await hasZarrMetadata(path));
    const pattern = found === undefined && isDynamicPattern(path);
    if (!folder && !pattern) {
      list.files.push(path);
      continue;
    }
    const files = folder ? await imagesIn(path, options) : await imagesMatching(path);
    for (const file of files) list.files.push(file);
    if (files.length === 0) list.errors.push(nothingIn(path, folder));
  }
  return list;
}

/**
 * Folders in a folder that `where-empty` did not enter, because the outer one has images of its own: one line for
 * each directly inside, with the images down to its `reach`. Nothing for what is no folder.
 */
export async function foldersInside(folder: string): Promise<{ folder: string; images: number }[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory() || (await hasZarrMetadata(folder))) return [];
  const names = (await matches('**/*', folder, reach)).filter(isImageName);
  if (names.every((name) => partsOf(name).length > 1)) return [];
  const counts = new Map<string, number>();
  for (const name of names) {
    const [first = '', ...rest] = partsOf(name);
    if (rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return [...counts].map(([name, images]) => ({ folder: join(folder, name), images }));
}

const partsOf = (name: string): string[] => name.split(/[\\/]/);

async function imagesIn(folder: string, { recursive = false }: ListOptions): Promise<string[]> {
  const matching = async (pattern: string, deep?: number): Promise<string[]> => {
    const names = await matches(pattern, folder, deep);
    return names.filter(isImageName).map((name) => join(folder, name));
  };
  if (recursive === true) return matching('**/*');
  const own = await matching('*');
  return own.length > 0 || recursive === false ? own : matching('**/*', reach);
}

/** A pattern that names an extension is taken at its word; any other gives images only. */
async function imagesMatching(pattern: string): Promise<string[]> {
  const names = await matches(
    process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern,
    undefined,
  );
  return /\.[^.*?/\\]+$/.test(pattern) ? names : names.filter(isImageName);
}

/** Files, and folders that are images, in natural order. */
async function matches(pattern: string, cwd: string | undefined, deep = Infinity): Promise<string[]> {
  const options = { onlyFiles: false, expandDirectories: false };
  // What is inside an image's folder is not looked at.
  const ignore = ['**/*.zarr/*', '**/*.zarr/*/**'];
  const found = await glob(pattern, {
    ...options,
    ignore,
    deep,
    absolute: cwd === undefined,
    ...(cwd ? { cwd } : {}),
  });
  return found
    .filter((name) => !name.endsWith('/') || folderImage.test(name.slice(0, -1)))
    .map((name) => name.replace(/\/$/, ''))
    .sort(naturalOrder.compare);
}

function nothingIn(path: string, folder: boolean): AbbeError {
  const known = extensions.map((extension) => `.${extension}`).join(', ');
  const message = folder
    ? `${path} is a folder without images (looked for ${known}).`
    : `${path} matches no image (looked for ${known}).`;
  return new AbbeError(folder ? 'invalid-input' : 'not-found', message, { file: path });
}
