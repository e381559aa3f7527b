import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';
import { fileError } from './file-errors.ts';

export interface FoundPath {
  path: string;
  /** Null for a folder. */
  bytes: number | null;
}

/** A disk of a lab holds millions of files; beyond this one should name a narrower folder. */
const mostEntries = 2_000_000;

/**
 * Every file and folder below a folder, itself left out, folders before what is in them. Links are followed,
 * each real folder is entered once, so that a link to a folder above ends the search and not the machine's
 * memory. What cannot be read is passed over; the folder asked for must be readable.
 * @throws AbbeError naming the folder
 */
export async function* walk(folder: string): AsyncGenerator<FoundPath> {
  if (!(await stat(folder).catch((thrown) => fail(folder, thrown))).isDirectory()) {
    throw new AbbeError('invalid-input', `${folder} is a file; name a folder to search.`, { file: folder });
  }
  const entered = new Set<string>();
  const waiting = [folder];
  let seen = 0;
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    const real = await realpath(inside).catch(() => null);
    if (real === null || entered.has(real)) continue;
    entered.add(real);
    const names = await readdir(inside).catch((thrown: unknown) => {
      if (inside === folder) throw fileError(folder, 'read', thrown);
      return [];
    });
    for (const name of names.sort().reverse()) {
      seen += 1;
      if (seen > mostEntries) {
        throw new AbbeError(
          'invalid-input',
          `${folder} holds more than ${mostEntries.toLocaleString('en-US')} files; name a narrower folder.`,
          { file: folder },
        );
      }
      const path = join(inside, name);
      const found = await stat(path).catch(() => null);
      if (found?.isDirectory()) waiting.push(path);
      if (found?.isDirectory()) yield { path, bytes: null };
      else if (found?.isFile()) yield { path, bytes: found.size };
    }
  }
}

function fail(folder: string, thrown: unknown): never {
  throw fileError(folder, 'read', thrown);
}
