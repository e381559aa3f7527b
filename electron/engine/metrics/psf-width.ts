import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { requirePlane } from '../imaging/registration/plane.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { quantile } from './robust-spread.ts';

/** Full width at half maximum of a Gaussian over its standard deviation: 2 sqrt(2 ln 2). */
const fwhmOfSigma = 2 * Math.sqrt(2 * Math.LN2);

/** Steps of the fit, and steps more after which the widths must not have changed by a thousandth. */
const [iterations, checkIterations] = [40, 10];

export const fitFailures = [
  'near the border',
  'not isolated',
  'pixels that are not finite',
  'saturated',
  'not converged',
  'centre moved out',
  'too narrow or too wide',
  'lost in its residual',
] as const;
export type FitFailure = (typeof fitFailures)[number];

export interface SpotFit {
  /** Index in the list of spots. */
  spot: number;
  x: number;
  y: number;
  amplitude: number;
  background: number;
  /** Standard deviations along x and y (px). */
  sigmaX: number;
  sigmaY: number;
  /** 2.3548 times the geometric mean of the two (px): the diameter of a circle of the ellipse's area. */
  fwhm: number;
}

export interface WidthOptions {
  /** Half the side of the square that is fitted (px). */
  radius: number;
  /** The largest number the camera gives: spots that reach it are left out. */
  saturation?: number | undefined;
  /** Side of a pixel along x and y, in `unit`, for widths in it. */
  pixelSize?: { x: number; y: number; unit: string } | undefined;
}

export interface WidthSummary {
  n: number;
  /** NaN where n is 0. */
  median: number;
  lowerQuartile: number;
  upperQuartile: number;
  mean: number;
}

export interface PsfWidths {
  fits: SpotFit[];
  /** Spots that gave no width, by their index, and why. */
  failed: { spot: number; reason: FitFailure }[];
  /** Full width at half maximum in pixels. */
  pixels: WidthSummary;
  /** The same in `unit`; null where the size of a pixel is not known. */
  physical: (WidthSummary & { unit: string; widths: number[] }) | null;
}

/**
 * Widths of spots, such as beads or single molecules: background plus a Gaussian with its own width along x and y,
 * fitted by Levenberg-Marquardt to the square of `radius` px around each isolated spot (least squares, all pixels
 * alike). Isolated: no other spot of the list within twice the radius along x and y, so that squares never share
 * a pixel. A fit fails, and is counted with its reason, where it does not settle, leaves its square, is narrower
 * than a third of a pixel (sigma) or wider than the square's radius, or is lower than three standard deviations of
 * its own residual. An empty list gives no fits and NaN as median.
 *
 * @throws RangeError for a radius that is no whole number from 2 on.
 */
export function psfWidths(
  plane: Plane,
  spots: readonly { x: number; y: number }[],
  { radius, saturation, pixelSize }: WidthOptions,
): PsfWidths {
  requirePlane(plane);
  if (!(Number.isInteger(radius) && radius >= 2)) {
    throw new RangeError(
      `The radius of the fitted square is a whole number of pixels from 2, not ${radius}.`,
    );
  }
  const fits: SpotFit[] = [];
  const failed: PsfWidths['failed'] = [];
  spots.forEach((spot, index) => {
    const reason = unfit(plane, spots, index, radius, saturation ?? Infinity);
    const fit = reason ?? fitGaussian(plane, spot, radius);
    if (typeof fit === 'string') failed.push({ spot: index, reason: fit });
    else fits.push({ spot: index, ...fit });
  });
  const physical = pixelSize
    ? fits.map(({ sigmaX, sigmaY }) => fwhmOfSigma * Math.sqrt(sigmaX * pixelSize.x * sigmaY * pixelSize.y))
    : null;
  return {
    fits,
    failed,
    pixels: summaryOf(fits.map(({ fwhm }) => fwhm)),
    physical:
      physical && pixelSize ? { ...summaryOf(physical), unit: pixelSize.unit, widths: physical } : null,
  };
}

/** Why a spot's square is not fitted at all; null where it is. */
function unfit(
  { width, height, data }: Plane,
  spots: readonly { x: number; y: number }[],
  index: number,
  radius: number,
  saturation: number,
): FitFailure | null {
  const { x, y } = spots[index] as { x: number; y: number };
  const [column, row] = [Math.round(x), Math.round(y)];
  const inside = column >= radius && row >= radius && column + radius < width && row + radius < height;
  if (!inside) return 'near the border';
  const near = (other: { x: number; y: number }): boolean =>
    Math.abs(other.x - x) <= 2 * radius && Math.abs(other.y - y) <= 2 * radius;
  if (spots.some((other, i) => i !== index && near(other))) return 'not isolated';
  for (let v = row - radius; v <= row + radius; v += 1) {
    for (let u = column - radius; u <= column + radius; u += 1) {
      const value = data[v * width + u] as number;
      if (!Number.isFinite(value)) return 'pixels that are not finite';
      if (value >= saturation) return 'saturated';
    }
  }
  return null;
}

