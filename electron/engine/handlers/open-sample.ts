import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CallContext } from '../../contract/calls.ts';
import type { SampleEntry } from '../../contract/project-methods.ts';
import { listSources } from '../formats/list-sources.ts';
import { addSources } from '../projects/add-sources.ts';
import { readersAtOnce } from '../projects/check-sources.ts';
import { contentOf, filesIn } from '../projects/content-hash.ts';
import { fileError } from '../projects/file-errors.ts';
import { inParallel } from '../projects/in-parallel.ts';
import { layout } from '../projects/layout.ts';
import type { Project } from '../projects/project.ts';
import { Projects } from '../projects/project.ts';
import { findSample, sampleFolder, samples, samplesFolder } from '../projects/samples.ts';
import type { Sample } from '../projects/samples.ts';
import type { EngineContext } from './context.ts';
import { makeSampleImages } from './sample-images.ts';

const unfinished = '.new-';
/** A folder that another engine is at work on is younger. */
const abandonedAfter = 3_600_000;

type Wanted = Parameters<typeof findSample>[0];

/** What there is, and which of it was opened before; samples that an installation lacks are left out. */
export async function listSamples({ options }: EngineContext): Promise<SampleEntry[]> {
  const listed: SampleEntry[] = [];
  for (const { folder, make: _, ...sample } of samples) {
    const shipped = folder === null ? null : join(samplesFolder() ?? '', folder);
    const bytes = shipped === null ? 0 : await bytesIn(shipped);
    if (bytes === null) continue;
    const project = projectFolder(options.dataFolder, sample.id);
    listed.push({ ...sample, bytes, opened: (await exists(layout.project(project))) ? project : null });
  }
  return listed;
}

/**
 * A sample project in the user's data folder. It is made beside its place and then renamed, so that it is there
 * whole or not at all, also when two engines make it at once, one is killed, or the person cancels.
 */
export async function openSample(
  context: EngineContext,
  wanted: Wanted,
  call: CallContext,
): Promise<Project> {
  const { projects, sources, options } = context;
  const sample = findSample(wanted);
  const folder = projectFolder(options.dataFolder, sample.id);
  if (await exists(layout.project(folder))) return projects.open(folder);
  await removeAbandoned(dirname(folder));
  const temporary = await makeTemporary(dirname(folder));
  try {
    const project = await new Projects().create(temporary, sample.title);
    const files = await makeSampleImages(sources, sample.make, await shippedFiles(sample), temporary, call);
    const checked = await inParallel(files, readersAtOnce, async (file) => ({
      file,
      axis: null,
      ...(await contentOf(file, call.signal)),
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

function projectFolder(dataFolder: string, id: string): string {
  return join(dataFolder, 'samples', id);
}

async function shippedFiles({ folder }: Sample): Promise<string[]> {
  if (folder === null) return [];
  return (await listSources([sampleFolder(folder)], { recursive: true })).files;
}

async function makeTemporary(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, unfinished));
  } catch (thrown) {
    throw fileError(parent, 'created', thrown);
  }
}

/** What engines left that were killed at it. */
async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((each) => basename(each).startsWith(unfinished))) {
    const found = await stat(join(parent, name)).catch(() => null);
    if (found && Date.now() - found.mtimeMs > abandonedAfter)
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** Null where there is no such folder. */
async function bytesIn(folder: string): Promise<number | null> {
  if (!(await exists(folder))) return null;
  let bytes = 0;
  for (const name of await filesIn(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
