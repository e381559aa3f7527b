import type { Spectrum } from './spectrum.ts';

/** Pixels, x to the right, y down. */
export interface Shift {
  dx: number;
  dy: number;
}

const steps = 20;
const longestStep = 0.5;
const precision = 1e-4;

/**
 * The maximum of a cross-correlation near `start`, to 1e-4 px, by Newton's method on its Fourier series. The
 * upsampled matrix transform (Guizar-Sicairos et al. 2008, Opt. Lett. 33:156) finds the same maximum on a
 * grid; the series' own derivatives need no grid and no more than some six evaluations.
 * @param cross the cross-power spectrum: its inverse transform is the correlation.
 */
export function climbToPeak(cross: Spectrum, start: Shift): Shift {
  let { dx, dy } = start;
  for (let i = 0; i < steps; i += 1) {
    const step = newtonStep(derivativesAt(cross, dx, dy));
    dx += step.dx;
    dy += step.dy;
    if (Math.hypot(step.dx, step.dy) < precision) break;
  }
  return { dx, dy };
}

interface Derivatives {
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

/** Towards the top: Newton's step on a dome, uphill elsewhere; never further than half a pixel. */
function newtonStep({ x, y, xx, xy, yy }: Derivatives): Shift {
  const determinant = xx * yy - xy * xy;
  const dome = xx < 0 && determinant > 0;
  const slope = Math.hypot(x, y);
  if (!dome && slope === 0) return { dx: 0, dy: 0 };
  const step = dome
    ? { dx: (xy * y - yy * x) / determinant, dy: (xy * x - xx * y) / determinant }
    : { dx: (longestStep * x) / slope, dy: (longestStep * y) / slope };
  const shorten = Math.min(1, longestStep / Math.max(Math.hypot(step.dx, step.dy), precision));
  return { dx: step.dx * shorten, dy: step.dy * shorten };
}

/** First and second derivatives of the correlation at a point, row of frequencies by row. */
function derivativesAt({ width, height, columns, values }: Spectrum, dx: number, dy: number): Derivatives {
  const unit = (2 * Math.PI) / width;
  const cos = Float64Array.from({ length: columns }, (_, x) => Math.cos(unit * x * dx));
  const sin = Float64Array.from({ length: columns }, (_, x) => Math.sin(unit * x * dx));
  const sum: Derivatives = { x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
  for (let y = 0; y < height; y += 1) {
    // Sums over the row of z, z x and z x², z being the frequency's part of the correlation.
    let [re0, im0, re1, im1, re2, im2] = [0, 0, 0, 0, 0, 0];
    for (let x = 0; x < columns; x += 1) {
      const at = 2 * (y * columns + x);
      const [a, b] = [values[at] as number, values[at + 1] as number];
      const [c, s] = [cos[x] as number, sin[x] as number];
      // Every column but the first stands for its mirror image too.
      const share = x === 0 ? 0.5 : 1;
      const [re, im] = [share * (a * c - b * s), share * (a * s + b * c)];
      re0 += re;
      im0 += im;
      re1 += re * x;
      im1 += im * x;
      re2 += re * x * x;
      im2 += im * x * x;
    }
    const fy = (2 * Math.PI * (y <= height / 2 ? y : y - height)) / height;
    const [c, s] = [Math.cos(fy * dy), Math.sin(fy * dy)];
    sum.x -= unit * (re1 * s + im1 * c);
    sum.y -= fy * (re0 * s + im0 * c);
    sum.xx -= unit * unit * (re2 * c - im2 * s);
    sum.xy -= unit * fy * (re1 * c - im1 * s);
    sum.yy -= fy * fy * (re0 * c - im0 * s);
  }
  return sum;
}
