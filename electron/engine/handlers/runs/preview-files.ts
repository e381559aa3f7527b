import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AbbeError } from '../../../contract/errors.ts';
import { encodePng } from '../../formats/png.ts';
import { openPhoto } from '../../formats/open-photo.ts';
import type { ValueRange } from '../../imaging/normalise.ts';
import type { Raster } from '../../imaging/raster.ts';
import { fileError, isMissing } from '../../projects/file-errors.ts';
import type { Triple } from '../pixels.ts';
import { displayRanges, displayTriple } from '../pixels.ts';

export const roles = ['input', 'result', 'truth'] as const;
const rangeSchema = z.object({ min: z.number(), max: z.number() });
const indexSchema = z.object({
  step: z.number().int(),
  ids: z.array(z.string()),
  /** Pixel values that are black and white in each picture; absent from what an older Abbe wrote. */
  ranges: z.array(z.object({ input: rangeSchema, result: rangeSchema, truth: rangeSchema })).optional(),
});
const folderName = /^\d{8,}$/;

/** A preview as it was kept: 8-bit pictures for display, and the pixel values that their black and white are. */
export interface KeptPreview extends Triple<Raster> {
  /** Null where it was not noted. */
  ranges: Omit<Triple<ValueRange>, 'id'> | null;
}

/**
 * Writes one set of preview pictures as 8-bit PNG files into `previews/STEP/`, whole or not at all: the set is
 * written beside its place and renamed. They are copies for display; results in full depth come from `run.apply`.
 */
export async function writePreview(
  folder: string,
  step: number,
  images: readonly Triple<Raster>[],
): Promise<void> {
  const place = placeOf(folder, step);
  try {
    await mkdir(folder, { recursive: true });
    const temporary = await mkdtemp(join(folder, '.new-'));
    for (const [i, image] of images.entries()) {
      const shown = displayTriple(image);
      for (const role of roles)
        await writeFile(join(temporary, fileName(i, role)), await encodePng(shown[role]));
    }
    const ranges = images.map((image) => displayRanges(image));
    const index = { step, ids: images.map(({ id }) => id), ranges };
    await writeFile(join(temporary, 'index.json'), JSON.stringify(index));
    // A resumed run draws the same step anew.
    await rm(place, { recursive: true, force: true });
    await rename(temporary, place);
  } catch (thrown) {
    throw fileError(place, 'written', thrown);
  }
}

/** The steps that there are preview pictures of, rising. */
export async function previewSteps(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(folder, 'read', thrown);
  });
  return names
    .filter((name) => folderName.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Most sets of preview pictures that a run keeps. */
const mostSets = 100;

/** Removes sets until there are no more than are kept: each time the one between its nearest neighbours. */
export async function thinPreviews(folder: string, most = mostSets): Promise<void> {
  for (const step of thinned(await previewSteps(folder), most)) {
    await rm(placeOf(folder, step), { recursive: true, force: true });
  }
}

/**
 * Which steps to leave out so that at most so many stay, spread evenly; never the first or the last.
 * @param steps rising.
 */
export function thinned(steps: readonly number[], most: number): number[] {
  const kept = [...steps];
  const out: number[] = [];
  while (kept.length > Math.max(2, most)) {
    let at = 1;
    const gap = (i: number): number => (kept[i + 1] as number) - (kept[i - 1] as number);
    for (let i = 2; i < kept.length - 1; i += 1) if (gap(i) < gap(at)) at = i;
    out.push(...kept.splice(at, 1));
  }
  return out;
}

/** The newest set of preview pictures; null where there is none yet. */
export async function readLatestPreview(
  folder: string,
): Promise<{ step: number; items: KeptPreview[] } | null> {
  const newest = (await previewSteps(folder)).at(-1);
  return newest === undefined ? null : readPreview(folder, newest);
}

/** The preview pictures of one step. @throws AbbeError not-found where there are none of it. */
export async function readPreview(
  folder: string,
  step: number,
): Promise<{ step: number; items: KeptPreview[] }> {
  const place = placeOf(folder, step);
  const text = await readFile(join(place, 'index.json'), 'utf8').catch((thrown: unknown) => {
    throw fileError(place, 'read', thrown);
  });
  const { ids, ranges } = parseIndex(place, text);
  const items = await Promise.all(
    ids.map(async (id, i) => {
      const [input, result, truth] = (await Promise.all(
        roles.map((role) => openPhoto(join(place, fileName(i, role)))),
      )) as [Raster, Raster, Raster];
      return { id, input, result, truth, ranges: ranges?.[i] ?? null };
    }),
  );
  return { step, items };
}

function parseIndex(place: string, text: string): z.output<typeof indexSchema> {
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch (thrown) {
    throw new AbbeError(
      'invalid-input',
      `The list of preview pictures in ${place} is damaged; the run’s other steps can still be shown.`,
      { file: place, cause: thrown },
    );
  }
}

function placeOf(folder: string, step: number): string {
  return join(folder, String(step).padStart(8, '0'));
}

function fileName(index: number, role: (typeof roles)[number]): string {
  return `${String(index + 1).padStart(2, '0')}-${role}.png`;
}
