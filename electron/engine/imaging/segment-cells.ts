import { surveyCells } from './cell-diameter.ts';
import type { Survey } from './cell-diameter.ts';
import { cellPlane, resolveChannel } from './cell-plane.ts';
import type { PlaneChannel } from './cell-plane.ts';
import { toDisplay } from './display.ts';
import type { Polarity } from './coarse-foreground.ts';
import { dilate, distanceToBackground, fillHoles, open } from './morphology.ts';
import { findNuclei, growNuclei } from './nuclei.ts';
import { noiseAfterSmoothing, noiseLevel } from './noise.ts';
import { fromMat, loadOpenCv, toMat, withMats } from './opencv.ts';
import type { Keep, Mat, OpenCv } from './opencv.ts';
import { boxPicture, measureCells } from './measure-cells.ts';
import type { FoundCell } from './measure-cells.ts';
import type { Raster } from './raster.ts';
import { checkSegmentParameters, defaultSegmentParameters } from './segment-parameters.ts';
import type { SegmentParameters } from './segment-parameters.ts';
import { labelPicture, renumber, splitTouching } from './split-touching.ts';

/** The parameters with every 'auto' replaced by what was used. */
export type ResolvedSegmentParameters = Omit<
  SegmentParameters,
  'channel' | 'polarity' | 'diameter' | 'window' | 'contrast'
> & { channel: PlaneChannel; polarity: Polarity; diameter: number; window: number; contrast: number };

export type SegmentStep = {
  name: string;
  /** One sentence on what was done, with the numbers used. */
  caption: string;
  /** 8-bit, one or three channels, the size of the photo. */
  image: Raster;
};

export type Segmentation = {
  cells: FoundCell[];
  parameters: ResolvedSegmentParameters;
  /** The expected cell diameter (px) and where it comes from. */
  estimate: { diameter: number; source: 'given' | 'granulometry' | 'nothing found' };
  steps?: SegmentStep[];
};

const smallestSide = 16;

/**
 * Find single cells as in the MicroGAN paper (section 3.1): adaptive mean threshold, dilation, flood fill of
 * holes, opening, bounding boxes; with stained nuclei taken first and touching cells split by a watershed,
 * both of which can be switched off. Every rule is a parameter.
 *
 * `raster` is (height, width, 1 or 3) of any dtype. Cells come in reading order, boxes in whole pixels.
 * With `wantSteps` each stage is returned as a picture. Throws RangeError for a photo below 16 px and for
 * parameters out of bounds.
 */
export async function segmentCells(
  raster: Raster,
  parameters: Partial<SegmentParameters> = {},
  { wantSteps = false }: { wantSteps?: boolean } = {},
): Promise<Segmentation> {
  const asked: SegmentParameters = { ...defaultSegmentParameters, ...parameters };
  checkSegmentParameters(asked);
  if (Math.min(raster.width, raster.height) < smallestSide) {
    throw new RangeError(
      `The image is ${raster.width} x ${raster.height} pixels; finding cells needs at least ${smallestSide} x ${smallestSide}.`,
    );
  }
  const { cv } = await loadOpenCv();
  return withMats(cv, (keep) => segment(cv, raster, asked, wantSteps ? [] : undefined, keep));
}

function segment(
  cv: OpenCv,
  photo: Raster,
  asked: SegmentParameters,
  steps: SegmentStep[] | undefined,
  keep: Keep,
): Segmentation {
  const channel = resolveChannel(photo, asked.channel);
  const picture = cellPlane(photo, channel);
  const plane = toMat(cv, picture, keep);
  const survey = surveyCells(cv, plane, asked.polarity, keep);
  const estimate = diameterOf(photo, asked, survey);
  // From here on cells are dark.
  if (survey.polarity === 'light') cv.bitwise_not(plane, plane);
  const used: ResolvedSegmentParameters = {
    ...asked,
    channel,
    polarity: survey.polarity,
    diameter: estimate.diameter,
    window: asked.window === 'auto' ? windowOf(estimate.diameter) : asked.window,
    contrast: asked.contrast === 'auto' ? contrastOf(cv, plane, asked.smoothing, keep) : asked.contrast,
  };
  steps?.push({ name: 'channel', caption: `The ${channel} channel over the photo’s range.`, image: picture });

  const mask = threshold(cv, plane, used, steps, keep);
  const cellArea = (Math.PI / 4) * used.diameter ** 2;
  dilate(cv, mask, used.dilation, keep);
  record(steps, mask, 'dilation', `Grown by ${used.dilation} px to close broken rims.`);
  fillHoles(cv, mask, used.maxHole * cellArea, keep);
  record(steps, mask, 'flood fill', `Enclosed holes up to ${used.maxHole} × cell area filled.`);
  const labels = takeNuclei(cv, photo, mask, used, steps, keep);
  open(cv, mask, used.opening * used.diameter, keep);
  const radius = Math.round(used.opening * used.diameter);
  record(steps, mask, 'opening', `Opened by a disk of radius ${radius} px.`);

  addCells(cv, mask, labels, used, keep);
  const count = renumber(labels);
  steps?.push({
    name: 'parts',
    caption: `${count} parts, ${used.touching === 'split' ? 'touching cells split at their waists' : 'touching cells kept whole'}.`,
    image: labelPicture(labels, photo.width, photo.height),
  });
  const cells = measureCells(labels, count, photo, used);
  steps?.push({
    name: 'boxes',
    caption: `${cells.length} cells after the rules on size and border.`,
    image: boxPicture(toDisplay(photo), cells),
  });
  return { cells, parameters: used, estimate, ...(steps === undefined ? {} : { steps }) };
}

