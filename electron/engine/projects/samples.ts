import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';

export interface Sample {
  recipe: string;
  /** Folder under resources/samples. */
  folder: string;
  title: string;
}

/** Every sample project that ships; a new one is its folder and one line here. */
export const samples: readonly Sample[] = [
  { recipe: 'microgan', folder: 'stained-cells', title: 'Stained blood cells' },
];

/** References to photos of a sample begin so: the installation may lie elsewhere at the next start. */
export const samplePrefix = 'sample:';

/** The sample of a recipe. @throws AbbeError not-found */
export function sampleOf(recipe: string): Sample {
  const sample = samples.find((candidate) => candidate.recipe === recipe);
  if (sample) return sample;
  const known = samples.map((candidate) => candidate.recipe).join(', ');
  throw new AbbeError(
    'not-found',
    `No sample project ships for the recipe “${recipe}” (there is: ${known}).`,
  );
}

/**
 * The folder of the samples: the packaged app names its resources in ABBE_RESOURCES; else they lie at the root
 * of the package, some levels above this file or above the bundle that holds it.
 * Null where an installation lacks them.
 */
export function samplesFolder(): string | null {
  const packaged = process.env['ABBE_RESOURCES'];
  if (packaged !== undefined) return join(packaged, 'samples');
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'resources', 'samples');
    if (existsSync(found)) return found;
  }
  return null;
}

/** The folder of a sample's photos. @throws AbbeError not-found where an installation lacks them. */
export function sampleFolder(folder: string): string {
  const samples = samplesFolder();
  if (samples !== null && existsSync(join(samples, folder))) return join(samples, folder);
  throw new AbbeError(
    'not-found',
    `The sample “${folder}” is missing from this installation; install Abbe again.`,
  );
}
