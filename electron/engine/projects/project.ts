import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { ProjectDocument } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { folderOfProject, writeDoubleClickFile } from './double-click-file.ts';
import { layout, storedPath } from './layout.ts';
import { readProject, writeProject } from './project-file.ts';
import { ProjectLock } from './project-lock.ts';
import { forgetLeftRuns } from './removed-runs.ts';
import { markInterrupted } from './run-files.ts';
import { samplePrefix, samplesFolder } from './samples.ts';

/** A project folder. Documents are read anew each time: another engine may have written them. */
export class Project {
  readonly folder: string;
  readonly lock: ProjectLock;
  #turn: Promise<unknown> = Promise.resolve();
  #tidied = false;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.lock = new ProjectLock(this.folder, () => this.#tidy());
  }

  /** What engines left that are no more, when this one begins to write here. */
  async #tidy(): Promise<void> {
    await markInterrupted(this.folder);
    if (!this.#tidied) await forgetLeftRuns(this.folder);
    this.#tidied = true;
  }

  document(): Promise<ProjectDocument> {
    return readProject(this.folder);
  }

  /** Reads, changes and writes project.json under the lock; one change at a time. */
  change(edit: (document: ProjectDocument) => ProjectDocument): Promise<ProjectDocument> {
    return this.inTurn(() => this.write(edit));
  }

  /** As `change`, for an action that is in turn already. */
  async write(edit: (document: ProjectDocument) => ProjectDocument): Promise<ProjectDocument> {
    const document = edit(await this.document());
    await writeProject(this.folder, document);
    return document;
  }

  /** As `locked`, and after what this engine began so before: for what reads before it writes. */
  async inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => this.locked(action));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Runs an action that writes in the folder while no other engine may. */
  async locked<T>(action: () => Promise<T>): Promise<T> {
    const release = await this.lock.take();
    try {
      return await action();
    } finally {
      await release();
    }
  }

  /** The absolute path of a source as project.json and datasets name it. */
  photoFile(stored: string): string {
    if (stored.startsWith(samplePrefix)) {
      return join(samplesFolder() ?? '', stored.slice(samplePrefix.length));
    }
    return isAbsolute(stored) ? stored : join(this.folder, stored);
  }

  /** Whether a source, as project.json names it, lies in the project's folder. */
  isInside(stored: string): boolean {
    return !isAbsolute(stored) && !stored.startsWith(samplePrefix);
  }

  /** How project.json and datasets name a source: inverse of `photoFile`. */
  photoName(file: string): string {
    const stored = storedPath(this.folder, file);
    if (!isAbsolute(stored)) return stored;
    const samples = samplesFolder();
    const inSamples = samples === null ? stored : storedPath(samples, stored);
    return isAbsolute(inSamples) ? stored : samplePrefix + inSamples;
  }
}

/** The projects that this engine has seen, one object a folder, so that its calls share one lock. */
export class Projects {
  readonly #known = new Map<string, Project>();

  /**
   * Makes a project in a folder, which may hold image files already.
   * @throws AbbeError invalid-input where the folder cannot be used or holds a project.
   */
  async create(folder: string, name: string): Promise<Project> {
    const file = layout.project(folder);
    if (await exists(file)) {
      throw new AbbeError('invalid-input', `${folder} already holds a project; open it instead.`, {
        file: folder,
      });
    }
    await writeProject(folder, {
      format: 'abbe-project',
      version: 2,
      name,
      created: new Date().toISOString(),
      sources: [],
    });
    await writeDoubleClickFile(folder, name);
    return this.#get(folder);
  }

  /**
   * @param path the project's folder, or the file in it that a double click opens.
   * @throws AbbeError not-found where the folder holds no project; invalid-input where it is damaged.
   */
  async open(path: string): Promise<Project> {
    const folder = await folderOfProject(path);
    if (!(await exists(layout.project(folder)))) {
      throw new AbbeError(
        'not-found',
        `${folder} holds no project (no project.json); create one or check the path.`,
        {
          file: folder,
        },
      );
    }
    const project = this.#get(folder);
    await project.document();
    return project;
  }

  #get(folder: string): Project {
    const key = resolve(folder);
    const project = this.#known.get(key) ?? new Project(key);
    this.#known.set(key, project);
    return project;
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
