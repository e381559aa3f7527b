import { dilate, distanceToBackground, fillHoles, open } from './morphology.ts';
import { findNuclei, growNuclei } from './nuclei.ts';
import type { StainedNuclei } from './nuclei.ts';
import { fromMat, toMat, withMats } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';
import type { Raster } from './raster.ts';
import type { ResolvedSegmentParameters } from './segment-parameters.ts';
import { smoothPlane } from './smooth-plane.ts';
import { labelPicture, splitTouching } from './split-touching.ts';

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

/** Each part has a label from 1 to `count`, 0 is background; those up to `stained` grew from a stained nucleus. */
export type Parts = { labels: Int32Array; count: number; stained: number };

/**
 * The stages from threshold to split on one tile. Appends a picture of each stage to `steps`, where given.
 */
export function segmentTile(
  cv: OpenCv,
  planes: CellPlanes,
  used: Parameters,
  steps: SegmentStep[] | undefined,
): Parts {
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
    // A nucleus fills about half of its cell.
    const nuclei =
      planes.nuclei && findNuclei(cv, planes.nuclei, used.diameter, 0.5 * used.minArea * cellArea, keep);
    if (nuclei)
      record('nuclei', nuclei, 'Strongly stained parts, the highest of three classes of saturation.');
    const grown = nuclei && growNuclei(cv, nuclei, used.nucleusMargin * used.diameter);
    if (grown) cutOut(mask, grown);
    const radius = used.opening * used.diameter;
    open(cv, mask, radius);
    record('opening', mask, `Opened by a disk of radius ${radius.toFixed(1)} px.`);
    const parts = joinParts(grown, partsOf(cv, mask, used));
    steps?.push({
      name: 'parts',
      caption: partsCaption(parts.count, used),
      image: labelPicture(parts.labels, width, height),
    });
    return parts;
  });
}

/** Pixels that differ from the mean of their window by the contrast, on the cells' side. */
function threshold(cv: OpenCv, plane: Raster, used: Parameters, keep: Keep): Mat {
  const mask = toMat(cv, plane, keep);
  smoothPlane(cv, mask, used.smoothing);
  // From here on cells are dark, as the threshold takes what is below the mean.
  if (used.polarity === 'light') cv.bitwise_not(mask, mask);
  const { window, contrast } = used;
  cv.adaptiveThreshold(mask, mask, 255, cv.ADAPTIVE_THRESH_MEAN_C, cv.THRESH_BINARY_INV, window, contrast);
  return mask;
}

/** The mask's parts as labels from 1 on, touching ones split or kept whole. */
function partsOf(cv: OpenCv, mask: Mat, used: Parameters): Int32Array {
  return withMats(cv, (keep) => {
    if (used.touching === 'keep') {
      const labels = keep(new cv.Mat());
      cv.connectedComponents(mask, labels, 8, cv.CV_32S);
      return (labels.data32S as Int32Array).slice();
    }
    const distance = distanceToBackground(cv, mask, keep);
    cv.GaussianBlur(distance, distance, new cv.Size(0, 0), Math.max(0.5, 0.015 * used.diameter));
    const inside = distance.data32F as Float32Array;
    const pixels = mask.data as Uint8Array;
    for (let i = 0; i < pixels.length; i += 1) if (pixels[i] === 0) inside[i] = 0;
    return splitTouching(inside, mask.cols, (used.splitDepth * used.diameter) / 2);
  });
}

function cutOut(mask: Mat, labels: Int32Array): void {
  const pixels = mask.data as Uint8Array;
  for (let i = 0; i < pixels.length; i += 1) if ((labels[i] as number) > 0) pixels[i] = 0;
}

/** The labels of the grown nuclei, and those of the parts behind them; the two do not overlap. */
function joinParts(grown: Int32Array | undefined, parts: Int32Array): Parts {
  const stained = grown ? largestOf(grown) : 0;
  const count = stained + largestOf(parts);
  if (!grown) return { labels: parts, count, stained };
  for (let i = 0; i < grown.length; i += 1) {
    const part = parts[i] as number;
    if (part > 0) grown[i] = stained + part;
  }
  return { labels: grown, count, stained };
}

function largestOf(labels: Int32Array): number {
  let largest = 0;
  for (let i = 0; i < labels.length; i += 1)
    if ((labels[i] as number) > largest) largest = labels[i] as number;
  return largest;
}

function thresholdCaption({ polarity, window, contrast }: Parameters): string {
  const side = polarity === 'dark' ? 'Darker' : 'Lighter';
  return `${side} than the mean of ${window} x ${window} px by ${contrast.toFixed(1)} of 255 grey levels.`;
}

function partsCaption(count: number, { touching }: Parameters): string {
  return `${count} parts, touching cells ${touching === 'split' ? 'split at their waists' : 'kept whole'}.`;
}
