import sharp from 'sharp';
import type { Chart } from './chart.ts';
import { tableCsv } from './chart-table.ts';

/** What journals ask of figures, at 96 of a chart's units to an inch: 480 are 5 inches. */
const dotsPerInch = 300;
const unitsPerInch = 96;
/** What an SVG's unit is drawn at one to one (librsvg's default). */
const unscaled = 72;

/** A chart as files: `NAME.svg`, the same drawn for print as `NAME.png`, and its numbers as `NAME.csv`. */
export async function chartFiles(name: string, { svg, table }: Chart): Promise<Map<string, string | Buffer>> {
  return new Map<string, string | Buffer>([
    [`${name}.svg`, svg],
    [`${name}.png`, await chartPng(svg)],
    [`${name}.csv`, tableCsv(table)],
  ]);
}

/** A chart's SVG on white, with 300 dots per inch. */
export async function chartPng(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg), { density: (unscaled * dotsPerInch) / unitsPerInch })
    .flatten({ background: '#ffffff' })
    .withMetadata({ density: dotsPerInch })
    .png()
    .toBuffer();
}
