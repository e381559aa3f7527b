import type { Cell, Painter, PaintLayer } from './cells.ts';
import { shareOf, tableOf, type Shading } from './shading.ts';
import { toImage, toViewport, type Size, type View } from './view-transform.ts';

/** Without WebGL2 (remote desktops, old machines): the same pixels, computed here; slower. */
export function createCpuPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext('2d');
  if (!context) throw new TypeError('This window cannot draw images: no 2D canvas.');
  return {
    kind: 'canvas',
    paint(layers, view, viewport) {
      const { width, height } = viewport;
      const image = context.createImageData(width, height);
      paintLayers(image.data, layers, view, viewport);
      context.putImageData(image, 0, 0);
    },
    dispose: () => undefined,
  };
}

/** Layers as RGBA bytes of a viewport, transparent where there is no image. What `shaders.ts` does, in numbers. */
export function paintLayers(
  into: Uint8ClampedArray,
  layers: readonly PaintLayer[],
  view: View,
  viewport: Size,
): void {
  layers.forEach(({ cells, shading }, index) => {
    for (const cell of cells) paintCell(into, cell, shading, view, viewport, index > 0);
  });
}

/** Which device pixels have their middle inside, and the samples under their middles and edges. */
interface Axis {
  from: number;
  to: number;
  /** Samples at the device pixel `from`'s middle, and a device pixel further on. */
  start: number;
  stride: number;
  samples: number;
}

function paintCell(
  into: Uint8ClampedArray,
  cell: Cell,
  shading: Shading,
  view: View,
  viewport: Size,
  added: boolean,
): void {
  const { core, origin, sample, picture } = cell;
  const low = toViewport(view, viewport, core);
  const high = toViewport(view, viewport, { x: core.x + core.width, y: core.y + core.height });
  const corner = toImage(view, viewport, { x: 0, y: 0 });
  const axis = (key: 'x' | 'y', length: number, samples: number): Axis => {
    const from = Math.max(0, Math.ceil(low[key] - 0.5));
    const to = Math.min(length, Math.ceil(high[key] - 0.5));
    const stride = 1 / (view.scale * sample[key]);
    const start = (corner[key] - origin[key]) / sample[key] + (from + 0.5) * stride;
    return { from, to, start, stride, samples };
  };
  const columns = axis('x', viewport.width, picture.width);
  const rows = axis('y', viewport.height, picture.height);
  const near = columns.stride <= 1 && rows.stride <= 1;
  const read = near ? (shading.smooth ? readBetween : readNearest) : readMean;
  const colour = colourer(shading, picture.channels);
  const value = new Float64Array(3);
  for (let y = rows.from; y < rows.to; y += 1) {
    const down = rows.start + (y - rows.from) * rows.stride;
    let at = 4 * (y * viewport.width + columns.from);
    for (let x = columns.from; x < columns.to; x += 1, at += 4) {
      read(cell, columns.start + (x - columns.from) * columns.stride, down, columns, rows, value);
      colour(value, into, at, added);
    }
  }
}

type Read = (cell: Cell, x: number, y: number, columns: Axis, rows: Axis, value: Float64Array) => void;

const clamp = (value: number, last: number): number => (value < 0 ? 0 : value > last ? last : value);

const readNearest: Read = ({ picture }, x, y, columns, rows, value) => {
  const { width, channels, data } = picture;
  const at = clamp(Math.floor(y), rows.samples - 1) * width + clamp(Math.floor(x), columns.samples - 1);
  for (let c = 0; c < channels; c += 1) value[c] = data[at * channels + c] as number;
};

const readBetween: Read = ({ picture }, x, y, columns, rows, value) => {
  const { width, channels, data } = picture;
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [across, down] = [x - 0.5 - left, y - 0.5 - top];
  const at = (px: number, py: number, c: number): number =>
    data[(clamp(py, rows.samples - 1) * width + clamp(px, columns.samples - 1)) * channels + c] as number;
  for (let c = 0; c < channels; c += 1) {
    const upper = at(left, top, c) * (1 - across) + at(left + 1, top, c) * across;
    const lower = at(left, top + 1, c) * (1 - across) + at(left + 1, top + 1, c) * across;
    value[c] = upper * (1 - down) + lower * down;
  }
};

const readMean: Read = ({ picture }, x, y, columns, rows, value) => {
  const { width, channels, data } = picture;
  const left = clamp(x - columns.stride / 2, columns.samples);
  const right = clamp(x + columns.stride / 2, columns.samples);
  const top = clamp(y - rows.stride / 2, rows.samples);
  const bottom = clamp(y + rows.stride / 2, rows.samples);
  value.fill(0);
  let weight = 0;
  for (let row = Math.floor(top); row < bottom; row += 1) {
    const high = Math.min(bottom, row + 1) - Math.max(top, row);
    for (let column = Math.floor(left); column < right; column += 1) {
      const share = high * (Math.min(right, column + 1) - Math.max(left, column));
      const at = (row * width + column) * channels;
      for (let c = 0; c < channels; c += 1)
        value[c] = (value[c] as number) + share * (data[at + c] as number);
      weight += share;
    }
  }
  if (weight > 0) for (let c = 0; c < channels; c += 1) value[c] = (value[c] as number) / weight;
};

type Colour = (value: Float64Array, into: Uint8ClampedArray, at: number, added: boolean) => void;

function colourer(shading: Shading, channels: 1 | 3): Colour {
  const table = channels === 1 ? tableOf(shading) : null;
  const [first] = shading.contrasts;
  const contrasts = [0, 1, 2].map((c) => shading.contrasts[c] ?? first);
  const { inverted } = shading;
  return (value, into, at, added) => {
    const entry = table && 4 * Math.floor(shareOf(value[0] as number, first, inverted) * 255 + 0.5);
    for (let c = 0; c < 3; c += 1) {
      const shown =
        table && entry !== null
          ? (table[entry + c] as number)
          : 255 * shareOf(value[c] as number, contrasts[c] ?? first, inverted);
      into[at + c] = added ? (into[at + c] as number) + shown : shown;
    }
    into[at + 3] = 255;
  };
}
