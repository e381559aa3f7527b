import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Synthetic } from '../../../contract/generation-methods.ts';
import { syntheticSchema } from '../../../contract/generation-methods.ts';
import type { PixelSize } from '../../../contract/images.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { numberClasses } from '../../datasets/number-classes.ts';
import { writePng } from '../../formats/png.ts';
import { writeOmeTiff } from '../../formats/tiff/write-ome-tiff.ts';
import { classShares } from '../../imaging/class-map.ts';
import type { Raster } from '../../imaging/raster.ts';
import { fileError, isMissing } from '../../projects/file-errors.ts';
import { writeDocument } from '../../projects/json-document.ts';

type Item = Synthetic['items'][number];

const documentName = 'synthetic.json';

/** Makes the folder where it is missing. @throws AbbeError invalid-input where it holds something already. */
export async function requireEmptyFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(folder, 'read', thrown);
  });
  if (names.length > 0) {
    throw new AbbeError(
      'invalid-input',
      `${folder} is not empty; choose a new folder, as nothing is overwritten.`,
      { file: folder },
    );
  }
}

/**
 * Writes one mask in colours and in numbers, and its image where there is one: PNG, or where the pixel size is known
 * or the image has floating-point numbers OME-TIFF. Each file appears when it is whole.
 * @param number from 1; names the files.
 */
export async function writeItem(
  folder: string,
  number: number,
  { mask, image }: { mask: Raster; image: Raster | null },
  { classes, pixelSize }: Pick<Synthetic, 'classes' | 'pixelSize'>,
): Promise<Item> {
  const name = String(number).padStart(4, '0');
  const labels = numberClasses(mask, classes);
  const shares = classShares(labels, classes.length + 1);
  const areas = Object.fromEntries(classes.map((own) => [own.name, shares[own.number] ?? 0]));
  const item: Item = { mask: `masks/${name}.png`, labels: `labels/${name}.png`, image: null, areas };
  await write(folder, item.mask, (file) => writePng(file, mask));
  await write(folder, item.labels, (file) => writePng(file, labels));
  if (!image) return item;
  const tiff = pixelSize !== null || image.dtype === 'float32';
  item.image = `images/${name}${tiff ? '.ome.tif' : '.png'}`;
  await write(folder, item.image, (file) =>
    tiff ? writeTiff(file, image, pixelSize) : writePng(file, image),
  );
  return item;
}

/** What has been made so far: after each item, so that after a crash the folder says what it holds. */
export async function writeSynthetic(folder: string, document: Synthetic): Promise<void> {
  await writeDocument(join(folder, documentName), syntheticSchema, document);
}

async function write(folder: string, name: string, action: (file: string) => Promise<void>): Promise<void> {
  const file = join(folder, name);
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await action(file);
  } catch (thrown) {
    throw fileError(file, 'written', thrown);
  }
}

function writeTiff(file: string, image: Raster, pixelSize: PixelSize | null): Promise<void> {
  const { width, height, channels, dtype, data } = image;
  return writeOmeTiff(file, {
    shape: [1, channels, 1, height, width],
    dtype,
    pixelSize,
    channels: [],
    rgb: channels === 3,
    plane: ({ c }) => (channels === 1 ? data : data.filter((_: number, i: number) => i % channels === c)),
  });
}