/** Amplitude, centre, widths and background, in the units of the scaled square. */
type Parameters = [number, number, number, number, number, number];

function fitGaussian(
  plane: Plane,
  spot: { x: number; y: number },
  radius: number,
): Omit<SpotFit, 'spot'> | FitFailure {
  const square = squareAround(plane, spot, radius);
  if (square.range === 0) return 'lost in its residual';
  const first = settle(square, startOf(square, radius), iterations);
  const fitted = settle(square, first.parameters, checkIterations);
  const [amplitude, x, y, sigmaX, sigmaY, background] = fitted.parameters;
  const settled = [3, 4].every(
    (i) => Math.abs((first.parameters[i] ?? 0) / (fitted.parameters[i] ?? 0) - 1) < 1e-3,
  );
  if (!fitted.parameters.every(Number.isFinite) || !settled) return 'not converged';
  if (Math.abs(x) > radius / 2 || Math.abs(y) > radius / 2) return 'centre moved out';
  if (Math.min(sigmaX, sigmaY) < 1 / 3 || Math.max(sigmaX, sigmaY) > radius) return 'too narrow or too wide';
  const residual = Math.sqrt(fitted.error / (square.values.length - 6));
  if (amplitude < 3 * residual) return 'lost in its residual';
  return {
    x: square.column + x,
    y: square.row + y,
    amplitude: amplitude * square.range,
    background: square.least + background * square.range,
    sigmaX,
    sigmaY,
    fwhm: fwhmOfSigma * Math.sqrt(sigmaX * sigmaY),
  };
}

interface Square {
  column: number;
  row: number;
  side: number;
  radius: number;
  /** (side, side), scaled to 0 to 1: the library's damping is absolute. */
  values: Float64Array;
  least: number;
  range: number;
}

function squareAround({ width, data }: Plane, { x, y }: { x: number; y: number }, radius: number): Square {
  const [column, row, side] = [Math.round(x), Math.round(y), 2 * radius + 1];
  const raw = Float64Array.from({ length: side * side }, (_, i) => {
    const [u, v] = [column - radius + (i % side), row - radius + Math.floor(i / side)];
    return data[v * width + u] as number;
  });
  const least = raw.reduce((a, b) => Math.min(a, b), Infinity);
  const range = raw.reduce((a, b) => Math.max(a, b), -Infinity) - least;
  return {
    column,
    row,
    side,
    radius,
    values: raw.map((value) => (value - least) / (range || 1)),
    least,
    range,
  };
}

/** Brightest at the centre; the background is the lower quarter, the width what half the height covers. */
function startOf({ values, side }: Square, radius: number): Parameters {
  const background = quantile([...values], 0.25);
  const height = Math.max(0.1, (values[radius * side + radius] as number) - background);
  const covered = values.filter((value) => value - background > height / 2).length;
  const sigma = Math.min(radius / 2, Math.max(0.7, Math.sqrt(covered / (2 * Math.PI * Math.LN2))));
  return [height, 0, 0, sigma, sigma, background];
}

function settle(
  square: Square,
  start: Parameters,
  maxIterations: number,
): { parameters: Parameters; error: number } {
  const { side, radius, values } = square;
  const at = (index: number): [number, number] => [
    (index % side) - radius,
    Math.floor(index / side) - radius,
  ];
  const bell = ([, x, y, sigmaX, sigmaY]: number[], u: number, v: number): number =>
    Math.exp(-(((u - x!) / sigmaX!) ** 2 + ((v - y!) / sigmaY!) ** 2) / 2);
  const { parameterValues, parameterError } = levenbergMarquardt(
    { x: Array.from(values.keys()), y: values },
    (p) => (index) => {
      const [u, v] = at(index);
      return p[0]! * bell(p, u, v) + p[5]!;
    },
    {
      initialValues: start,
      minValues: [0, -2 * radius, -2 * radius, 0.1, 0.1, -10],
      maxValues: [100, 2 * radius, 2 * radius, 4 * radius, 4 * radius, 10],
      maxIterations,
      errorTolerance: 1e-14,
      jacobianFunction: (p) => (index) => {
        const [u, v] = at(index);
        const value = bell(p, u, v);
        const [dx, dy] = [(u - p[1]!) / p[3]!, (v - p[2]!) / p[4]!];
        const scaled = p[0]! * value;
        return [
          value,
          (scaled * dx) / p[3]!,
          (scaled * dy) / p[4]!,
          (scaled * dx * dx) / p[3]!,
          (scaled * dy * dy) / p[4]!,
          1,
        ];
      },
    },
  );
  return { parameters: parameterValues as Parameters, error: parameterError };
}

function summaryOf(widths: readonly number[]): WidthSummary {
  return {
    n: widths.length,
    median: quantile(widths, 0.5),
    lowerQuartile: quantile(widths, 0.25),
    upperQuartile: quantile(widths, 0.75),
    mean: widths.reduce((sum, width) => sum + width, 0) / widths.length,
  };
}
