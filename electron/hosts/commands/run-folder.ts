import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';

/** How a run is named on the command line, and what the engine wants to know of it. */
export interface RunReference {
  project: string;
  run: string;
}

/**
 * `PROJECT/runs/ID` as project and id.
 *
 * @throws AbbeError `not-found` where the folder holds no run.
 */
export function readRunFolder(path: string): RunReference {
  const folder = resolve(path);
  const record = join(folder, 'run.json');
  if (!existsSync(record)) {
    throw new AbbeError(
      'not-found',
      `There is no run in ${folder} (no run.json); name a folder like PROJECT/runs/ID, as “abbe train” prints it.`,
      { file: record },
    );
  }
  return { project: dirname(dirname(folder)), run: basename(folder) };
}

/** The folder of a run. */
export function runFolder({ project, run }: RunReference): string {
  return join(project, 'runs', run);
}
