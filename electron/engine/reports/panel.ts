import sharp from 'sharp';
import { encodePng } from '../formats/png.ts';
import { colourTable } from '../imaging/colour-map.ts';
import type { ColourMap } from '../imaging/colour-map.ts';
import type { Raster } from '../imaging/raster.ts';
import type { ScaleBar } from '../imaging/scale-bar.ts';
import { compact } from './figures.ts';
import { escapeText } from './html.ts';

/** Marks around places of a picture, in its pixels; (0, 0) is the centre of the first pixel. */
export interface Marks {
  shape: 'circle' | 'square';
  colour: string;
  points: readonly { x: number; y: number }[];
}

export interface Panel {
  /** In file names, and what a reader of the page who cannot see it is told. */
  name: string;
  alt: string;
  /** 8-bit. */
  picture: Raster;
  bar: ScaleBar | null;
  marks?: readonly Marks[];
  /** What the colours mean, drawn below the picture. */
  colours?: { map: ColourMap; low: number; high: number };
}

/** Units of the drawing: the picture's longer side, and the room that a narrow one has at least. */
const [side, narrowest] = [240, 120];
const font = 'font-family="Liberation Sans, DejaVu Sans, Helvetica, Arial, sans-serif"';
/** More marks than these would hide the picture at their full size. */
const mostLarge = 120;
/** Text beside pictures; a page's style sheet may replace it. */
const ink = '#1c1c1c';

/**
 * A picture with its scale bar, marks and colour bar as one SVG document that holds the pixels itself. Pixels are
 * never smoothed where they are enlarged.
 */
export async function panelSvg({ alt, picture, bar, marks = [], colours }: Panel): Promise<string> {
  const { width, height } = picture;
  const scale = side / Math.max(width, height);
  const [w, h] = [width * scale, height * scale];
  const room = Math.max(w, narrowest);
  const left = (room - w) / 2;
  const parts = [
    `<g transform="translate(${r(left)} 0)">`,
    `<image width="${r(w)}" height="${r(h)}" preserveAspectRatio="none" ${scale > 0.5 ? 'style="image-rendering:pixelated" image-rendering="optimizeSpeed"' : ''} href="${await dataUri(picture)}"/>`,
    ...marks.map((each) => markShapes(each, scale)),
    bar ? barShapes(bar, scale, w, h) : '',
    '</g>',
    colours ? await colourBar(colours, room, h + 8) : '',
  ];
  const total = h + (colours ? 34 : 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${r(room)} ${r(total)}" role="img" aria-label="${escapeText(alt)}" ${font}>${parts.join('')}</svg>`;
}

/** The same as PNG bytes, large enough that each pixel of the picture has one of its own at least. */
export async function panelPng(panel: Panel): Promise<Buffer> {
  const svg = await panelSvg(panel);
  const longer = Math.max(panel.picture.width, panel.picture.height);
  // A whole factor, so that all pixels come out equally large.
  const factor = Math.max(1, Math.ceil(480 / longer));
  const [, w = '1', h = '1'] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  const zoom = (longer * factor) / side;
  const [width, height] = [Math.round(Number(w) * zoom), Math.round(Number(h) * zoom)];
  const sized = svg.replace('<svg ', `<svg width="${width}" height="${height}" `);
  return sharp(Buffer.from(sized)).flatten({ background: '#ffffff' }).png().toBuffer();
}

async function dataUri(picture: Raster): Promise<string> {
  return `data:image/png;base64,${(await encodePng(picture)).toString('base64')}`;
}

/** At the lower right, white on a dark plate, so that it is seen on every picture. */
function barShapes({ pixels, label }: ScaleBar, scale: number, width: number, height: number): string {
  const length = pixels * scale;
  const text = 6.4 * label.length;
  const plate = Math.max(length, text) + 8;
  if (plate > width - 4 || height < 40) return '';
  const [x, y] = [width - plate - 4, height - 28];
  const middle = x + plate / 2;
  return [
    `<rect x="${r(x)}" y="${r(y)}" width="${r(plate)}" height="24" rx="2" fill="#000000" fill-opacity="0.6"/>`,
    `<rect x="${r(middle - length / 2)}" y="${r(y + 17)}" width="${r(length)}" height="3" fill="#ffffff"/>`,
    `<text x="${r(middle)}" y="${r(y + 13)}" font-size="11" text-anchor="middle" fill="#ffffff">${escapeText(label)}</text>`,
  ].join('');
}

function markShapes({ shape, colour, points }: Marks, scale: number): string {
  const crowded = points.length > mostLarge;
  const size = crowded ? 2.2 : 5;
  const pen = `fill="none" stroke="${colour}" stroke-width="${crowded ? 0.7 : 1.4}"`;
  return points
    .map((point) => {
      const [x, y] = [(point.x + 0.5) * scale, (point.y + 0.5) * scale];
      return shape === 'circle'
        ? `<circle cx="${r(x)}" cy="${r(y)}" r="${size}" ${pen}/>`
        : `<rect x="${r(x - size)}" y="${r(y - size)}" width="${2 * size}" height="${2 * size}" ${pen}/>`;
    })
    .join('');
}

/** The map from its lowest to its highest value with both, and the middle, in numbers. */
async function colourBar(
  { map, low, high }: NonNullable<Panel['colours']>,
  width: number,
  y: number,
): Promise<string> {
  const strip: Raster = {
    ...{ width: 256, height: 1, channels: 3, dtype: 'uint8', data: colourTable(map) },
    notes: [],
  };
  const places = [
    { value: low, x: 0, anchor: 'start' },
    { value: (low + high) / 2, x: width / 2, anchor: 'middle' },
    { value: high, x: width, anchor: 'end' },
  ];
  return [
    `<image x="0" y="${r(y)}" width="${r(width)}" height="9" preserveAspectRatio="none" href="${await dataUri(strip)}"/>`,
    ...places.map(
      ({ value, x, anchor }) =>
        `<text x="${r(x)}" y="${r(y + 22)}" font-size="11" text-anchor="${anchor}" fill="${ink}">${compact(value)}</text>`,
    ),
  ].join('');
}

/** Hundredths of a unit are finer than any screen. */
const r = (value: number): number => Math.round(value * 100) / 100;
