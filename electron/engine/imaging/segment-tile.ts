import { dilate, distanceToBackground, fillHoles, open } from './morphology.ts';
import { findNuclei, growNuclei } from './nuclei.ts';
import type { StainedNuclei } from './nuclei.ts';
import { fromMat, toMat, withMats } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';
import type { Raster } from './raster.ts';
import type { ResolvedSegmentParameters } from './segment-parameters.ts';
import { labelPicture, renumber, splitTouching } from './split-touching.ts';

/** What is thresholded, (height, width) 8-bit each. */
export type CellPlanes = { cells: Raster; nuclei: StainedNuclei | undefined };

export type SegmentStep = {
  name: string;
  /** One sentence on what was done, with the numbers used. */
  caption: string;
  /** 8-bit, one or three channels, the size of the photo. */
  image: Raster;
};

type Parameters = ResolvedSegmentParameters;

/**
 * The stages from threshold to split on one tile: each part gets a label from 1 to `count`, 0 is background.
 * Appends a picture of each stage to `steps`, where given.
 */
export function segmentTile(
  cv: OpenCv,
  planes: CellPlanes,
  used: Parameters,
  steps: SegmentStep[] | undefined,
): { labels: Int32Array; count: number } {
  const { width, height } = planes.cells;
  const cellArea = (Math.PI / 4) * used.diameter ** 2;
  return withMats(cv, (keep) => {
    const record = (name: string, mask: Mat, caption: string): void => {
      steps?.push({ name, caption, image: fromMat(mask, 'uint8') });
    };
    const mask = threshold(cv, planes.cells, used, keep);
    record('adaptive threshold', mask, thresholdCaption(used));
    dilate(cv, mask, used.dilation);
    record('dilation', mask, `Grown by ${used.dilation} px to close broken rims.`);
    fillHoles(cv, mask, used.maxHole * cellArea);
    record('flood fill', mask, `Enclosed holes up to ${used.maxHole} × cell area filled.`);
    const labels = new Int32Array(width * height);
    // A nucleus fills about half of its cell.
    const nuclei =
      planes.nuclei && findNuclei(cv, planes.nuclei, used.diameter, 0.5 * used.minArea * cellArea, keep);
    if (nuclei) {
      record('nuclei', nuclei, 'Strongly stained parts, the highest of three classes of saturation.');
      labels.set(growNuclei(cv, nuclei, used.nucleusMargin * used.diameter));
      cutOut(mask, labels);
    }
    const radius = used.opening * used.diameter;
    open(cv, mask, radius);
    record('opening', mask, `Opened by a disk of radius ${radius.toFixed(1)} px.`);
    addParts(labels, partsOf(cv, mask, used));
    const count = renumber(labels);
    steps?.push({
      name: 'parts',
      caption: partsCaption(count, used),
      image: labelPicture(labels, width, height),
    });
    return { labels, count };
  });
}

/** Pixels that differ from the mean of their window by the contrast, on the cells' side. */
function threshold(cv: OpenCv, plane: Raster, used: Parameters, keep: Keep): Mat {
  const mask = toMat(cv, plane, keep);
  if (used.smoothing > 0) cv.GaussianBlur(mask, mask, new cv.Size(0, 0), used.smoothing);
  // From here on cells are dark, as the threshold takes what is below the mean.
  if (used.polarity === 'light') cv.bitwise_not(mask, mask);
  const { window, contrast } = used;
  cv.adaptiveThreshold(mask, mask, 255, cv.ADAPTIVE_THRESH_MEAN_C, cv.THRESH_BINARY_INV, window, contrast);
  return mask;
}

/** The mask's parts as labels from 1 on, touching ones split or kept whole. */
function partsOf(cv: OpenCv, mask: Mat, used: Parameters): Int32Array {
  return withMats(cv, (keep) => {
    const distance = distanceToBackground(cv, mask, keep);
    cv.GaussianBlur(distance, distance, new cv.Size(0, 0), Math.max(0.5, 0.015 * used.diameter));
    const inside = (distance.data32F as Float32Array).slice();
    const pixels = mask.data as Uint8Array;
    for (let i = 0; i < pixels.length; i += 1) if (pixels[i] === 0) inside[i] = 0;
    const depth = used.touching === 'split' ? (used.splitDepth * used.diameter) / 2 : Infinity;
    return splitTouching(inside, mask.cols, depth);
  });
}

function cutOut(mask: Mat, labels: Int32Array): void {
  const pixels = mask.data as Uint8Array;
  for (let i = 0; i < pixels.length; i += 1) if ((labels[i] as number) > 0) pixels[i] = 0;
}

/** Add parts behind the labels that are taken; the two do not overlap. */
function addParts(labels: Int32Array, parts: Int32Array): void {
  let taken = 0;
  for (let i = 0; i < labels.length; i += 1) taken = Math.max(taken, labels[i] as number);
  for (let i = 0; i < labels.length; i += 1) {
    const part = parts[i] as number;
    if (part > 0) labels[i] = taken + part;
  }
}

function thresholdCaption({ polarity, window, contrast }: Parameters): string {
  const side = polarity === 'dark' ? 'Darker' : 'Lighter';
  return `${side} than the mean of ${window} x ${window} px by ${contrast.toFixed(1)} of 255 grey levels.`;
}

function partsCaption(count: number, { touching }: Parameters): string {
  return `${count} parts, touching cells ${touching === 'split' ? 'split at their waists' : 'kept whole'}.`;
}
