import type { DatasetDocument } from '../../../contract/datasets.ts';
import { colourClasses } from '../../datasets/load-class-map.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { VariableStore } from '../../runtime/variables.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours (0 to 255) of classes 1, 2, ...; class 0 is the background, which is black. */
export type ClassColours = readonly Colour[];

const name = 'images/classes';

/**
 * Keeps the classes' colours among the variables, so that stored weights make pictures without their dataset
 * (decision 0056).
 */
export function keepColours(store: VariableStore, colours: ClassColours): void {
  const values = Float32Array.from(colours.flat());
  store.create(name, [values.length], { kind: 'values', values }, false);
}

/** The colours among stored variables; null where they hold none, or none that make sense. */
export function coloursOf(variables: ReadonlyMap<string, Float32Array>): ClassColours | null {
  const values = variables.get(name);
  if (!values || values.length === 0 || values.length % 3 !== 0) return null;
  if (!values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)) return null;
  return Array.from({ length: values.length / 3 }, (_, i): Colour => {
    const [red = 0, green = 0, blue = 0] = values.subarray(3 * i);
    return [red, green, blue];
  });
}

/** Why pictures in these colours would not say which class a pixel is of; null where they do. */
export function colourMisfit(classes: DatasetDocument['classes']): string | null {
  if (classes.length === 0) return 'it holds no class maps; prepare masks and images';
  const shown = new Set(classes.map(({ colour }) => colour.join(' ')));
  if (shown.size === classes.length && !shown.has('0 0 0')) return null;
  return 'some of its classes have the same colour, or black; prepare masks of at most five classes';
}

/** The class of the largest probability at each pixel: (height, width) uint8, 0 the background. */
export function mostProbable(
  probabilities: Float32Array,
  { width, height, classes }: { width: number; height: number; classes: number },
): Raster {
  const data = new Uint8Array(width * height);
  for (let pixel = 0; pixel < data.length; pixel += 1) {
    let best = 0;
    for (let c = 1; c < classes; c += 1) {
      const value = probabilities[pixel * classes + c] as number;
      if (value > (probabilities[pixel * classes + best] as number)) best = c;
    }
    data[pixel] = best;
  }
  return { width, height, channels: 1, dtype: 'uint8', data, notes: [] };
}

/** A class map as a picture in its classes' colours. */
export function inColours(map: Raster, colours: ClassColours): Raster {
  return colourClasses(
    map,
    colours.map(([red, green, blue]) => ({ name: '', colour: [red, green, blue] })),
  );
}
