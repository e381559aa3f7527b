import { blankPicture, layOn } from './canvas.ts';
import { colourBar } from './colour-bar.ts';
import type { ColourMap } from './colour-map.ts';
import { colourise } from './colour-map.ts';
import type { ValueRange } from './normalise.ts';
import type { Raster } from './raster.ts';
import { resizeMask } from './resize.ts';
import { textPicture } from './text-picture.ts';

/** Pictures of one example as they are shown, 8 bits each. */
export interface ShownTriple {
  /** What stands at the left of its row. */
  label: string;
  input: Raster;
  result: Raster;
  truth: Raster;
}

const columns = [
  ['source', 'input'],
  ['generated', 'result'],
  ['target', 'truth'],
] as const;
const gap = 6;
/** Pictures smaller than this are enlarged by a whole factor up to it (px). */
const leastSide = 96;

/**
 * Triples as the pix2pix paper on medical images shows them: a row each, with source, generated and target beside
 * each other under their names, and a colour bar of what the colours mean. Pictures smaller than others of the
 * montage, as growing networks make them, are enlarged to their size; pixels are never smoothed.
 *
 * @param range numbers at the ends of the colour bar; null leaves the bar out.
 * @returns an 8-bit colour picture on white.
 * @throws RangeError for no rows.
 */
export async function tripleMontage(
  rows: readonly ShownTriple[],
  map: ColourMap,
  range: ValueRange | null,
): Promise<Raster> {
  if (rows.length === 0) throw new RangeError('A montage of triples needs at least one row.');
  const cell = cellSize(rows);
  const labels = await Promise.all(rows.map(({ label }) => textPicture(label)));
  const titles = await Promise.all(columns.map(([title]) => textPicture(title)));
  const left = Math.max(...labels.map(({ width }) => width)) + gap;
  const top = Math.max(...titles.map(({ height }) => height)) + gap;
  const width = left + columns.length * (cell.width + gap);
  const height = top + rows.length * (cell.height + gap);
  const bar = range && (await colourBar(map, range, rows.length * (cell.height + gap) - gap));
  const canvas = blankPicture(width + (bar ? bar.width + gap : 0), height);
  for (const [column, [, role]] of columns.entries()) {
    const x = left + column * (cell.width + gap);
    layOn(canvas, titles[column] as Raster, x, 0);
    for (const [i, row] of rows.entries()) {
      const shown = await resizeMask(row[role], cell);
      layOn(canvas, inColours(shown, map), x, top + i * (cell.height + gap));
    }
  }
  for (const [i, label] of labels.entries()) {
    layOn(canvas, label, 0, top + i * (cell.height + gap) + Math.floor((cell.height - label.height) / 2));
  }
  if (bar) layOn(canvas, bar, width, top);
  return canvas;
}

/** An 8-bit picture in a map's colours; one that is in colour already stays as it is. */
export function inColours(shown: Raster, map: ColourMap): Raster {
  if (shown.channels === 3 || map === 'grey') return shown;
  return colourise(shown, map, { min: 0, max: 255 });
}

/** The size (px) that the largest picture is shown at. */
function cellSize(rows: readonly ShownTriple[]): { width: number; height: number } {
  const pictures = rows.flatMap((row) => columns.map(([, role]) => row[role]));
  const width = Math.max(...pictures.map((picture) => picture.width));
  const height = Math.max(...pictures.map((picture) => picture.height));
  const zoom = Math.max(1, Math.ceil(leastSide / Math.max(width, height)));
  // A label and a colour bar need room, however flat the pictures.
  return { width: zoom * width, height: zoom * Math.max(height, Math.ceil(48 / zoom)) };
}
