import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const kept = 10;
const listSchema = z.array(z.string().max(4096)).max(100);

/**
 * Folders of projects, the newest first, kept in a file of their own so that the menu has them before the page
 * is there. A file that cannot be read is an empty list.
 */
export class RecentProjects {
  readonly #file: string;
  readonly #changed: () => void;
  #folders: string[];

  /** @param changed called after each change */
  constructor(file: string, changed: () => void) {
    this.#file = file;
    this.#changed = changed;
    this.#folders = read(file);
  }

  /** Those that are still there. */
  get folders(): readonly string[] {
    return this.#folders.filter((folder) => existsSync(join(folder, 'project.json')));
  }

  add(folder: string): void {
    if (this.#folders[0] === folder) return;
    this.#write([folder, ...this.#folders.filter((other) => other !== folder)].slice(0, kept));
  }

  clear(): void {
    this.#write([]);
  }

  #write(folders: string[]): void {
    this.#folders = folders;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(this.#file, JSON.stringify(folders));
    } catch {
      // Best effort: the list is a convenience.
    }
    this.#changed();
  }
}

function read(file: string): string[] {
  try {
    return listSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
