import type { Raster } from '../raster.ts';

/**
 * Two pictures in turn on the squares of a chessboard: outlines run on across the squares' edges where the
 * pictures lie on each other.
 * @param a,b 8-bit grey of one size (see `toDisplay`), `a` at the top left
 * @throws RangeError for other pictures, and for fewer than two squares along the longer side
 */
export function checkerboard(a: Raster, b: Raster, squares = 8): Raster {
  check(a, b);
  if (!Number.isInteger(squares) || squares < 2) {
    throw new RangeError(`A chessboard has at least 2 squares along its longer side, not ${squares}.`);
  }
  const edge = Math.max(1, Math.ceil(Math.max(a.width, a.height) / squares));
  const data = a.data.slice();
  for (let i = 0; i < data.length; i += 1) {
    const [column, row] = [Math.floor((i % a.width) / edge), Math.floor(i / a.width / edge)];
    if ((column + row) % 2 === 1) data[i] = b.data[i] as number;
  }
  return { ...a, data, notes: [] };
}

/**
 * `a` in magenta, `b` in green: grey where both are equally bright, coloured seams where they lie apart. The two
 * colours differ for colour-blind eyes too. Same pictures and errors as `checkerboard`.
 */
export function overlay(a: Raster, b: Raster): Raster {
  check(a, b);
  const data = new Uint8Array(3 * a.data.length);
  for (let i = 0; i < a.data.length; i += 1) {
    data[3 * i] = a.data[i] as number;
    data[3 * i + 1] = b.data[i] as number;
    data[3 * i + 2] = a.data[i] as number;
  }
  return { ...a, channels: 3, data, notes: [] };
}

function check(a: Raster, b: Raster): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `Pictures laid on each other are equally large, not ${a.width} x ${a.height} and ${b.width} x ${b.height}.`,
    );
  }
  if ([a, b].some(({ dtype, channels }) => dtype !== 'uint8' || channels !== 1)) {
    throw new RangeError('Pictures laid on each other are 8-bit grey.');
  }
}
