import { stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { SourceEntry } from '../../contract/documents.ts';
import { contentOf } from './content-hash.ts';
import { listDatasets, writeDataset } from './dataset-files.ts';
import { readEvaluation, writeEvaluation } from './evaluation-file.ts';
import { walk } from './find-files.ts';
import type { FoundPath } from './find-files.ts';
import { layout, runLayout } from './layout.ts';
import type { Project } from './project.ts';
import { writeProject } from './project-file.ts';
import { renameInDataset, renameInEvaluation, renameInProject } from './rename-sources.ts';
import { listRuns } from './run-files.ts';

/** Told now and then; may throw to cancel, as long as nothing was written. */
type Tell = (done: number, message: string) => Promise<void>;

/** Sources of a project that are not where it says. */
export async function missingSources(project: Project): Promise<SourceEntry[]> {
  const { sources } = await project.document();
  const there = await Promise.all(
    sources.map(({ path }) =>
      stat(project.photoFile(path)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return sources.filter((_, i) => !there[i]);
}

/**
 * Finds missing sources below folders by content, whatever they are called now. Only files of the right size
 * are read; where the size is not known, those of the same ending. Files of the same name are tried first.
 * @returns by stored path, the absolute path where the content was found.
 */
export async function findSources(
  missing: readonly SourceEntry[],
  folders: readonly string[],
  tell: Tell,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const candidates = new Candidates(missing);
  for (const folder of folders) {
    let seen = 0;
    for await (const found of walk(folder)) {
      if (seen % 500 === 0) await tell(0, `Searching ${dirname(found.path)}`);
      seen += 1;
      candidates.add(found);
    }
  }
  const found = new Map<string, string>();
  for (const [i, entry] of missing.entries()) {
    await tell(i, `Looking for ${basename(entry.path)}`);
    const path = await candidates.find(entry, signal);
    if (path !== null) found.set(entry.path, path);
  }
  return found;
}

/** Files that may be one of those sought. Each is read once at most, however many are sought. */
class Candidates {
  /** By size, ending or folder's name: what a source and a file must have in common. */
  readonly #buckets: Map<string, string[]>;
  readonly #named = new Map<string, string[]>();
  readonly #byContent = new Map<string, string>();
  readonly #read = new Set<string>();

  constructor(missing: readonly SourceEntry[]) {
    this.#buckets = new Map(missing.flatMap((entry) => keysOf(entry).map((key) => [key, []])));
  }

  add({ path, bytes }: FoundPath): void {
    // A folder is an image (OME-Zarr) under its own name only: to hash every folder would read the whole disk.
    const keys = bytes === null ? [folderKey(path)] : [sizeKey(bytes), endingKey(path)];
    for (const key of keys) {
      const bucket = this.#buckets.get(key);
      if (!bucket) continue;
      bucket.push(path);
      const name = `${key}|${nameOf(path)}`;
      this.#named.set(name, [...(this.#named.get(name) ?? []), path]);
    }
  }

  async find(entry: SourceEntry, signal?: AbortSignal): Promise<string | null> {
    for (const key of keysOf(entry)) {
      for (const path of this.#named.get(`${key}|${nameOf(entry.path)}`) ?? []) {
        if ((await this.#contentOf(path, signal)) === entry.sha256) return path;
      }
    }
    for (const key of keysOf(entry)) {
      const bucket = this.#buckets.get(key) ?? [];
      for (let path = bucket.at(-1); path !== undefined; path = bucket.at(-1)) {
        const known = this.#byContent.get(entry.sha256);
        if (known !== undefined) return known;
        bucket.pop();
        if (!this.#read.has(path)) await this.#contentOf(path, signal);
      }
    }
    return this.#byContent.get(entry.sha256) ?? null;
  }

  async #contentOf(path: string, signal: AbortSignal | undefined): Promise<string | null> {
    this.#read.add(path);
    const content = await contentOf(path, signal).catch(() => null);
    signal?.throwIfAborted();
    if (content) this.#byContent.set(content.sha256, path);
    return content?.sha256 ?? null;
  }
}

function keysOf({ path, bytes }: SourceEntry): string[] {
  return [bytes === null ? endingKey(path) : sizeKey(bytes), folderKey(path)];
}

const nameOf = (path: string): string => (path.split(/[\\/]/).at(-1) ?? '').toLowerCase();
const sizeKey = (bytes: number): string => `size ${bytes}`;
const endingKey = (path: string): string => `ending ${extname(path).toLowerCase()}`;
const folderKey = (path: string): string => `folder ${nameOf(path)}`;

/**
 * Refers to sources by new names in the project, its datasets and scores. While that is under way the project
 * lists both names, so that whatever a crash leaves behind is whole: each name in a dataset is in the project's
 * list with its content, and doing it again finishes it (decision 0041).
 */
export async function renameSources(project: Project, names: ReadonlyMap<string, string>): Promise<void> {
  const rename = (source: string): string => names.get(source) ?? source;
  const { folder } = project;
  await project.inTurn(async () => {
    const document = await project.document();
    const renamed = renameInProject(document, rename);
    const known = new Set(document.sources.map(({ path }) => path));
    const both = [...document.sources, ...renamed.sources.filter(({ path }) => !known.has(path))];
    await writeProject(folder, { ...document, sources: both });
    for (const dataset of (await listDatasets(folder)).datasets) {
      if (dataset.sources.some(({ path }) => names.has(path))) {
        await writeDataset(folder, renameInDataset(dataset, rename));
      }
    }
    for (const { id } of (await listRuns(folder)).runs) {
      const file = runLayout.evaluation(layout.run(folder, id));
      const evaluation = await readEvaluation(file);
      if (evaluation?.perImage.some((image) => names.has(image.file))) {
        await writeEvaluation(file, renameInEvaluation(evaluation, rename));
      }
    }
    await writeProject(folder, renamed);
  });
}
