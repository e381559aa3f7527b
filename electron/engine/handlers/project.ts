import { basename, resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { ProjectDocument } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload, MethodResult } from '../../contract/methods.ts';
import { foldersInside, listSources } from '../formats/list-sources.ts';
import { openSource } from '../formats/open-source.ts';
import { addSources } from '../projects/add-sources.ts';
import type { CheckedSource } from '../projects/add-sources.ts';
import { checkSources, readersAtOnce } from '../projects/check-sources.ts';
import { contentOf } from '../projects/content-hash.ts';
import { inParallel } from '../projects/in-parallel.ts';
import type { Project } from '../projects/project.ts';
import { removeSources } from '../projects/remove-sources.ts';
import type { EngineContext } from './context.ts';
import { listSamples, openSample } from './open-sample.ts';
import { taskProgress } from './task-progress.ts';
import type { Tell } from './task-progress.ts';

type ProjectHandlers = Pick<
  Handlers,
  | 'project.create'
  | 'project.open'
  | 'sample.list'
  | 'project.openSample'
  | 'project.addSources'
  | 'project.removeSources'
  | 'project.check'
>;

export function projectHandlers(context: EngineContext): ProjectHandlers {
  const { projects } = context;
  return {
    'project.create': async ({ folder, name }) => describe(await projects.create(resolve(folder), name)),
    'project.open': async ({ folder }) => describe(await projects.open(resolve(folder))),
    'sample.list': async () => ({ samples: await listSamples(context) }),
    'project.openSample': async (wanted, call) => describe(await openSample(context, wanted, call)),
    'project.addSources': async (payload, call) =>
      addTo(await projects.open(resolve(payload.project)), payload, call),
    'project.removeSources': async ({ project: folder, files }) => {
      const project = await projects.open(resolve(folder));
      const { removed, failed } = await removeSources(
        project,
        files.map((file) => resolve(file)),
      );
      return { ...(await describe(project)), removed, failed };
    },
    'project.check': async ({ project: folder }, call) => {
      const project = await projects.open(resolve(folder));
      const { sources } = await project.document();
      const tell = taskProgress(call, sources.length);
      const known = sources.map((entry) => ({ ...entry, file: project.photoFile(entry.path) }));
      const checking = (done: number, file: string): Promise<void> =>
        tell(done, `Checking ${basename(file)}`);
      const states = await checkSources(known, checking, call.signal);
      const those = (state: string): string[] =>
        known.filter((_, i) => states[i] === state).map(({ file }) => file);
      return { missing: those('missing'), changed: those('changed') };
    },
  };
}

async function addTo(
  project: Project,
  { paths, axis = null, copy = false }: MethodPayload<'project.addSources'>,
  call: CallContext,
): Promise<MethodResult<'project.addSources'>> {
  const wanted = paths.map((path) => resolve(path));
  const { files, errors } = await listSources(wanted, { recursive: 'where-empty' });
  const inside = (await Promise.all(wanted.map(foldersInside))).flat();
  const whenCancelled = (): string => 'Cancelled; no file was added.';
  const tell = taskProgress(call, files.length, whenCancelled);
  // The lock first: minutes of reading would be in vain where another engine has it.
  return project.locked(async () => {
    const { good, unstated, failed } = await openAll(files, axis, tell, call.signal);
    const copying = taskProgress(call, good.length, whenCancelled);
    const added = await addSources(project, good, copy, (done, file) =>
      copying(done, `Copying ${basename(file)}`),
    );
    const listed = errors.map(({ file, message }) => ({ file: file ?? '', reason: message }));
    return { ...(await describe(project)), added, unstated, failed: [...listed, ...failed], inside };
  });
}

interface Opened {
  good: CheckedSource[];
  /** Files of several pages that do not say what these are, where nobody else said it. */
  unstated: string[];
  failed: { file: string; reason: string }[];
}

/**
 * Opens each file once, so that what is no image is named now and not in the middle of a later task, and reads
 * it through for its hash. Headers only: damaged pixels are found by what decodes them.
 */
async function openAll(
  files: readonly string[],
  axis: SourceAxis,
  tell: Tell,
  signal: AbortSignal,
): Promise<Opened> {
  const result: Opened = { good: [], unstated: [], failed: [] };
  let done = 0;
  const opened = await inParallel(files, readersAtOnce, async (file) => {
    await tell(done, `Checking ${basename(file)}`);
    try {
      const stated = await statesItsAxes(file);
      return { file, stated, ...(await contentOf(file, signal)) };
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code === 'out-of-memory' || error.code === 'cancelled') throw error;
      return { file, reason: error.message };
    } finally {
      done += 1;
    }
  });
  for (const each of opened) {
    if (each.reason !== undefined) result.failed.push({ file: each.file, reason: each.reason });
    else {
      const { stated, ...source } = each;
      result.good.push({ ...source, axis: stated ? null : axis });
      if (!stated && axis === null) result.unstated.push(source.file);
    }
  }
  await tell(files.length, 'Adding the files');
  return result;
}

type SourceAxis = CheckedSource['axis'];

async function statesItsAxes(file: string): Promise<boolean> {
  const source = await openSource(file);
  await source.close();
  return source.info.axesStated;
}

/** A project as it is handed out: its sources as absolute paths too. */
export async function describe(
  project: Project,
): Promise<{ folder: string; document: ProjectDocument; sources: string[] }> {
  const document = await project.document();
  const sources = document.sources.map(({ path }) => project.photoFile(path));
  return { folder: project.folder, document, sources };
}