function diameterOf(photo: Raster, asked: SegmentParameters, survey: Survey): Segmentation['estimate'] {
  if (asked.diameter !== 'auto') return { diameter: asked.diameter, source: 'given' };
  if (survey.diameter !== undefined) return { diameter: survey.diameter, source: 'granulometry' };
  // A featureless photo: some size is needed to go on and find nothing.
  return { diameter: Math.min(photo.width, photo.height) / 10, source: 'nothing found' };
}

/** The odd number of pixels next to 1.2 cell diameters, see decision 0010. */
function windowOf(diameter: number): number {
  return Math.max(3, 2 * Math.round(0.6 * diameter) + 1);
}

/** Four standard deviations of the noise that the smoothing leaves: one pixel in 30,000 passes by chance. */
function contrastOf(cv: OpenCv, plane: Mat, smoothing: number, keep: Keep): number {
  return Math.max(2, 4 * noiseAfterSmoothing(noiseLevel(cv, plane, keep), smoothing));
}

function threshold(
  cv: OpenCv,
  plane: Mat,
  used: ResolvedSegmentParameters,
  steps: SegmentStep[] | undefined,
  keep: Keep,
): Mat {
  const mask = keep(new cv.Mat());
  if (used.smoothing > 0) cv.GaussianBlur(plane, mask, new cv.Size(0, 0), used.smoothing);
  else plane.copyTo(mask);
  cv.adaptiveThreshold(
    mask,
    mask,
    255,
    cv.ADAPTIVE_THRESH_MEAN_C,
    cv.THRESH_BINARY_INV,
    used.window,
    used.contrast,
  );
  record(
    steps,
    mask,
    'adaptive threshold',
    `${used.polarity === 'dark' ? 'Darker' : 'Lighter'} than the mean of ${used.window} x ${used.window} px by ${used.contrast} grey levels.`,
  );
  return mask;
}

/** Labels of the nucleated cells, which are cut out of the mask. */
function takeNuclei(
  cv: OpenCv,
  photo: Raster,
  mask: Mat,
  used: ResolvedSegmentParameters,
  steps: SegmentStep[] | undefined,
  keep: Keep,
): Int32Array {
  const none = new Int32Array(photo.width * photo.height);
  if (used.nuclei === 'ignore') return none;
  const cellArea = (Math.PI / 4) * used.diameter ** 2;
  // A nucleus fills about half of its cell.
  const nuclei = findNuclei(cv, photo, used.diameter, 0.5 * used.minArea * cellArea, keep);
  if (nuclei === undefined) return none;
  record(steps, nuclei, 'nuclei', 'Strongly stained parts, the highest of three classes of saturation.');
  const labels = growNuclei(cv, nuclei, used.nucleusMargin * used.diameter, keep);
  const pixels = mask.data as Uint8Array;
  for (let i = 0; i < pixels.length; i += 1) if ((labels[i] as number) > 0) pixels[i] = 0;
  return labels;
}

/** Add the parts of the mask to `labels`, split or whole. */
function addCells(
  cv: OpenCv,
  mask: Mat,
  labels: Int32Array,
  used: ResolvedSegmentParameters,
  keep: Keep,
): void {
  const distance = distanceToBackground(cv, mask, keep);
  cv.GaussianBlur(distance, distance, new cv.Size(0, 0), Math.max(0.5, 0.015 * used.diameter));
  const inside = (distance.data32F as Float32Array).slice();
  const pixels = mask.data as Uint8Array;
  for (let i = 0; i < pixels.length; i += 1) if (pixels[i] === 0) inside[i] = 0;
  const depth = used.touching === 'split' ? (used.splitDepth * used.diameter) / 2 : Infinity;
  const parts = splitTouching(inside, mask.cols, depth);
  const taken = labels.reduce((top, label) => Math.max(top, label), 0);
  parts.forEach((part, i) => {
    if (part > 0) labels[i] = taken + part;
  });
}

function record(steps: SegmentStep[] | undefined, mask: Mat, name: string, caption: string): void {
  steps?.push({ name, caption, image: fromMat(mask, 'uint8') });
}
