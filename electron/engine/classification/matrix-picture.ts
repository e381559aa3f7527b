import type { ClassifiedInput, ScoredMatrix } from '../../contract/classification.ts';
import { splits } from '../../contract/datasets.ts';

/** Sizes in px; `narrowest` leaves room for a title. */
const [cell, gap, top, narrowest] = [56, 28, 52, 168];
const font = 'font-family="Liberation Sans, DejaVu Sans, Helvetica, Arial, sans-serif"';

/**
 * The confusion matrices of all inputs (rows) for training, validation and test (columns), pooled over the
 * folds, as an SVG picture: each cell with its count and its part of the row, which also gives its colour (one
 * hue from white, so that it reads in grey and to the colour-blind).
 */
export function matrixPicture(inputs: readonly ClassifiedInput[], classes: readonly string[]): string {
  const names = 16 + 7 * Math.max(...classes.map(({ length }) => Math.min(length, 24)));
  const side = cell * classes.length;
  const [panelWidth, panelHeight] = [names + Math.max(side, narrowest) + gap, top + side + names];
  const panels = inputs.flatMap(({ input, pooled }, row) =>
    splits.map((split, column) => {
      const title = `${input}, ${split}`;
      const at = `translate(${column * panelWidth + gap / 2} ${row * panelHeight})`;
      return `<g transform="${at}">${panel(pooled[split], classes, { title, names })}</g>`;
    }),
  );
  const [width, height] = [splits.length * panelWidth, inputs.length * panelHeight + gap];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font}>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...panels,
    text(
      gap / 2,
      height - 10,
      'start',
      12,
      'Rows: true class. Columns: predicted class. All folds together.',
    ),
    '</svg>\n',
  ].join('\n');
}

function panel(
  { counts, shares, accuracy, n }: ScoredMatrix,
  classes: readonly string[],
  { title, names }: { title: string; names: number },
): string {
  const side = cell * classes.length;
  const percent = accuracy === null ? '–' : `${(100 * accuracy).toFixed(1)} %`;
  const parts = [
    text(names, 22, 'start', 15, title, 'font-weight="bold"'),
    text(names, 40, 'start', 12, `accuracy ${percent}, ${n} images`),
  ];
  classes.forEach((label, i) => {
    const middle = i * cell + cell / 2;
    parts.push(text(names - 6, top + middle + 4, 'end', 12, shortened(label)));
    const [x, y] = [names + middle + 4, top + side + 8];
    parts.push(text(x, y, 'end', 12, shortened(label), `transform="rotate(-90 ${x} ${y})"`));
  });
  counts.forEach((row, i) =>
    row.forEach((count, j) => {
      const [x, y] = [names + j * cell, top + i * cell];
      const share = shares[i]?.[j] ?? null;
      parts.push(`<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${shade(share ?? 0)}" stroke="#b0b8c0"/>`); // prettier-ignore
      const ink = (share ?? 0) > 0.55 ? 'fill="white"' : '';
      parts.push(text(x + cell / 2, y + 26, 'middle', 14, String(count), ink));
      const shown = share === null ? '–' : `${(100 * share).toFixed(1)} %`;
      parts.push(text(x + cell / 2, y + 42, 'middle', 11, shown, ink));
    }),
  );
  return parts.join('');
}

/** White to a dark blue. */
function shade(share: number): string {
  const mix = (from: number, to: number): number => Math.round(from + (to - from) * share);
  return `rgb(${mix(255, 8)},${mix(255, 69)},${mix(255, 130)})`;
}

function text(x: number, y: number, anchor: string, size: number, content: string, more = ''): string {
  const escaped = content.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" ${more}>${escaped}</text>`;
}

const shortened = (label: string): string => (label.length > 24 ? `${label.slice(0, 23)}…` : label);
