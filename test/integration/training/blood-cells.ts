import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { gaussianBlur } from '../../../electron/engine/imaging/gaussian-blur.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { memoryFeed } from '../../../electron/engine/recipes/memory-feed.ts';
import type { MemoryPair } from '../../../electron/engine/recipes/memory-feed.ts';
import type { PairFeed } from '../../../electron/engine/recipes/recipe.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/bccd', import.meta.url));

/** The stained blood photos lie beside the repository where they are at hand. */
export const haveBloodCells = existsSync(join(folder, 'Annotations'));

/** Cells of the first photos by their published boxes, with their 15x15 Gaussian; every third photo is for tests. */
export async function loadBloodCells(photos: number): Promise<PairFeed> {
  const names = (await readdir(join(folder, 'Annotations'))).sort().slice(0, photos);
  const pairs: MemoryPair[] = [];
  for (const [index, name] of names.entries()) {
    const truth = await openPhoto(join(folder, 'JPEGImages', name.replace('.xml', '.jpg')));
    const input = await gaussianBlur(truth, 15);
    const boxes = readBoxes(await readFile(join(folder, 'Annotations', name), 'utf8'));
    for (const [number, box] of boxes.entries()) {
      if (box.width < 20 || box.height < 20) continue;
      const split = index % 3 === 2 ? 'test' : 'training';
      pairs.push({ id: `${name} ${number}`, split, input: crop(input, box), truth: crop(truth, box) });
    }
  }
  return memoryFeed(pairs);
}

function readBoxes(xml: string) {
  const corners = /<xmin>(\d+)<\/xmin>\s*<ymin>(\d+)<\/ymin>\s*<xmax>(\d+)<\/xmax>\s*<ymax>(\d+)<\/ymax>/g;
  return [...xml.matchAll(corners)].map((match) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = match.slice(1).map(Number);
    return { x: left, y: top, width: right - left, height: bottom - top };
  });
}
