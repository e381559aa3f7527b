import type { Keep, Mat, OpenCv } from './opencv.ts';

// Morphology with a disk goes through the distance transform: exactly round, and as fast for a radius of 60 px
// as for one of 2, where OpenCV's own operators take a time that grows with the structuring element.

/** `mask` grown by `radius` px, in place. */
export function dilate(cv: OpenCv, mask: Mat, radius: number, keep: Keep): void {
  if (radius <= 0) return;
  const outside = keep(new cv.Mat());
  cv.bitwise_not(mask, outside);
  // Where nothing is set there is nothing to grow, and no pixel to measure a distance to.
  if (cv.countNonZero(outside) === mask.rows * mask.cols) return;
  const distance = distanceToBackground(cv, outside, keep);
  cv.threshold(distance, distance, radius, 255, cv.THRESH_BINARY_INV);
  distance.convertTo(mask, cv.CV_8U);
}

/** `mask` shrunk by `radius` px, in place; the world outside of the image counts as set. */
export function erode(cv: OpenCv, mask: Mat, radius: number, keep: Keep): void {
  if (radius <= 0) return;
  const distance = distanceToBackground(cv, mask, keep);
  cv.threshold(distance, distance, radius, 255, cv.THRESH_BINARY);
  distance.convertTo(mask, cv.CV_8U);
}

/** `mask` opened by a disk of `radius` px, in place: specks and bridges narrower than it go. */
export function open(cv: OpenCv, mask: Mat, radius: number, keep: Keep): void {
  erode(cv, mask, radius, keep);
  dilate(cv, mask, radius, keep);
}

/** `mask` closed by a disk of `radius` px, in place: gaps narrower than it are bridged. */
export function close(cv: OpenCv, mask: Mat, radius: number, keep: Keep): void {
  dilate(cv, mask, radius, keep);
  erode(cv, mask, radius, keep);
}

/**
 * Flood the background that is enclosed (no part of it on the image's border) and smaller than `maxArea` px,
 * in place. Background is joined over edges only, so that a rim of diagonal pixels holds.
 */
export function fillHoles(cv: OpenCv, mask: Mat, maxArea: number, keep: Keep): void {
  const holes = keep(new cv.Mat());
  cv.bitwise_not(mask, holes);
  const { labels, parts } = connectedParts(cv, holes, 4, keep);
  const { rows, cols } = mask;
  const filled = parts.map(
    ({ x, y, width, height, area }) =>
      x > 0 && y > 0 && x + width < cols && y + height < rows && area < maxArea,
  );
  const pixels = mask.data as Uint8Array;
  for (let i = 0; i < pixels.length; i += 1) {
    const label = labels[i] as number;
    if (label > 0 && filled[label - 1]) pixels[i] = 255;
  }
}

/** Keep the connected parts of `mask` that `wanted` accepts, in place. */
export function keepParts(cv: OpenCv, mask: Mat, wanted: (part: Part) => boolean, keep: Keep): void {
  const { labels, parts } = connectedParts(cv, mask, 8, keep);
  const kept = parts.map(wanted);
  const pixels = mask.data as Uint8Array;
  for (let i = 0; i < pixels.length; i += 1) {
    const label = labels[i] as number;
    if (label > 0 && !kept[label - 1]) pixels[i] = 0;
  }
}

export type Part = { x: number; y: number; width: number; height: number; area: number };

/** Connected foreground: labels from 1 in the order of `parts`, 0 for background; a view on the heap. */
export function connectedParts(
  cv: OpenCv,
  mask: Mat,
  connectivity: 4 | 8,
  keep: Keep,
): { labels: Int32Array; parts: Part[] } {
  const labels = keep(new cv.Mat());
  const stats = keep(new cv.Mat());
  const centroids = keep(new cv.Mat());
  const count = cv.connectedComponentsWithStats(mask, labels, stats, centroids, connectivity, cv.CV_32S);
  const numbers = stats.data32S as Int32Array;
  const parts: Part[] = [];
  for (let label = 1; label < count; label += 1) {
    const [x, y, width, height, area] = numbers.subarray(stats.cols * label);
    parts.push({ x, y, width, height, area } as Part);
  }
  return { labels: labels.data32S as Int32Array, parts };
}

/** Distance (px, Euclidean) of each foreground pixel to the nearest background pixel, as float32. */
export function distanceToBackground(cv: OpenCv, mask: Mat, keep: Keep): Mat {
  const distance = keep(new cv.Mat());
  cv.distanceTransform(mask, distance, cv.DIST_L2, cv.DIST_MASK_5);
  return distance;
}
