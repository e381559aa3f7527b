import { resolve } from 'node:path';
import type { RunRecord } from '../../../contract/documents.ts';
import type { Project } from '../../projects/project.ts';
import type { EngineContext } from '../context.ts';

/** A run as calls name it. */
export interface RunReference {
  project: string;
  run: string;
}

/** @throws AbbeError not-found */
export async function findRun(
  context: EngineContext,
  { project: folder, run }: RunReference,
): Promise<{ project: Project; record: RunRecord }> {
  const project = await context.projects.open(resolve(folder));
  return { project, record: await context.runs.get(project, run) };
}
