import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listSources } from '../formats/list-sources.ts';
import { addSources } from '../projects/add-sources.ts';
import { readersAtOnce } from '../projects/check-sources.ts';
import { contentOf } from '../projects/content-hash.ts';
import { fileError } from '../projects/file-errors.ts';
import { inParallel } from '../projects/in-parallel.ts';
import { layout } from '../projects/layout.ts';
import type { Project } from '../projects/project.ts';
import { Projects } from '../projects/project.ts';
import { sampleFolder, sampleOf } from '../projects/samples.ts';
import type { EngineContext } from './context.ts';

/**
 * The sample project of a recipe in the user's data folder. It is made beside its place and then renamed, so
 * that it is there whole or not at all, also when two engines make it at once.
 */
export async function openSample({ projects, options }: EngineContext, recipe: string): Promise<Project> {
  const sample = sampleOf(recipe);
  const folder = join(options.dataFolder, 'samples', sample.folder);
  if (await exists(layout.project(folder))) return projects.open(folder);
  const { files } = await listSources([sampleFolder(sample.folder)]);
  const temporary = await makeTemporary(dirname(folder));
  try {
    const project = await new Projects().create(temporary, sample.title);
    const checked = await inParallel(files, readersAtOnce, async (file) => ({
      file,
      axis: null,
      ...(await contentOf(file)),
    }));
    await addSources(project, checked, false);
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

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
