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

const isVolume = (file: string): boolean => /\.nii(\.gz)?$|\.hdr$/i.test(file);

/** What results are best written as before a person chooses: volumes as volumes, as they lie somewhere in space. */
export const fittingFormat = (entries: readonly ApplyEntry[]): 'nifti' | 'ome-tiff' =>
  entries.length > 0 && entries.every(({ file }) => isVolume(file)) ? 'nifti' : 'ome-tiff';

/** Short names by path: with the folder before them where several files are called the same. */
export function distinctNames(files: readonly string[]): Map<string, string> {
  const parts = files.map((file) => file.split(/[\\/]/).filter(Boolean));
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part.at(-1) ?? '', (counts.get(part.at(-1) ?? '') ?? 0) + 1);
  return new Map(
    files.map((file, i) => {
      const name = parts[i]?.at(-1) ?? file;
      return [file, (counts.get(name) ?? 0) > 1 ? (parts[i]?.slice(-2).join('/') ?? name) : name];
    }),
  );
}

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
