import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { SourceEntry } from '../../contract/documents.ts';
import { contentOf } from './content-hash.ts';
import { listDatasets, writeDataset } from './dataset-files.ts';
import { readEvaluation, writeEvaluation } from './evaluation-file.ts';
import { sameName, walk } from './find-files.ts';
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
  const candidates = new Map<SourceEntry, string[]>(missing.map((entry) => [entry, []]));
  for (const folder of folders) {
    let seen = 0;
    for await (const found of walk(folder)) {
      if (seen % 500 === 0) await tell(0, `Searching ${dirname(found.path)}`);
      seen += 1;
      for (const [entry, paths] of candidates) if (mayBe(entry, found)) paths.push(found.path);
    }
  }
  const hashes = new Map<string, Promise<string | null>>();
  const hashOf = (path: string): Promise<string | null> => {
    const hash =
      hashes.get(path) ??
      contentOf(path, signal).then(
        ({ sha256 }) => sha256,
        () => null,
      );
    hashes.set(path, hash);
    return hash;
  };
  const found = new Map<string, string>();
  for (const [i, entry] of missing.entries()) {
    const paths = candidates.get(entry) ?? [];
    const named = paths.filter((path) => sameName(path, entry.path));
    for (const path of [...named, ...paths.filter((other) => !named.includes(other))]) {
      await tell(i, `Reading ${path}`);
      if ((await hashOf(path)) !== entry.sha256) continue;
      found.set(entry.path, path);
      break;
    }
  }
  return found;
}

function mayBe(entry: SourceEntry, { path, bytes }: FoundPath): boolean {
  // A folder is an image (OME-Zarr) under its own name only: to hash every folder would read the whole disk.
  if (bytes === null) return sameName(path, entry.path);
  if (entry.bytes !== null) return bytes === entry.bytes;
  return extname(path).toLowerCase() === extname(entry.path).toLowerCase();
}

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
