import { withMats } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';

// Morphology with a disk goes through the distance transform: exactly round, and as fast for a radius of 60 px
// as for one of 2, where OpenCV's own operators take a time that grows with the structuring element.

/** `mask` grown by `radius` px, in place. */
export function dilate(cv: OpenCv, mask: Mat, radius: number): void {
  if (radius <= 0) return;
  withMats(cv, (keep) => {
    const outside = keep(new cv.Mat());
    cv.bitwise_not(mask, outside);
    // Where nothing is set there is nothing to grow, and no pixel to measure a distance to.
    if (cv.countNonZero(outside) === mask.rows * mask.cols) return;
    const distance = distanceToBackground(cv, outside, keep);
    cv.threshold(distance, distance, radius, 255, cv.THRESH_BINARY_INV);
    distance.convertTo(mask, cv.CV_8U);
  });
}

/** `mask` shrunk by `radius` px, in place; the world outside of the image counts as set. */
export function erode(cv: OpenCv, mask: Mat, radius: number): void {
  if (radius <= 0) return;
  withMats(cv, (keep) => {
    const distance = distanceToBackground(cv, mask, keep);
    cv.threshold(distance, distance, radius, 255, cv.THRESH_BINARY);
    distance.convertTo(mask, cv.CV_8U);
  });
}

/** `mask` opened by a disk of `radius` px, in place: specks and bridges narrower than it go. */
export function open(cv: OpenCv, mask: Mat, radius: number): void {
  erode(cv, mask, radius);
  dilate(cv, mask, radius);
}

/** `mask` closed by a disk of `radius` px, in place: gaps narrower than it are bridged. */
export function close(cv: OpenCv, mask: Mat, radius: number): void {
  dilate(cv, mask, radius);
  erode(cv, mask, radius);
}

/**
 * Flood the background that is enclosed (no part of it on the image's border) and smaller than `maxArea` px,
 * in place. Background is joined over edges only, so that a rim of diagonal pixels holds.
 */
export function fillHoles(cv: OpenCv, mask: Mat, maxArea: number): void {
  withMats(cv, (keep) => {
    const outside = keep(new cv.Mat());
    cv.bitwise_not(mask, outside);
    const { rows, cols } = mask;
    const isHole = ({ x, y, width, height, area }: Part): boolean =>
      x > 0 && y > 0 && x + width < cols && y + height < rows && area < maxArea;
    paintParts(cv, outside, 4, mask, 255, isHole);
  });
}

/** Keep the connected parts of `mask` that `wanted` accepts, in place. */
export function keepParts(cv: OpenCv, mask: Mat, wanted: (part: Part) => boolean): void {
  paintParts(cv, mask, 8, mask, 0, (part) => !wanted(part));
}

export type Part = { x: number; y: number; width: number; height: number; area: number };

/** Give `value` to the pixels of `target` that belong to the connected parts of `mask` that are `chosen`. */
function paintParts(
  cv: OpenCv,
  mask: Mat,
  connectivity: 4 | 8,
  target: Mat,
  value: number,
  chosen: (part: Part) => boolean,
): void {
  withMats(cv, (keep) => {
    const [labels, stats, centroids] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())];
    const count = cv.connectedComponentsWithStats(mask, labels, stats, centroids, connectivity, cv.CV_32S);
    const numbers = stats.data32S as Int32Array;
    const paint = Array.from({ length: count }, (_, label) => {
      const [x, y, width, height, area] = numbers.subarray(stats.cols * label);
      // Label 0 is what is not in the mask.
      return label > 0 && chosen({ x, y, width, height, area } as Part);
    });
    // Views of the WebAssembly heap are taken last: an allocation may move the heap.
    const labelOf = labels.data32S as Int32Array;
    const pixels = target.data as Uint8Array;
    for (let i = 0; i < pixels.length; i += 1) if (paint[labelOf[i] as number]) pixels[i] = value;
  });
}

/** Distance (px, Euclidean) of each foreground pixel to the nearest background pixel, as float32. */
export function distanceToBackground(cv: OpenCv, mask: Mat, keep: Keep): Mat {
  const distance = keep(new cv.Mat());
  cv.distanceTransform(mask, distance, cv.DIST_L2, cv.DIST_MASK_5);
  return distance;
}
