import type { Keep, Mat, OpenCv } from './opencv.ts';
import { noiseAfterSmoothing, noiseLevel } from './noise.ts';
import { histogram, otsuClasses } from './otsu.ts';
import type { GreyClass } from './otsu.ts';

export type Polarity = 'dark' | 'light';

/** Sigma of the smoothing before the cut, px. */
const smoothing = 1.5;

/** How many standard deviations of the noise count as a real difference. */
const clearly = 5;

/**
 * A first guess of what is cell, good enough to tell its polarity and size: the plane without its slow
 * shading, cut by Otsu's threshold where its two classes differ clearly more than the noise does, and else,
 * where cells are too few to make a class of their own, clearly beyond the background's own spread.
 *
 * `plane` is 8-bit. Returns a mask of the same size and which side of the background was taken.
 */
export function coarseForeground(
  cv: OpenCv,
  plane: Mat,
  asked: Polarity | 'auto',
  keep: Keep,
): { mask: Mat; polarity: Polarity } {
  const flat = flatten(cv, plane, keep);
  // `flat` has half of the plane's contrast.
  const noise = noiseAfterSmoothing(noiseLevel(cv, plane), smoothing) / 2;
  const counts = histogram(flat.data as Uint8Array);
  const { thresholds, classes } = otsuClasses(counts, 2);
  const [dark, light] = classes as [GreyClass, GreyClass];
  const mask = keep(new cv.Mat());
  if (light.mean - dark.mean > clearly * noise) {
    // The background is the more even of the two.
    const polarity = asked === 'auto' ? (dark.sd < light.sd ? 'light' : 'dark') : asked;
    cut(cv, flat, mask, thresholds[0] as number, polarity);
    return { mask, polarity };
  }
  const { centre, spread, skew } = bulk(counts);
  const polarity = asked === 'auto' ? (skew > 0 ? 'light' : 'dark') : asked;
  const distance = clearly * Math.max(spread, noise);
  cut(cv, flat, mask, polarity === 'dark' ? centre - distance : centre + distance, polarity);
  return { mask, polarity };
}

function cut(cv: OpenCv, plane: Mat, mask: Mat, level: number, polarity: Polarity): void {
  cv.threshold(plane, mask, level, 255, polarity === 'dark' ? cv.THRESH_BINARY_INV : cv.THRESH_BINARY);
}

/**
 * The plane, smoothed, without its slow shading: a second-order surface is fitted to a small copy of it by
 * least squares and subtracted, its mean kept at 128. A surface has no halos, which a local mean would put
 * around large dark cells.
 */
function flatten(cv: OpenCv, plane: Mat, keep: Keep): Mat {
  const smooth = keep(new cv.Mat());
  cv.GaussianBlur(plane, smooth, new cv.Size(0, 0), smoothing);
  const shading = fitSurface(cv, smooth, keep);
  const flat = keep(new cv.Mat());
  // Halved, because the difference of two 8-bit levels has nine bits.
  cv.addWeighted(smooth, 0.5, shading, -0.5, 128, flat);
  return flat;
}

/** The least-squares surface a + bx + cy + dxx + exy + fyy of a plane, 8-bit and of the same size. */
function fitSurface(cv: OpenCv, plane: Mat, keep: Keep): Mat {
  const side = 48;
  const small = keep(new cv.Mat());
  cv.resize(plane, small, new cv.Size(side, side), 0, 0, cv.INTER_AREA);
  const values = keep(new cv.Mat(side * side, 1, cv.CV_32F));
  (values.data32F as Float32Array).set(small.data as Uint8Array);
  const terms = keep(new cv.Mat(side * side, 6, cv.CV_32F));
  const rows = terms.data32F as Float32Array;
  for (let i = 0; i < side * side; i += 1) {
    const x = (i % side) / side - 0.5;
    const y = Math.floor(i / side) / side - 0.5;
    rows.set([1, x, y, x * x, x * y, y * y], 6 * i);
  }
  const factors = keep(new cv.Mat());
  cv.solve(terms, values, factors, cv.DECOMP_NORMAL);
  cv.gemm(terms, factors, 1, keep(new cv.Mat()), 0, values, 0);
  const surface = keep(new cv.Mat(side, side, cv.CV_32F));
  (surface.data32F as Float32Array).set(values.data32F as Float32Array);
  surface.convertTo(surface, cv.CV_8U);
  cv.resize(surface, surface, new cv.Size(plane.cols, plane.rows), 0, 0, cv.INTER_LINEAR);
  return surface;
}

/** Median, robust standard deviation (from the quartiles) and skewness of grey levels. */
function bulk(counts: Float64Array): { centre: number; spread: number; skew: number } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const quantile = (fraction: number): number => {
    let seen = 0;
    return counts.findIndex((count) => (seen += count) >= fraction * total);
  };
  const centre = quantile(0.5);
  const spread = Math.max(0.5, (quantile(0.75) - quantile(0.25)) / 1.349);
  const skew = counts.reduce((sum, count, level) => sum + count * (level - centre) ** 3, 0);
  return { centre, spread, skew };
}
