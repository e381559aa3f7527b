import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { encodePng } from '../../formats/png.ts';
import { openPhoto } from '../../formats/open-photo.ts';
import type { Raster } from '../../imaging/raster.ts';
import { fileError, isMissing } from '../../projects/file-errors.ts';
import type { Triple } from '../pixels.ts';
import { displayTriple } from '../pixels.ts';

const roles = ['input', 'result', 'truth'] as const;
const indexSchema = z.object({ step: z.number().int(), ids: z.array(z.string()) });
const folderName = /^\d{8,}$/;

/**
 * Writes one set of preview pictures as 8-bit PNG files into `previews/STEP/`, whole or not at all: the set is
 * written beside its place and renamed.
 */
export async function writePreview(
  folder: string,
  step: number,
  images: readonly Triple<Raster>[],
): Promise<void> {
  const place = join(folder, String(step).padStart(8, '0'));
  try {
    await mkdir(folder, { recursive: true });
    const temporary = await mkdtemp(join(folder, '.new-'));
    for (const [i, image] of images.entries()) {
      const shown = displayTriple(image);
      for (const role of roles)
        await writeFile(join(temporary, fileName(i, role)), await encodePng(shown[role]));
    }
    const index = { step, ids: images.map(({ id }) => id) };
    await writeFile(join(temporary, 'index.json'), JSON.stringify(index));
    // A resumed run draws the same step anew.
    await rm(place, { recursive: true, force: true });
    await rename(temporary, place);
  } catch (thrown) {
    throw fileError(place, 'written', thrown);
  }
}

/** The newest set of preview pictures; null where there is none yet. */
export async function readLatestPreview(
  folder: string,
): Promise<{ step: number; items: Triple<Raster>[] } | null> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(folder, 'read', thrown);
  });
  const newest = names
    .filter((name) => folderName.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1);
  if (newest === undefined) return null;
  const place = join(folder, newest);
  const { step, ids } = indexSchema.parse(JSON.parse(await readFile(join(place, 'index.json'), 'utf8')));
  const items = await Promise.all(
    ids.map(async (id, i) => {
      const [input, result, truth] = await Promise.all(
        roles.map((role) => openPhoto(join(place, fileName(i, role)))),
      );
      return { id, input, result, truth } as Triple<Raster>;
    }),
  );
  return { step, items };
}

function fileName(index: number, role: (typeof roles)[number]): string {
  return `${String(index + 1).padStart(2, '0')}-${role}.png`;
}
