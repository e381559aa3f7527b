import { rgb } from 'd3-color';
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateRdBu,
  interpolateViridis,
} from 'd3-scale-chromatic';
import { percentileRange } from './display.ts';
import type { ValueRange } from './normalise.ts';
import type { Raster } from './raster.ts';

/**
 * Maps whose lightness rises steadily, so that they can be read by the colour-blind and in print, and one for
 * differences: `blue-red` is white in the middle of its range, which is to be symmetric about zero.
 */
const maps = {
  grey: null,
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  inferno: interpolateInferno,
  magma: interpolateMagma,
  plasma: interpolatePlasma,
  'blue-red': (share: number) => interpolateRdBu(1 - share),
} as const;

export type ColourMap = keyof typeof maps;

export const colourMaps = Object.keys(maps) as ColourMap[];

/** Colours of a map: 256, as many as an 8-bit display tells apart along one line. */
const steps = 256;
const tables = new Map<ColourMap, Uint8Array>();

/** 256 colours of a map from its lowest to its highest value, red, green and blue interleaved (768 bytes). */
export function colourTable(map: ColourMap): Uint8Array {
  const known = tables.get(map);
  if (known) return known;
  const table = new Uint8Array(3 * steps);
  for (let i = 0; i < steps; i += 1) {
    const colour = maps[map]?.(i / (steps - 1));
    const { r, g, b } = colour === undefined ? { r: i, g: i, b: i } : rgb(colour);
    table.set([r, g, b].map(Math.round), 3 * i);
  }
  tables.set(map, table);
  return table;
}

/**
 * An image of one channel in colours, (height, width, 3), uint8: `range.min` takes the first colour of the map,
 * `range.max` the last, values beyond them are clamped; NaN is black.
 *
 * @param range the 0.5 and 99.5 percentiles where not given. Images that are compared need one range for all.
 * @throws RangeError for a colour image, which has no single value to show.
 */
export function colourise(
  raster: Raster,
  map: ColourMap,
  { min, max }: ValueRange = percentileRange(raster),
): Raster {
  if (raster.channels !== 1) {
    throw new RangeError('A colour map shows one number per pixel; this image has three channels.');
  }
  const table = colourTable(map);
  const span = max > min ? max - min : Infinity;
  const data = new Uint8Array(3 * raster.data.length);
  for (let i = 0; i < raster.data.length; i += 1) {
    const share = ((raster.data[i] as number) - min) / span;
    if (Number.isNaN(share)) continue;
    const at = 3 * Math.round((steps - 1) * Math.min(1, Math.max(0, share)));
    data[3 * i] = table[at] as number;
    data[3 * i + 1] = table[at + 1] as number;
    data[3 * i + 2] = table[at + 2] as number;
  }
  return { ...raster, channels: 3, dtype: 'uint8', data };
}
