import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { AbbeError } from '../../../../contract/errors.ts';
import type { ExportedModel } from '../../../../contract/export-methods.ts';
import { fileError } from '../../../projects/file-errors.ts';
import { makeWhole } from '../../../projects/whole-file.ts';
import type { DescribedFile } from './model-description.ts';

/** Where a package is being written. */
export interface PackageFolder {
  /** Writes one of its files; `write` may be given the path instead of giving bytes. */
  add(name: string, content: Uint8Array | string | ((path: string) => Promise<void>)): Promise<DescribedFile>;
}

/** @throws AbbeError invalid-input where something of this name is there. */
export async function requireFree(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (!there) return;
  throw new AbbeError(
    'invalid-input',
    `${path} exists already and is not overwritten; choose another name or folder.`,
    {
      file: path,
    },
  );
}

/**
 * Writes a package as a folder or, where its name ends in .zip, as one file: whole or not at all.
 * @throws AbbeError naming the path
 */
export async function writePackage(
  path: string,
  fill: (folder: PackageFolder) => Promise<void>,
): Promise<ExportedModel['files']> {
  await mkdir(dirname(path), { recursive: true }).catch((thrown: unknown) => {
    throw fileError(dirname(path), 'created', thrown);
  });
  return makeWhole(path, async (temporary) => {
    const zipped = isZip(path);
    const folder = zipped ? `${temporary}.folder` : temporary;
    try {
      await mkdir(folder);
      await fill({ add: (name, content) => addFile(folder, name, content) });
      const files = await filesOf(folder);
      if (zipped) await writeFile(temporary, await zipFolder(folder, files));
      return files;
    } finally {
      if (zipped) await rm(folder, { recursive: true, force: true });
    }
  });
}

export const isZip = (path: string): boolean => /\.zip$/i.test(path);

/** A TensorFlow SavedModel as one zip file, its graph at the top. */
export async function zipSavedModel(savedModel: Uint8Array): Promise<Buffer> {
  const zip = new ZipFile();
  // Weights are noise: deflating them takes long and saves little.
  zip.addBuffer(Buffer.from(savedModel), 'saved_model.pb', { compress: false });
  // Readers in Java look for the folder of variables, though none are in it.
  zip.addEmptyDirectory('variables');
  zip.end();
  return buffer(zip.outputStream);
}

async function addFile(
  folder: string,
  name: string,
  content: Parameters<PackageFolder['add']>[1],
): Promise<DescribedFile> {
  const path = join(folder, name);
  if (typeof content === 'function') await content(path);
  else await writeFile(path, content);
  return {
    source: name,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}

async function filesOf(folder: string): Promise<ExportedModel['files']> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })));
}

async function zipFolder(folder: string, files: ExportedModel['files']): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name } of files) {
    zip.addBuffer(await readFile(join(folder, name)), name, { compress: !isZip(name) });
  }
  zip.end();
  return buffer(zip.outputStream);
}
