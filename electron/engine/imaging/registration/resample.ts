import { withMats } from '../opencv.ts';
import type { Keep, Mat, OpenCv } from '../opencv.ts';
import type { Rectangle } from '../raster.ts';
import { requirePlane } from './plane.ts';
import type { Motion, Plane, PlaneData } from './plane.ts';

/** A plane laid onto another: type of number and size as before. */
export interface Resampled {
  plane: Plane;
  /**
   * The pixels computed from moving's own pixels alone; null where the motion leaves none. Outside of it the
   * border is continued.
   */
  valid: Rectangle | null;
}

/** Lanczos with 4 lobes: keeps detail and noise up to 0.4 cycles a pixel, unlike cubic and linear. */
const defaultLobes = 4;
/** OpenCV's Lanczos reaches this many pixels. */
const warpReach = 4;

/**
 * Lays `moving` on the reference by its motion (see `Motion`): aligned(x, y) = moving(x - dx, y - dy).
 * Whole shifts are exact copies. Fractions go through a separable Lanczos kernel made for exactly that fraction:
 * OpenCV's own warp rounds positions to 1/32 px, which only a rotation has to bear (each pixel by at most
 * 1/64 px, without a mean). Integers are rounded and clamped to their type.
 * @param lobes of the Lanczos kernel for shifts; more are closer to the ideal sinc.
 */
export function resample(cv: OpenCv, moving: Plane, motion: Motion, lobes = defaultLobes): Resampled {
  requirePlane(moving);
  if (![motion.dx, motion.dy, motion.rotation].every(Number.isFinite)) {
    throw new RangeError('The motion to resample by is not a finite number.');
  }
  if (motion.rotation !== 0) return rotate(cv, moving, motion);
  const whole = { x: Math.round(motion.dx), y: Math.round(motion.dy) };
  const part = { x: motion.dx - whole.x, y: motion.dy - whole.y };
  const filtered = part.x === 0 && part.y === 0 ? moving : shiftByPart(cv, moving, part, lobes);
  const reach = { x: part.x === 0 ? 0 : lobes, y: part.y === 0 ? 0 : lobes };
  return { plane: shiftByWhole(filtered, whole), valid: validAfterShift(moving, whole, reach) };
}

function shiftByPart(cv: OpenCv, plane: Plane, part: { x: number; y: number }, lobes: number): Plane {
  return withMats(cv, (keep) => {
    const source = toFloatMat(cv, plane, keep);
    const result = keep(new cv.Mat());
    const kernel = (fraction: number): Mat => {
      const taps = lanczosTaps(fraction, lobes);
      return keep(cv.matFromArray(taps.length, 1, cv.CV_64FC1, taps));
    };
    const anchor = new cv.Point(-1, -1);
    cv.sepFilter2D(source, result, -1, kernel(part.x), kernel(part.y), anchor, 0, cv.BORDER_REPLICATE);
    return { ...plane, data: fromFloatMat(result, plane.data) };
  });
}

/** Weights of the pixels -lobes to lobes for aligned(x) = moving(x - fraction); their sum is 1. */
export function lanczosTaps(fraction: number, lobes: number): number[] {
  if (fraction === 0) return Array.from({ length: 2 * lobes + 1 }, (_, i) => (i === lobes ? 1 : 0));
  const taps = Array.from({ length: 2 * lobes + 1 }, (_, i) => lanczos(i - lobes + fraction, lobes));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

function lanczos(x: number, lobes: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const angle = Math.PI * x;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle);
}

function shiftByWhole(plane: Plane, by: { x: number; y: number }): Plane {
  if (by.x === 0 && by.y === 0) return { ...plane, data: plane.data.slice() };
  const { width, height, data } = plane;
  const shifted = data.slice();
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(height - 1, Math.max(0, y - by.y)) * width;
    for (let x = 0; x < width; x += 1) {
      shifted[y * width + x] = data[row + Math.min(width - 1, Math.max(0, x - by.x))] as number;
    }
  }
  return { width, height, data: shifted };
}

