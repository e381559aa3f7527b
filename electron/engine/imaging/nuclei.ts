import { saturationPlane } from './cell-plane.ts';
import { dilate, erode, keepParts } from './morphology.ts';
import { fromMat, toMat, withMats } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';
import { histogram, otsuClasses } from './otsu.ts';
import type { GreyClass } from './otsu.ts';
import type { Raster } from './raster.ts';
import { smoothPlane } from './smooth-plane.ts';

/** The smoothed saturation of a photo, (height, width) 8-bit, and the level above which it is a nucleus. */
export type StainedNuclei = { saturation: Raster; level: number };

/**
 * White cells have a dark purple nucleus, so the saturation of a stained photo falls into three classes:
 * background, pale cells, nuclei. Returns undefined for a photo without colour or without the third class.
 * `diameter` is the usual cell's, px.
 */
export function stainedNuclei(cv: OpenCv, photo: Raster, diameter: number): StainedNuclei | undefined {
  if (photo.channels === 1) return undefined;
  return withMats(cv, (keep) => {
    const plane = toMat(cv, saturationPlane(photo), keep);
    smoothPlane(cv, plane, Math.max(0.5, 0.02 * diameter));
    const saturation = fromMat(plane, 'uint8');
    const { thresholds, classes } = otsuClasses(histogram(saturation.data), 3);
    const [background, pale, strong] = classes as [GreyClass, GreyClass, GreyClass];
    // Without nuclei the three classes cut the two real ones anywhere: at a step of about the same size, or
    // between the cells and their blurred edges, of which there are fewer than of the cells.
    const distinct =
      strong.mean - pale.mean > 1.2 * (pale.mean - background.mean) && strong.share < pale.share;
    return distinct ? { saturation, level: thresholds[1] as number } : undefined;
  });
}

/**
 * The nuclei as a mask, with the gaps between the lobes of each closed and parts below `minArea` (px,
 * platelets and specks) dropped. Returns undefined where none is left.
 */
export function findNuclei(
  cv: OpenCv,
  { saturation, level }: StainedNuclei,
  diameter: number,
  minArea: number,
  keep: Keep,
): Mat | undefined {
  const mask = toMat(cv, saturation, keep);
  cv.threshold(mask, mask, level, 255, cv.THRESH_BINARY);
  const [opening, closing] = [0.06 * diameter, 0.1 * diameter];
  erode(cv, mask, opening);
  if (cv.countNonZero(mask) === 0) return undefined;
  // The growth of the opening and that of the closing, in one: disks add up.
  dilate(cv, mask, opening + closing);
  erode(cv, mask, closing);
  keepParts(cv, mask, ({ area }) => area >= minArea);
  return cv.countNonZero(mask) > 0 ? mask : undefined;
}

/**
 * Each nucleus with the pixels up to `margin` px around it, as labels from 1 on: a pixel belongs to the
 * nearest nucleus. Returns (height, width), 0 where there is none.
 */
export function growNuclei(cv: OpenCv, nuclei: Mat, margin: number): Int32Array {
  return withMats(cv, (keep) => {
    const outside = keep(new cv.Mat());
    const distance = keep(new cv.Mat());
    const nearest = keep(new cv.Mat());
    cv.bitwise_not(nuclei, outside);
    const { DIST_L2, DIST_MASK_5, DIST_LABEL_CCOMP } = cv;
    cv.distanceTransformWithLabels(outside, distance, nearest, DIST_L2, DIST_MASK_5, DIST_LABEL_CCOMP);
    const far = distance.data32F as Float32Array;
    const labels = (nearest.data32S as Int32Array).slice();
    for (let i = 0; i < labels.length; i += 1) if ((far[i] as number) > margin) labels[i] = 0;
    return labels;
  });
}
