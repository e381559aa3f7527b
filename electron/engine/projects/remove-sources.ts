import { listDatasets } from './dataset-files.ts';
import type { Project } from './project.ts';

export interface RemovedSources {
  /** As they were asked for. */
  removed: string[];
  failed: { file: string; reason: string }[];
}

/**
 * Takes source files off a project's list; the files themselves stay. What a dataset is made of stays listed, with
 * the dataset's name as the reason.
 * @param files absolute; those that are not listed are left out silently.
 */
export async function removeSources(project: Project, files: readonly string[]): Promise<RemovedSources> {
  const result: RemovedSources = { removed: [], failed: [] };
  await project.inTurn(async () => {
    const users = new Map<string, string>();
    for (const { name, sources } of (await listDatasets(project.folder)).datasets) {
      for (const { path } of sources) if (!users.has(path)) users.set(path, name);
    }
    await project.write((document) => {
      const listed = new Set(document.sources.map(({ path }) => path));
      const gone = new Set<string>();
      for (const file of files) {
        const path = project.photoName(file);
        if (!listed.has(path)) continue;
        const user = users.get(path);
        if (user === undefined) {
          gone.add(path);
          result.removed.push(file);
        } else {
          const reason = `${file} stays: the dataset “${user}” is made of it; delete that dataset first.`;
          result.failed.push({ file, reason });
        }
      }
      return { ...document, sources: document.sources.filter(({ path }) => !gone.has(path)) };
    });
  });
  return result;
}
