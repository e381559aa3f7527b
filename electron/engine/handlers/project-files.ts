import { resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { listPack } from '../projects/pack-list.ts';
import { writePack } from '../projects/pack.ts';
import { findSources, missingSources, renameSources } from '../projects/relocate.ts';
import { unpackProject } from '../projects/unpack.ts';
import type { EngineContext } from './context.ts';
import { describe } from './project.ts';
import { stagedProgress, taskProgress } from './task-progress.ts';

type ProjectFileHandlers = Pick<Handlers, 'project.relocate' | 'project.pack' | 'project.unpack'>;

/** Moved files found again, and projects as one file. */
export function projectFileHandlers({ projects }: EngineContext): ProjectFileHandlers {
  return {
    'project.relocate': async ({ project: folder, folders }, call) => {
      const project = await projects.open(resolve(folder));
      return project.locked(async () => {
        const missing = await missingSources(project);
        const tell = taskProgress(call, missing.length);
        const where = folders.map((path) => resolve(path));
        const found = missing.length > 0 ? await findSources(missing, where, tell, call.signal) : new Map();
        const names = new Map([...found].map(([path, file]) => [path, project.photoName(file)]));
        if (names.size > 0) await renameSources(project, names);
        return {
          ...(await describe(project)),
          found: [...found].map(([path, to]) => ({ from: project.photoFile(path), to })),
          missing: missing.filter(({ path }) => !found.has(path)).map(({ path }) => project.photoFile(path)),
        };
      });
    },
    'project.pack': async ({ project: folder, file, runs }, call) => {
      const project = await projects.open(resolve(folder));
      const path = resolve(file);
      // Under the lock, so that no other engine changes what is being packed.
      return project.locked(async () => {
        const files = await listPack(project, { runs, signal: call.signal });
        const total = files.reduce((sum, packed) => sum + (packed.text === undefined ? packed.bytes : 0), 0);
        const tell = taskProgress(call, total, () => 'Cancelled; nothing was packed.');
        return { file: path, ...(await writePack(path, files, tell)) };
      });
    },
    'project.unpack': async ({ file, folder }, call) => {
      const target = resolve(folder);
      const tell = stagedProgress(call, () => 'Cancelled; nothing was unpacked.');
      await unpackProject(resolve(file), target, tell, call.signal);
      return describe(await projects.open(target));
    },
  };
}
