import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';

/** Where things lie in a project folder. */
export const layout = {
  project: (folder: string) => join(folder, 'project.json'),
  lock: (folder: string) => join(folder, 'project.lock'),
  lockHolder: (folder: string) => join(folder, 'project.lock.json'),
  datasets: (folder: string) => join(folder, 'datasets'),
  dataset: (folder: string, id: string) => join(folder, 'datasets', `${requireId(id)}.json`),
  /** Removed, until it is restored. */
  removedDataset: (folder: string, id: string) => join(folder, 'datasets', `${requireId(id)}.json.removed`),
  /** Masks and images that runs made, a folder each time. */
  synthetic: (folder: string) => join(folder, 'synthetic'),
  runs: (folder: string) => join(folder, 'runs'),
  run: (folder: string, id: string) => join(folder, 'runs', requireId(id)),
  /** Removed, until it is restored. */
  removedRun: (folder: string, id: string) => join(folder, 'runs', `${layout.removedPrefix}${requireId(id)}`),
  removedPrefix: '.removed-',
};

/** Where things lie in a run's folder. */
export const runLayout = {
  record: (runFolder: string) => join(runFolder, 'run.json'),
  losses: (runFolder: string) => join(runFolder, 'losses.jsonl'),
  checkpoints: (runFolder: string) => join(runFolder, 'checkpoints'),
  /** The one with the best validation. */
  bestCheckpoint: (runFolder: string) => join(runFolder, 'checkpoints', 'best'),
  /** The weights that a run began with, where it began with those of another. */
  startCheckpoint: (runFolder: string) => join(runFolder, 'checkpoints', 'start'),
  previews: (runFolder: string) => join(runFolder, 'previews'),
  /** What the inputs that it was trained on are like. */
  trainingImages: (runFolder: string) => join(runFolder, 'training-images.json'),
  evaluation: (runFolder: string) => join(runFolder, 'evaluation.json'),
};

/** Ids become file names: anything that could leave the project folder is refused. */
export function requireId(id: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(id)) return id;
  throw new AbbeError('invalid-input', `“${id}” is not an id of this project.`);
}

/** A time as the beginning of an id: sorts by age and reads well, e.g. 20250131-142501. */
export function timeStamp(time: Date): string {
  return time.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
}

/** How a project refers to a file: relative with forward slashes where it lies inside, else absolute. */
export function storedPath(folder: string, file: string): string {
  const absolute = resolve(file);
  const inside = relative(resolve(folder), absolute);
  const outside = inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return outside ? absolute : inside.split(sep).join('/');
}
