import { dirname, extname, resolve } from 'node:path';
import { projectExtension } from '../contract/file-types.ts';

/** Whether a path is a project's small file, by its ending. */
export const isProjectFile = (path: string): boolean =>
  extname(path).toLowerCase() === `.${projectExtension}`;

/**
 * The project file among the words that Abbe was started with, absolute; null where there is none. The system
 * puts it last, after Chromium's own switches.
 *
 * @param words without the executable
 * @param cwd where the words were said
 */
export function projectFileIn(words: readonly string[], cwd: string): string | null {
  const found = words.filter((word) => !word.startsWith('-') && isProjectFile(word)).pop();
  return found === undefined ? null : resolve(cwd, found);
}

/** The project that a project file opens: the folder it lies in, wherever that was moved. */
export const folderOfProjectFile = (file: string): string => dirname(file);
