import type { AppliedFile } from '../../electron/contract/apply-methods.ts';

export type FileState = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled';

/** A file that a run is applied to, and what came of it. */
export interface ApplyEntry {
  file: string;
  state: FileState;
  /** Why it failed; empty else. */
  reason: string;
  result: AppliedFile | null;
}

/** Names that are image files whatever else they are; anything else may be a folder. */
const imageName = /\.(png|jpe?g|tiff?|lsm|bmp|webp|nii|gz|hdr|zarr|nd2|czi|idx)$/i;

export const looksLikeImage = (path: string): boolean => imageName.test(path);

/** Files that are not there yet, behind those that are. */
export function addFiles(entries: readonly ApplyEntry[], files: readonly string[]): ApplyEntry[] {
  const known = new Set(entries.map(({ file }) => file));
  const added = [...new Set(files)].filter((file) => !known.has(file));
  return [...entries, ...added.map(waiting)];
}

export const waiting = (file: string): ApplyEntry => ({ file, state: 'waiting', reason: '', result: null });

/** One file's entry changed. */
export function changeEntry(
  entries: readonly ApplyEntry[],
  file: string,
  change: Partial<ApplyEntry>,
): ApplyEntry[] {
  return entries.map((entry) => (entry.file === file ? { ...entry, ...change } : entry));
}

/** What is to be done: everything that is not done yet, or all of it once more. */
export function filesToDo(entries: readonly ApplyEntry[]): string[] {
  const open = entries.filter(({ state }) => state !== 'done');
  return (open.length > 0 ? open : entries).map(({ file }) => file);
}

/** Files that failed or were left out, for trying them again. */
export const filesToRetry = (entries: readonly ApplyEntry[]): string[] =>
  entries.filter(({ state }) => state === 'failed' || state === 'cancelled').map(({ file }) => file);

export function countStates(entries: readonly ApplyEntry[]): Record<FileState, number> {
  const counts = { waiting: 0, working: 0, done: 0, failed: 0, cancelled: 0 };
  for (const { state } of entries) counts[state] += 1;
  return counts;
}