function validAfterShift(
  { width, height }: Plane,
  whole: { x: number; y: number },
  reach: { x: number; y: number },
): Rectangle | null {
  const left = Math.max(0, whole.x + reach.x);
  const top = Math.max(0, whole.y + reach.y);
  const right = Math.min(width, width + whole.x - reach.x);
  const bottom = Math.min(height, height + whole.y - reach.y);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

function rotate(cv: OpenCv, plane: Plane, motion: Motion): Resampled {
  const { width, height } = plane;
  const matrix = inverseMatrix(motion, width, height);
  const data = withMats(cv, (keep) => {
    const source = toFloatMat(cv, plane, keep);
    const result = keep(new cv.Mat());
    const inverse = keep(cv.matFromArray(2, 3, cv.CV_64FC1, matrix));
    const flags = cv.INTER_LANCZOS4 | cv.WARP_INVERSE_MAP;
    cv.warpAffine(source, result, inverse, new cv.Size(width, height), flags, cv.BORDER_REPLICATE);
    return fromFloatMat(result, plane.data);
  });
  return { plane: { width, height, data }, valid: validAfterRotation(matrix, width, height) };
}

/** Where in moving each pixel of the result comes from: [a, b, c, d, e, f] of (a x + b y + c, d x + e y + f). */
export function inverseMatrix({ dx, dy, rotation }: Motion, width: number, height: number): number[] {
  const angle = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  // Counter-clockwise on a screen whose y points down, undone.
  const [x, y] = [cx + dx, cy + dy];
  return [cos, -sin, cx - cos * x + sin * y, sin, cos, cy - sin * x - cos * y];
}

/** The largest centred shrinking of the frame whose four corners come from inside moving; convexity does the rest. */
function validAfterRotation(matrix: readonly number[], width: number, height: number): Rectangle | null {
  const [a, b, c, d, e, f] = matrix as [number, number, number, number, number, number];
  const inside = (x: number, y: number): boolean => {
    const [u, v] = [a * x + b * y + c, d * x + e * y + f];
    return u >= warpReach && v >= warpReach && u <= width - 1 - warpReach && v <= height - 1 - warpReach;
  };
  const half = Math.floor(Math.min(width, height) / 2);
  for (let margin = 0; margin < half; margin += 1) {
    const [right, bottom] = [width - 1 - margin, height - 1 - margin];
    const corners = [
      [margin, margin],
      [right, margin],
      [margin, bottom],
      [right, bottom],
    ] as const;
    if (!corners.every(([x, y]) => inside(x, y))) continue;
    return { x: margin, y: margin, width: right - margin + 1, height: bottom - margin + 1 };
  }
  return null;
}

/** 32-bit floats hold 16-bit numbers exactly; wider types get 64. */
export function toFloatMat(cv: OpenCv, { width, height, data }: Plane, keep: Keep): Mat {
  const wide = data instanceof Float64Array || data instanceof Int32Array || data instanceof Uint32Array;
  const mat = keep(new cv.Mat(height, width, wide ? cv.CV_64FC1 : cv.CV_32FC1));
  (wide ? (mat.data64F as Float64Array) : (mat.data32F as Float32Array)).set(data);
  return mat;
}

const limits = new Map<unknown, readonly [number, number]>([
  [Uint8Array, [0, 255]],
  [Int8Array, [-128, 127]],
  [Uint16Array, [0, 65535]],
  [Int16Array, [-32768, 32767]],
  [Uint32Array, [0, 4294967295]],
  [Int32Array, [-2147483648, 2147483647]],
]);

/** The Mat's numbers in the type of `like`. */
function fromFloatMat(mat: Mat, like: PlaneData): PlaneData {
  const wide = mat.depth() === 6;
  const values = wide ? (mat.data64F as Float64Array) : (mat.data32F as Float32Array);
  const result = like.slice(0, values.length);
  const range = limits.get(like.constructor);
  if (range === undefined) {
    result.set(values as never);
    return result;
  }
  const [low, high] = range;
  for (let i = 0; i < result.length; i += 1) {
    result[i] = Math.round(Math.min(high, Math.max(low, values[i] as number)));
  }
  return result;
}
