import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { datasetDocumentSchema } from '../../contract/datasets.ts';
import type { SourceEntry } from '../../contract/documents.ts';
import { evaluationSchema, projectDocumentSchema } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { contentOf, filesIn } from './content-hash.ts';
import { listDatasets } from './dataset-files.ts';
import { readEvaluation } from './evaluation-file.ts';
import { documentText } from './json-document.ts';
import { layout, runLayout, storedPath } from './layout.ts';
import type { Project } from './project.ts';
import type { Rename } from './rename-sources.ts';
import { renameInDataset, renameInEvaluation, renameInProject } from './rename-sources.ts';
import { listRuns, liveStates } from './run-files.ts';
import { freeName, sourcesFolder } from './source-names.ts';
import { isUnfinished } from './whole-file.ts';

/** One file of a pack: its name in there and either its text or where it lies now. */
export type PackedFile =
  | { name: string; text: string; file?: undefined }
  | { name: string; text?: undefined; file: string; bytes: number; sha256?: string };

/**
 * All that goes into a pack: documents, source files, what was made of noise with its provenance, runs where asked
 * for. Sources from elsewhere get names under sources/, and the documents in the pack say so. Locks and temporary
 * files stay out.
 * @throws AbbeError naming sources that are missing or have changed, or a run that is under way.
 */
export async function listPack(
  project: Project,
  { runs, signal }: { runs: boolean; signal?: AbortSignal },
): Promise<PackedFile[]> {
  const document = await project.document();
  const { datasets, problems } = await listDatasets(project.folder);
  if (problems[0]) throw problems[0];
  const rename = packedNames(project, document.sources);
  const sources: PackedFile[] = [];
  for (const entry of document.sources) {
    sources.push(...(await filesOfSource(project.photoFile(entry.path), entry, rename(entry.path), signal)));
  }
  const named = new Set(sources.map(({ name }) => name));
  return [
    { name: 'project.json', text: documentText(projectDocumentSchema, renameInProject(document, rename)) },
    ...datasets.map((dataset) => packedDataset(dataset, rename)),
    ...(runs ? await filesOfRuns(project, rename) : []),
    ...sources,
    // Masks and images of a synthetic dataset are sources; label images and what tells how they were made are not.
    ...(await filesOfSynthetic(project)).filter(({ name }) => !named.has(name)),
  ];
}

async function filesOfSynthetic({ folder }: Project): Promise<PackedFile[]> {
  const place = layout.synthetic(folder);
  if (!(await stat(place).catch(() => null))?.isDirectory()) return [];
  const inside = (await filesIn(place)).filter((path) => !isTemporary(path));
  return Promise.all(
    inside.map(async (path) => {
      const file = join(place, path);
      return { name: storedPath(folder, file), file, bytes: (await stat(file)).size };
    }),
  );
}

/** What is being written, or was when a crash ended it. */
function isTemporary(path: string): boolean {
  return path.split('/').some((part) => isUnfinished(part) || part.startsWith('.') || part.endsWith('.tmp'));
}

function packedDataset(dataset: DatasetDocument, rename: Rename): PackedFile {
  const text = documentText(datasetDocumentSchema, renameInDataset(dataset, rename));
  return { name: `datasets/${dataset.id}.json`, text };
}

/** Sources inside the folder keep their names; all others get free ones under sources/. */
function packedNames(project: Project, sources: readonly SourceEntry[]): Rename {
  const inside = (path: string): boolean => project.isInside(path);
  const prefix = `${sourcesFolder}/`;
  const taken = new Set(
    sources
      .filter(({ path }) => inside(path) && path.startsWith(prefix))
      .map(({ path }) => (path.slice(prefix.length).split('/')[0] as string).toLowerCase()),
  );
  const names = new Map(
    sources.map(({ path }) => [path, inside(path) ? path : prefix + freeName(portable(path), taken)]),
  );
  return (source) => names.get(source) ?? source;
}

/** The last part of a path of any system, without what Windows forbids in names. */
function portable(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replaceAll(/[<>:"|?*]/g, '_') || 'source';
}

async function filesOfSource(
  file: string,
  { sha256 }: SourceEntry,
  name: string,
  signal: AbortSignal | undefined,
): Promise<PackedFile[]> {
  const found = await stat(file).catch(() => null);
  if (!found) {
    throw new AbbeError(
      'not-found',
      `${file} is missing, so the project cannot be packed; look for moved files first (relocate).`,
      { file },
    );
  }
  if (!found.isDirectory()) return [{ name, file, bytes: found.size, sha256 }];
  // The content of a folder is known as a whole only, so it is read once more than a file.
  if ((await contentOf(file, signal)).sha256 !== sha256) {
    throw new AbbeError('invalid-input', `${file} has changed since it was added; add it again.`, { file });
  }
  const inside = await filesIn(file);
  return Promise.all(
    inside.map(async (path) => {
      const part = join(file, path);
      return { name: `${name}/${path}`, file: part, bytes: (await stat(part)).size };
    }),
  );
}

async function filesOfRuns(project: Project, rename: Rename): Promise<PackedFile[]> {
  const { runs } = await listRuns(project.folder);
  const live = runs.find(({ state }) => liveStates.has(state));
  if (live) {
    throw new AbbeError(
      'invalid-input',
      `The run ${live.id} is under way, so runs cannot be packed; stop it, or pack without runs.`,
    );
  }
  const files: PackedFile[] = [];
  for (const { id } of runs) {
    const folder = layout.run(project.folder, id);
    const scores = runLayout.evaluation(folder);
    for (const inside of await filesIn(folder)) {
      if (isTemporary(inside)) continue;
      const file = join(folder, inside);
      const name = `runs/${id}/${inside}`;
      const evaluation = file === scores ? await readEvaluation(file) : null;
      if (evaluation) {
        files.push({ name, text: documentText(evaluationSchema, renameInEvaluation(evaluation, rename)) });
      } else files.push({ name, file, bytes: (await stat(file)).size });
    }
  }
  return files;
}
