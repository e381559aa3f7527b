import type { DatasetDocument, ImageReference } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Raster } from '../imaging/raster.ts';

export type ClassesImage = Extract<ImageReference, { kind: 'classes' }>;
type Classes = DatasetDocument['classes'];

/**
 * For each pixel the number of the class (from 1) whose layer covers it last, 0 where none does; uint8. Of an
 * RGB mask, a value is 65536 red + 256 green + blue.
 * @throws AbbeError invalid-input naming the mask, for an unknown class and masks of different sizes.
 */
export async function classMap(
  { layers }: ClassesImage,
  classes: Classes,
  read: (source: string) => Promise<Raster>,
): Promise<Raster> {
  let map: Raster | undefined;
  for (const { name, source, values } of layers) {
    const number = classes.findIndex((known) => known.name === name) + 1;
    if (number < 1 || number > 255) throw unusable(source, `the dataset has no class “${name}”`);
    const mask = await read(source);
    const { width, height } = mask;
    map ??= { width, height, channels: 1, dtype: 'uint8', data: new Uint8Array(width * height), notes: [] };
    if (map.width !== width || map.height !== height) {
      const sizes = `${width} x ${height} pixels where the masks before it have ${map.width} x ${map.height}`;
      throw unusable(source, `it has ${sizes}`);
    }
    paint(map, mask, values && new Set(values), number);
  }
  if (!map) throw new AbbeError('invalid-input', 'A class map needs at least one mask.');
  return map;
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

function paint(map: Raster, { data, channels }: Raster, values: Set<number> | null, number: number): void {
  for (let i = 0; i < map.data.length; i += 1) {
    const at = i * channels;
    const value =
      channels === 1
        ? (data[at] as number)
        : (data[at] as number) * 65536 + (data[at + 1] as number) * 256 + (data[at + 2] as number);
    if (values ? values.has(value) : value !== 0) map.data[i] = number;
  }
}

function unusable(source: string, reason: string): AbbeError {
  return new AbbeError('invalid-input', `${source} cannot be used as a mask: ${reason}.`, { file: source });
}
