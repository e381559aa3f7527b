import { rm } from 'node:fs/promises';
import type { SourceEntry } from '../../contract/documents.ts';
import { copySource } from './copy-source.ts';
import type { Project } from './project.ts';

/** A source that was opened and read through. */
export interface CheckedSource {
  /** Absolute. */
  file: string;
  sha256: string;
  bytes: number;
  /** What its pages are; null where the file says so itself, or nobody has said it. */
  axis: SourceEntry['axis'];
}

/**
 * Adds sources to project.json in one change. A file that is listed with equal content is left as it is; with
 * another, its entry is renewed.
 * @param copy copies those that lie outside the project's folder into it; content that is in there already is
 * neither copied nor listed twice.
 * @param tell told before each file; may throw to cancel: then nothing is listed.
 * @returns the files that were new or had changed, where they lie now.
 */
export async function addSources(
  project: Project,
  checked: readonly CheckedSource[],
  copy: boolean,
  tell: (done: number, file: string) => Promise<void> = async () => {},
): Promise<string[]> {
  const added: string[] = [];
  await project.inTurn(async () => {
    const sources = copy ? await copied(project, checked, tell) : checked;
    await project.write((document) => {
      const entries = new Map(document.sources.map((entry) => [entry.path, entry]));
      for (const { file, sha256, bytes, axis } of sources) {
        const path = project.photoName(file);
        const known = entries.get(path);
        const same = known?.sha256 === sha256;
        const next = { path, sha256, bytes, axis: axis ?? (same ? known.axis : null) };
        entries.set(path, next);
        if (!same || known.axis !== next.axis) added.push(file);
      }
      return { ...document, sources: [...entries.values()] };
    });
  });
  return added;
}

/**
 * The sources with those from outside copied; what is inside already stands in for its copies. Where one fails
 * or the person cancels, the copies made so far go again: nothing lists them.
 */
async function copied(
  project: Project,
  checked: readonly CheckedSource[],
  tell: (done: number, file: string) => Promise<void>,
): Promise<CheckedSource[]> {
  const { sources } = await project.document();
  const inside = new Map<string, string>();
  for (const { path, sha256 } of sources) {
    if (project.isInside(path)) inside.set(sha256, project.photoFile(path));
  }
  const result: CheckedSource[] = [];
  const made: string[] = [];
  try {
    for (const [i, source] of checked.entries()) {
      await tell(i, source.file);
      const { file, sha256 } = source;
      const known = project.isInside(project.photoName(file)) ? file : inside.get(sha256);
      const copy = known === undefined ? await copySource(project.folder, file) : { file: known };
      if (known === undefined) made.push(copy.file);
      inside.set(sha256, copy.file);
      result.push({ ...source, ...copy });
    }
  } catch (thrown) {
    await Promise.all(made.map((file) => rm(file, { recursive: true, force: true })));
    throw thrown;
  }
  return result;
}
