import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { RecentProject } from '../../contract/workstation-methods.ts';
import { recentProjectSchema } from '../../contract/workstation-methods.ts';
import { fileError } from './file-errors.ts';
import { layout } from './layout.ts';

const kept = 20;
const storedSchema = z.object({
  format: z.literal('abbe-recent'),
  version: z.literal(1),
  projects: z.array(recentProjectSchema.omit({ missing: true })),
});
type Stored = z.infer<typeof storedSchema>['projects'];

/** The projects opened before, in `recent.json` of the user's data folder. */
export class RecentProjects {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = dataFolder;
  }

  /** The newest first, each with whether it is still there. */
  async list(): Promise<RecentProject[]> {
    const stored = await this.#read();
    return stored.map((project) => ({ ...project, missing: !existsSync(layout.project(project.folder)) }));
  }

  /** Puts a project first; it is listed once. */
  async remember(folder: string, name: string): Promise<RecentProject[]> {
    const others = (await this.#read()).filter((project) => project.folder !== folder);
    await this.#write([{ folder, name, opened: new Date().toISOString() }, ...others].slice(0, kept));
    return this.list();
  }

  async forget(folder: string): Promise<RecentProject[]> {
    await this.#write((await this.#read()).filter((project) => project.folder !== folder));
    return this.list();
  }

  get #file(): string {
    return join(this.#folder, 'recent.json');
  }

  /** A list that is missing or damaged is an empty one: it is a convenience, and the projects are elsewhere. */
  async #read(): Promise<Stored> {
    try {
      return storedSchema.parse(JSON.parse(await readFile(this.#file, 'utf8'))).projects;
    } catch {
      return [];
    }
  }

  async #write(projects: Stored): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const text = JSON.stringify({ format: 'abbe-recent', version: 1, projects }, null, 2);
      await writeFileAtomic(this.#file, `${text}\n`);
    } catch (thrown) {
      throw fileError(this.#file, 'written', thrown);
    }
  }
}
