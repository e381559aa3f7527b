import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import type { ProjectDocument } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { listPhotos } from '../formats/list-photos.ts';
import { fileError } from '../projects/file-errors.ts';
import { layout } from '../projects/layout.ts';
import { sha256OfFile } from '../projects/photo-hash.ts';
import type { Project } from '../projects/project.ts';
import { Projects } from '../projects/project.ts';
import { sampleFolder, sampleOf } from '../projects/samples.ts';
import type { EngineContext } from './context.ts';
import type { Tell } from './task-progress.ts';
import { taskProgress } from './task-progress.ts';

type ProjectHandlers = Pick<
  Handlers,
  'project.create' | 'project.open' | 'project.openSample' | 'project.addPhotos'
>;

export function projectHandlers(context: EngineContext): ProjectHandlers {
  const { projects } = context;
  return {
    'project.create': async ({ folder, name }) => describe(await projects.create(resolve(folder), name)),
    'project.open': async ({ folder }) => describe(await projects.open(resolve(folder))),
    'project.openSample': async ({ recipe }) => describe(await openSample(context, recipe)),
    'project.addPhotos': async ({ project: folder, paths }, call) => {
      const project = await projects.open(resolve(folder));
      const { files, errors } = await listPhotos(paths.map((path) => resolve(path)));
      const tell = taskProgress(call, files.length, () => 'Cancelled; no photo was added.');
      const { added, broken } = await project.locked(async () => {
        const checked = await checkPhotos(context, files, tell);
        return { added: await addPhotos(project, checked.good), broken: checked.failed };
      });
      const failed = [
        ...errors.map(({ file, message }) => ({ file: file ?? '', reason: message })),
        ...broken,
      ];
      return { ...(await describe(project)), added, failed };
    },
  };
}

interface CheckedPhoto {
  file: string;
  sha256: string;
}

/** Opens each photo once, so that a broken one is named now and not in the middle of a later task. */
async function checkPhotos(
  context: EngineContext,
  files: string[],
  tell: Tell,
): Promise<{ good: CheckedPhoto[]; failed: { file: string; reason: string }[] }> {
  const good: CheckedPhoto[] = [];
  const failed: { file: string; reason: string }[] = [];
  for (const [i, file] of files.entries()) {
    await tell(i, `Checking ${basename(file)}`);
    try {
      await context.photos.open(file);
      good.push({ file, sha256: await sha256OfFile(file) });
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code === 'out-of-memory') throw error;
      failed.push({ file, reason: error.message });
    }
  }
  await tell(files.length, 'Adding the photos');
  return { good, failed };
}

/** Adds photos to the document; returns those that were not in it, or had other content. */
async function addPhotos(project: Project, photos: readonly CheckedPhoto[]): Promise<string[]> {
  const added: string[] = [];
  await project.change((document) => {
    const known = new Map(document.photos.map(({ path, sha256 }) => [path, sha256]));
    for (const { file, sha256 } of photos) {
      const path = project.photoName(file);
      if (known.get(path) === sha256) continue;
      known.set(path, sha256);
      added.push(file);
    }
    return { ...document, photos: [...known].map(([path, sha256]) => ({ path, sha256 })) };
  });
  return added;
}

/**
 * The sample project of a recipe in the user's data folder. It is made beside its place and then renamed, so
 * that it is there whole or not at all, also when two engines make it at once.
 */
async function openSample({ projects, options }: EngineContext, recipe: string): Promise<Project> {
  const sample = sampleOf(recipe);
  const folder = join(options.dataFolder, 'samples', sample.folder);
  if (await exists(layout.project(folder))) return projects.open(folder);
  const { files } = await listPhotos([sampleFolder(sample.folder)]);
  const temporary = await makeTemporary(dirname(folder));
  try {
    const project = await new Projects().create(temporary, sample.title);
    const photos = await Promise.all(files.map(async (file) => ({ file, sha256: await sha256OfFile(file) })));
    await addPhotos(project, photos);
    await rename(temporary, folder).catch(async (thrown: unknown) => {
      if (!(await exists(layout.project(folder)))) throw fileError(folder, 'created', thrown);
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return projects.open(folder);
}

async function makeTemporary(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, '.new-'));
  } catch (thrown) {
    throw fileError(parent, 'created', thrown);
  }
}

async function describe(
  project: Project,
): Promise<{ folder: string; document: ProjectDocument; photos: string[] }> {
  const document = await project.document();
  return {
    folder: project.folder,
    document,
    photos: document.photos.map(({ path }) => project.photoFile(path)),
  };
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
