import type { Rectangle } from '../imaging/raster.ts';

export type BoxMatch = { found: number; truth: number; iou: number };

export type BoxScore = {
  matched: number;
  found: number;
  truth: number;
  precision: number;
  recall: number;
  f1: number;
  /** Mean intersection over union of the matched pairs. */
  meanIou: number;
};

/** Intersection over union of two rectangles, 0 to 1; 0 where both have no area. */
export function intersectionOverUnion(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/**
 * Pair found boxes with true ones, each used once, best overlap first, down to the threshold `minIou`
 * (the object detection rule of PASCAL VOC with intersection over union in place of a confidence).
 */
export function matchBoxes(found: Rectangle[], truth: Rectangle[], minIou = 0.5): BoxMatch[] {
  const pairs: BoxMatch[] = [];
  found.forEach((box, f) => {
    truth.forEach((other, t) => {
      const iou = intersectionOverUnion(box, other);
      if (iou >= minIou) pairs.push({ found: f, truth: t, iou });
    });
  });
  pairs.sort((a, b) => b.iou - a.iou);
  const usedFound = new Set<number>();
  const usedTruth = new Set<number>();
  return pairs.filter(({ found: f, truth: t }) => {
    if (usedFound.has(f) || usedTruth.has(t)) return false;
    usedFound.add(f);
    usedTruth.add(t);
    return true;
  });
}

/**
 * Precision, recall and F1 over any number of images, counted over all boxes together.
 * Ratios whose denominator is 0 are NaN.
 */
export function scoreBoxes(images: { found: Rectangle[]; truth: Rectangle[] }[], minIou = 0.5): BoxScore {
  const matches = images.flatMap(({ found, truth }) => matchBoxes(found, truth, minIou));
  const found = images.reduce((sum, image) => sum + image.found.length, 0);
  const truth = images.reduce((sum, image) => sum + image.truth.length, 0);
  const matched = matches.length;
  return {
    matched,
    found,
    truth,
    precision: matched / found,
    recall: matched / truth,
    f1: (2 * matched) / (found + truth),
    meanIou: matches.reduce((sum, match) => sum + match.iou, 0) / matched,
  };
}
