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
export function matchBoxes(
  found: readonly Rectangle[],
  truth: readonly Rectangle[],
  minIou = 0.5,
): BoxMatch[] {
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

/** The boxes of one image. */
export type BoxImage = {
  found: readonly Rectangle[];
  truth: readonly Rectangle[];
  /** Boxes that are neither wanted nor wrong: a found one that matches one of them, and no true one, is not counted. */
  ignored?: readonly Rectangle[];
  /** Which of the found ones, by index, are not counted where they match nothing. */
  forgiven?: (found: number) => boolean;
};

/**
 * Precision, recall and F1 over any number of images, counted over all boxes together.
 * Ratios whose denominator is 0 are NaN.
 */
export function scoreBoxes(images: readonly BoxImage[], minIou = 0.5): BoxScore {
  let [matched, found, truth, overlap] = [0, 0, 0, 0];
  for (const image of images) {
    const matches = matchBoxes(image.found, image.truth, minIou);
    matched += matches.length;
    truth += image.truth.length;
    overlap += matches.reduce((sum, { iou }) => sum + iou, 0);
    found += matches.length + falseOnes(image, matches, minIou);
  }
  return {
    matched,
    found,
    truth,
    precision: matched / found,
    recall: matched / truth,
    f1: (2 * matched) / (found + truth),
    meanIou: overlap / matched,
  };
}

function falseOnes(image: BoxImage, matches: readonly BoxMatch[], minIou: number): number {
  const { ignored = [], forgiven = () => false } = image;
  const used = new Set(matches.map(({ found }) => found));
  return image.found.filter((box, i) => {
    if (used.has(i) || forgiven(i)) return false;
    return !ignored.some((other) => intersectionOverUnion(box, other) >= minIou);
  }).length;
}
