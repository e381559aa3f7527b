import { mkdir } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { fileError } from '../projects/file-errors.ts';

/** Makes a folder with those it lies in. @throws AbbeError naming it. */
export async function makeFolder(folder: string): Promise<void> {
  await guarded(folder, () => mkdir(folder, { recursive: true }));
}

/** Writes a file whole or not at all. @throws AbbeError naming it. */
export async function writeFile(file: string, content: string | Buffer): Promise<void> {
  await guarded(file, () => writeFileAtomic(file, content));
}

async function guarded<T>(file: string, action: () => Promise<T>): Promise<void> {
  try {
    await action();
  } catch (thrown) {
    throw fileError(file, 'written', thrown);
  }
}
