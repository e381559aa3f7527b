import { coarseForeground } from './coarse-foreground.ts';
import type { Polarity } from './coarse-foreground.ts';
import { distanceToBackground, fillHoles, open } from './morphology.ts';
import { withMats } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';

/** Photos are first looked at with their longer side at this many pixels, for speed. */
const firstSide = 400;

/** A cell below this many pixels is measured again in a picture twice as large, where there is one. */
const fewPixels = 14;

/**
 * A cell's bounding box over the disk that fits into it: cells are not disks, and the coarse mask lies inside
 * their rims. Median over the training photos of the stained-cells data, see decision 0010.
 */
const boxOverDisk = 1.24;

export type Survey = {
  polarity: Polarity;
  /** The usual cell's width in px of the photo; undefined where nothing stands out. */
  diameter: number | undefined;
};

/**
 * The polarity and the usual cell diameter of a photo, the latter by granulometry (Matheron 1975): a coarse
 * mask of the cells with its holes filled is opened with growing disks, and the disk that leaves half of its
 * area is the size of the usual cell. Touching cells do not disturb it, as their bridges are opened too.
 * `plane` is 8-bit.
 */
export function surveyCells(cv: OpenCv, plane: Mat, asked: Polarity | 'auto'): Survey {
  const longest = Math.max(plane.rows, plane.cols);
  for (let side = firstSide; ; side *= 2) {
    const scale = Math.min(1, side / longest);
    const { polarity, radius } = surveyAt(cv, plane, scale, asked);
    const width = radius === undefined ? 0 : 2 * radius * boxOverDisk;
    if (scale < 1 && width < fewPixels) continue;
    const fits = width > 0 && width / scale <= Math.min(plane.rows, plane.cols);
    return { polarity, diameter: fits ? width / scale : undefined };
  }
}

/** Polarity and disk radius (px of the smaller copy) at one scale. */
function surveyAt(
  cv: OpenCv,
  plane: Mat,
  scale: number,
  asked: Polarity | 'auto',
): { polarity: Polarity; radius: number | undefined } {
  return withMats(cv, (keep) => {
    const { mask, polarity } = coarseForeground(cv, shrink(cv, plane, scale, keep), asked, keep);
    fillHoles(cv, mask, 0.05 * mask.rows * mask.cols);
    return { polarity, radius: medianOpeningRadius(cv, mask, keep) };
  });
}

function shrink(cv: OpenCv, plane: Mat, scale: number, keep: Keep): Mat {
  if (scale === 1) return plane;
  const small = keep(new cv.Mat());
  const size = new cv.Size(Math.round(plane.cols * scale), Math.round(plane.rows * scale));
  cv.resize(plane, small, size, 0, 0, cv.INTER_AREA);
  return small;
}

/** The radius (px) of the opening that leaves half of the mask's area, by bisection to 2 %. */
function medianOpeningRadius(cv: OpenCv, mask: Mat, keep: Keep): number | undefined {
  const whole = cv.countNonZero(mask);
  if (whole === 0 || whole === mask.rows * mask.cols) return undefined;
  const opened = keep(new cv.Mat());
  let low = 0.5;
  let high = cv.minMaxLoc(distanceToBackground(cv, mask, keep), keep(new cv.Mat())).maxVal;
  while (high > 1.02 * low) {
    const radius = Math.sqrt(low * high);
    mask.copyTo(opened);
    open(cv, opened, radius);
    if (2 * cv.countNonZero(opened) > whole) low = radius;
    else high = radius;
  }
  return Math.sqrt(low * high);
}
