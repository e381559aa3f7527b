import type { DatasetDocument, ImageReference } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { classMapOf } from '../imaging/class-map.ts';
import type { Raster } from '../imaging/raster.ts';

export type ClassesImage = Extract<ImageReference, { kind: 'classes' }>;
type Classes = DatasetDocument['classes'];

/**
 * For each pixel the number of the class (from 1) whose layer covers it last, 0 where none does; uint8, the
 * whole masks. What the masks themselves do not agree on is in the notes.
 * @param read a mask, or one channel of it where `c` is not null.
 * @throws AbbeError invalid-input naming the mask, for an unknown class and masks of different sizes.
 */
export async function loadClassMap(
  { layers }: Pick<ClassesImage, 'layers'>,
  classes: Classes,
  read: (source: string, c: number | null) => Promise<Raster>,
): Promise<Raster> {
  const opened = layers.map(async ({ name, source, c, values }) => {
    const number = classes.findIndex((known) => known.name === name) + 1;
    if (number > 0) return { name: source, mask: await read(source, c), class: number, values };
    const message = `${source} cannot be used as a mask: the dataset has no class “${name}”; make the dataset anew.`;
    throw new AbbeError('invalid-input', message, { file: source });
  });
  const { map, notes } = classMapOf(await Promise.all(opened));
  return { ...map, notes };
}

/** A class map in the classes' colours (RGB, 8-bit); what belongs to no class is black. */
export function colourClasses(map: Raster, classes: Classes): Raster {
  const data = new Uint8Array(map.data.length * 3);
  map.data.forEach((number: number, i: number) => {
    const colour = classes[number - 1]?.colour;
    if (colour) data.set(colour, i * 3);
  });
  return { ...map, channels: 3, dtype: 'uint8', data };
}
