import type { Raster } from './raster.ts';

/** A mask and the class, 1 to 255, that it gives its pixels; 0 is the rest, which no mask covers. */
export type ClassLayer = {
  name: string;
  mask: Raster;
  class: number;
  /** Values of a label image that mean this class, see `labelOf`; null: the mask is set or not. */
  values: readonly number[] | null;
};

export type ClassMap = {
  /** (height, width) uint8, a class a pixel. */
  map: Raster;
  /** What a person should know, one sentence each. */
  notes: string[];
};

/**
 * The classes of masks, one class a pixel: where several cover it, the later layer wins, and the notes say how many
 * pixels that were. A mask is set above half of its largest value, so 1-bit masks, 8-bit ones of 0 and 1 or of 0
 * and 255, and ones with smoothed edges mean the same; the notes name those that are not two-valued.
 * @throws RangeError for masks of different sizes (of `size`, where given), and for classes beyond 1 to 255.
 */
export function classMapOf(
  layers: readonly ClassLayer[],
  size: { width: number; height: number } | undefined = layers[0]?.mask,
): ClassMap {
  if (!size) throw new RangeError('A class map needs at least one mask.');
  const { width, height } = size;
  const data = new Uint8Array(width * height);
  const notes: string[] = [];
  for (const layer of layers) {
    const { name, mask } = layer;
    if (mask.width !== width || mask.height !== height) {
      const sizes = `${mask.width} x ${mask.height} pixels, where ${width} x ${height} are needed`;
      throw new RangeError(`The mask “${name}” has ${sizes}.`);
    }
    if (!Number.isInteger(layer.class) || layer.class < 1 || layer.class > 255) {
      throw new RangeError(`The class of the mask “${name}” must be a number from 1 to 255.`);
    }
    const { isSet, note } = membership(layer);
    if (note) notes.push(note);
    const hidden = paint(data, mask, isSet, layer.class);
    if (hidden > 0) notes.push(`“${name}” lies over ${hidden} pixels of masks before it.`);
  }
  return { map: { width, height, channels: 1, dtype: 'uint8', data, notes: [] }, notes };
}

/** The number that a pixel of a label image has: its value, of colour-coded ones 65536 red + 256 green + blue. */
export function labelOf({ data, channels }: Raster, pixel: number): number {
  if (channels === 1) return data[pixel] as number;
  const at = 3 * pixel;
  return (data[at] as number) * 65536 + (data[at + 1] as number) * 256 + (data[at + 2] as number);
}

