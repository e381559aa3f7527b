import { saturationPlane } from './cell-plane.ts';
import { close, keepParts, open } from './morphology.ts';
import { toMat } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';
import { histogram, otsuClasses } from './otsu.ts';
import type { Raster } from './raster.ts';

/**
 * The strongly stained parts of a colour photo as a mask: white cells have a dark purple nucleus, so the
 * saturation falls into three classes (background, pale cells, nuclei), and the highest is taken. Its gaps
 * between the lobes of a nucleus are closed, and parts below `minArea` (px, platelets and specks) dropped.
 * Returns undefined for a photo without colour or without such a class. `diameter` is the usual cell's, px.
 */
export function findNuclei(
  cv: OpenCv,
  photo: Raster,
  diameter: number,
  minArea: number,
  keep: Keep,
): Mat | undefined {
  if (photo.channels === 1) return undefined;
  const mask = toMat(cv, saturationPlane(photo), keep);
  cv.GaussianBlur(mask, mask, new cv.Size(0, 0), Math.max(0.5, 0.02 * diameter));
  const { thresholds, classes } = otsuClasses(histogram(mask.data as Uint8Array), 3);
  const [background, pale, strong] = classes.map(({ mean }) => mean) as [number, number, number];
  // Without nuclei the three classes cut the two real ones anywhere, at a step of about the same size.
  if (!(strong - pale > 1.2 * (pale - background))) return undefined;
  cv.threshold(mask, mask, thresholds[1] as number, 255, cv.THRESH_BINARY);
  open(cv, mask, 0.06 * diameter, keep);
  close(cv, mask, 0.1 * diameter, keep);
  keepParts(cv, mask, ({ area }) => area >= minArea, keep);
  return cv.countNonZero(mask) > 0 ? mask : undefined;
}

/**
 * Each nucleus with the pixels up to `margin` px around it, as labels from 1 on: a pixel belongs to the
 * nearest nucleus. Returns (height, width), 0 where there is none.
 */
export function growNuclei(cv: OpenCv, nuclei: Mat, margin: number, keep: Keep): Int32Array {
  const outside = keep(new cv.Mat());
  cv.bitwise_not(nuclei, outside);
  const distance = keep(new cv.Mat());
  const nearest = keep(new cv.Mat());
  cv.distanceTransformWithLabels(outside, distance, nearest, cv.DIST_L2, cv.DIST_MASK_5, cv.DIST_LABEL_CCOMP);
  const far = distance.data32F as Float32Array;
  return (nearest.data32S as Int32Array).map((label, i) => ((far[i] as number) <= margin ? label : 0));
}
