import { distanceToBackground, fillHoles, open } from './morphology.ts';
import { histogram, otsuClasses } from './otsu.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';

/** Photos are measured at most this wide or high; the usual cell must still be several pixels there. */
const longestSide = 640;

/**
 * A cell's bounding box over the disk that fits into it: cells are not disks and the Otsu mask lies inside
 * their rims. Median over the training photos of the stained-cells data, see decision 0010.
 */
const boxOverDisk = 1.2;

/**
 * The usual cell diameter of a photo in pixels by granulometry (Matheron 1975): dark parts by Otsu's
 * threshold with their holes filled are opened with growing disks, and the disk that leaves half of their
 * area is the size of the usual cell. Touching cells do not disturb it, as their bridges are opened too.
 *
 * `plane` is 8-bit with dark cells. Returns undefined where nothing stands out of the background.
 */
export function estimateCellDiameter(cv: OpenCv, plane: Mat, keep: Keep): number | undefined {
  const scale = Math.min(1, longestSide / Math.max(plane.rows, plane.cols));
  const mask = otsuMask(cv, plane, scale, keep);
  fillHoles(cv, mask, 0.05 * mask.rows * mask.cols, keep);
  const radius = medianOpeningRadius(cv, mask, keep);
  return radius === undefined ? undefined : (2 * radius * boxOverDisk) / scale;
}

function otsuMask(cv: OpenCv, plane: Mat, scale: number, keep: Keep): Mat {
  const mask = keep(new cv.Mat());
  if (scale < 1) {
    const size = new cv.Size(Math.round(plane.cols * scale), Math.round(plane.rows * scale));
    cv.resize(plane, mask, size, 0, 0, cv.INTER_AREA);
  } else {
    plane.copyTo(mask);
  }
  cv.GaussianBlur(mask, mask, new cv.Size(0, 0), 1.5);
  const { thresholds } = otsuClasses(histogram(mask.data as Uint8Array), 2);
  cv.threshold(mask, mask, thresholds[0] as number, 255, cv.THRESH_BINARY_INV);
  return mask;
}

/** The radius (px) of the opening that leaves half of the mask's area, by bisection to 1 %. */
function medianOpeningRadius(cv: OpenCv, mask: Mat, keep: Keep): number | undefined {
  const whole = cv.countNonZero(mask);
  if (whole === 0 || whole === mask.rows * mask.cols) return undefined;
  let low = 0.5;
  let high = cv.minMaxLoc(distanceToBackground(cv, mask, keep), keep(new cv.Mat())).maxVal;
  const opened = keep(new cv.Mat());
  while (high > 1.01 * low) {
    const radius = Math.sqrt(low * high);
    mask.copyTo(opened);
    open(cv, opened, radius, keep);
    if (2 * cv.countNonZero(opened) > whole) low = radius;
    else high = radius;
  }
  return high;
}