/** How many pixels have each value (see `labelOf`), values rising. */
export function labelCounts(raster: Raster): Map<number, number> {
  if (raster.channels === 1 && raster.dtype !== 'float32') return countWhole(raster.data, raster.dtype);
  const counts = new Map<number, number>();
  const pixels = raster.width * raster.height;
  for (let i = 0; i < pixels; i += 1) {
    const value = labelOf(raster, i);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** By table, which is some ten times faster than by map. */
function countWhole(data: Raster['data'], dtype: 'uint8' | 'uint16'): Map<number, number> {
  const counts = new Uint32Array(dtype === 'uint8' ? 256 : 65536);
  for (let i = 0; i < data.length; i += 1) counts[data[i] as number]! += 1;
  return new Map([...counts.entries()].filter(([, count]) => count > 0));
}

/**
 * One sentence on the values of a label image that `known` does not have, the most frequent first and at most
 * twelve of them, or undefined where there are none. Their pixels become the rest.
 */
export function unexpectedValues(labels: Raster, known: readonly number[]): string | undefined {
  const expected = new Set(known);
  const counts = [...labelCounts(labels)].filter(([value]) => !expected.has(value));
  if (counts.length === 0) return undefined;
  const most = counts.sort(([, a], [, b]) => b - a).slice(0, 12);
  const named = most.map(([value, count]) => `${nameOf(value, labels)} (${count} pixels)`).join(', ');
  const more = counts.length > most.length ? ` and ${counts.length - most.length} more` : '';
  return `The label image has values without a class: ${named}${more}.`;
}

/** The red, green and blue channel of a mask picture as one mask each, in this order. */
export function channelMasks(picture: Raster): [Raster, Raster, Raster] {
  if (picture.channels !== 3) throw new RangeError('A mask picture must have red, green and blue channels.');
  const pixels = picture.width * picture.height;
  const channel = (offset: number): Raster => {
    const data = picture.data.slice(0, pixels);
    for (let i = 0; i < pixels; i += 1) data[i] = picture.data[3 * i + offset] as number;
    return { ...picture, channels: 1, data };
  };
  return [channel(0), channel(1), channel(2)];
}

/**
 * The one-hot picture of a class map, (height, width, 3) uint8 of 0 and 255: each channel shows one class. The
 * electron microscopy paper (skip-patch GAN, section 2.2) has mitochondria red, membranes green and the rest blue.
 * Pixels of other classes are black.
 */
export function oneHotPicture(map: Raster, channels: { red: number; green: number; blue: number }): Raster {
  const order = [channels.red, channels.green, channels.blue];
  const data = new Uint8Array(3 * map.data.length);
  for (let i = 0; i < map.data.length; i += 1) {
    const channel = order.indexOf(map.data[i] as number);
    if (channel >= 0) data[3 * i + channel] = 255;
  }
  return { ...map, channels: 3, dtype: 'uint8', data };
}

/** The part of the pixels, 0 to 1, that each of the classes 0 to `classes` - 1 has. */
export function classShares(map: Raster, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const value of map.data) counts[value] = (counts[value] ?? 0) + 1;
  return counts.map((count) => count / map.data.length);
}

type IsSet = (label: number) => boolean;

function membership({ name, mask, values }: ClassLayer): { isSet: IsSet; note?: string } {
  if (values !== null) {
    const wanted = new Set(values);
    return { isSet: (label) => wanted.has(label) };
  }
  const grey = greyOf(mask);
  if (!grey) {
    throw new RangeError(
      `The mask “${name}” is coloured: say which of its colours or channels are which class.`,
    );
  }
  const found = [...labelCounts(grey).keys()];
  const [smallest, largest] = [found[0] as number, found.at(-1) as number];
  const isSet: IsSet = (label) => (mask.channels === 1 ? label : label % 256) > largest / 2;
  if (found.length === 1 && largest > 0) return { isSet, note: `The mask “${name}” is set everywhere.` };
  if (found.length <= 1 || (found.length === 2 && smallest === 0)) return { isSet };
  const note = `The mask “${name}” has ${found.length} grey values from ${smallest} to ${largest}: a pixel belongs to it above ${largest / 2}.`;
  return { isSet, note };
}

/** A mask's one channel; of an 8-bit RGB file the red one where the three are equal, else undefined. */
function greyOf(mask: Raster): Raster | undefined {
  if (mask.channels === 1) return mask;
  const pixels = mask.width * mask.height;
  for (let i = 0; i < pixels; i += 1) {
    const red = mask.data[3 * i];
    if (mask.data[3 * i + 1] !== red || mask.data[3 * i + 2] !== red) return undefined;
  }
  return mask.dtype === 'uint8' ? channelMasks(mask)[0] : undefined;
}

/** Returns how many pixels had another class before. */
function paint(data: Uint8Array, mask: Raster, isSet: IsSet, value: number): number {
  let hidden = 0;
  for (let i = 0; i < data.length; i += 1) {
    if (!isSet(labelOf(mask, i))) continue;
    if (data[i] !== 0 && data[i] !== value) hidden += 1;
    data[i] = value;
  }
  return hidden;
}

function nameOf(value: number, { channels }: Raster): string {
  return channels === 1 ? String(value) : `#${value.toString(16).padStart(6, '0')}`;
}
