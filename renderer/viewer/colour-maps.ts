import { rgb } from 'd3-color';
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateRdBu,
  interpolateViridis,
} from 'd3-scale-chromatic';
import { colourMapNames, type ColourMapName } from '../../electron/contract/triple-methods.ts';

/** Lightness rises steadily in all but `blue-red`, which is for differences: white at the middle of its range. */
const maps: Record<ColourMapName, (share: number) => string> = {
  grey: (share) => `rgb(${[share, share, share].map((part) => Math.round(255 * part)).join(',')})`,
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  inferno: interpolateInferno,
  magma: interpolateMagma,
  plasma: interpolatePlasma,
  'blue-red': (share) => interpolateRdBu(1 - share),
};

export { colourMapNames };
export type { ColourMapName };

const tables = new Map<string, Uint8Array<ArrayBuffer>>();

/** 256 colours from the lowest to the highest value as RGBA bytes, the same as the engine's own pictures have. */
export function colourTable(map: ColourMapName): Uint8Array<ArrayBuffer> {
  return tableOf(map, (share) => rgb(maps[map](share)));
}

/** From black to a colour (CSS), for channels that are shown on top of each other. */
export function channelTable(colour: string): Uint8Array<ArrayBuffer> {
  const { r, g, b } = rgb(colour);
  return tableOf(colour, (share) => ({ r: r * share, g: g * share, b: b * share }));
}

type Rgb = { r: number; g: number; b: number };

function tableOf(key: string, colourAt: (share: number) => Rgb): Uint8Array<ArrayBuffer> {
  const known = tables.get(key);
  if (known) return known;
  const table = new Uint8Array(4 * 256);
  for (let i = 0; i < 256; i += 1) {
    const { r, g, b } = colourAt(i / 255);
    table.set([Math.round(r), Math.round(g), Math.round(b), 255], 4 * i);
  }
  tables.set(key, table);
  return table;
}

/** The map as a CSS gradient, for legends and choices. */
export function mapGradient(map: ColourMapName, inverted = false): string {
  const table = colourTable(map);
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = 4 * Math.round(((inverted ? 16 - i : i) / 16) * 255);
    return `rgb(${table[at] ?? 0},${table[at + 1] ?? 0},${table[at + 2] ?? 0})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
