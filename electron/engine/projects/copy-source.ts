import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contentOf } from './content-hash.ts';
import type { Content } from './content-hash.ts';
import { fileError } from './file-errors.ts';
import { freeName, sourcesFolder } from './source-names.ts';
import { makeWhole } from './whole-file.ts';

/**
 * Copies a source file, or a folder that is one image, into the project's folder under a free name. Only under
 * the project's lock.
 * @returns where the copy lies and its content, read back from the copy.
 * @throws AbbeError naming the file; then nothing is left of the copy.
 */
export async function copySource(folder: string, file: string): Promise<Content & { file: string }> {
  const into = join(folder, sourcesFolder);
  await mkdir(into, { recursive: true }).catch((thrown: unknown) => {
    throw fileError(into, 'created', thrown);
  });
  const taken = new Set((await readdir(into)).map((name) => name.toLowerCase()));
  const copy = join(into, freeName(file, taken));
  const content = await makeWhole(copy, async (temporary) => {
    await cp(file, temporary, { recursive: true });
    return contentOf(temporary);
  });
  return { ...content, file: copy };
}
