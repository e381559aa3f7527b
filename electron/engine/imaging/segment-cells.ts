import { surveyCells } from './cell-diameter.ts';
import type { Survey } from './cell-diameter.ts';
import { filterCells } from './cell-filters.ts';
import type { RejectedCell } from './cell-filters.ts';
import { cellFocus } from './cell-focus.ts';
import { cellPlane } from './cell-plane.ts';
import { toDisplay } from './display.ts';
import { boxPicture, measureCells } from './measure-cells.ts';
import type { FoundCell } from './measure-cells.ts';
import { noiseAfterSmoothing, noiseLevel } from './noise.ts';
import { stainedNuclei } from './nuclei.ts';
import { loadOpenCv, toMat, withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';
import { crop } from './raster.ts';
import type { Raster, Rectangle } from './raster.ts';
import { checkSegmentParameters, defaultSegmentParameters } from './segment-parameters.ts';
import type { ResolvedSegmentParameters, SegmentParameters } from './segment-parameters.ts';
import { segmentTile } from './segment-tile.ts';
import type { CellPlanes, SegmentStep } from './segment-tile.ts';
import { coreOf, tilesOf } from './tiles.ts';

export type Segmentation = {
  /** In reading order: by their boxes' top, then left. */
  cells: FoundCell[];
  /** Parts that the rules on size, border, roundness and focus sort out, with the reason, in the same order. */
  rejected: RejectedCell[];
  parameters: ResolvedSegmentParameters;
  /** The expected cell diameter (px) and where it comes from. */
  estimate: { diameter: number; source: 'given' | 'granulometry' | 'nothing found' };
  steps?: SegmentStep[];
};

export type SegmentOptions = {
  /** Return each stage as a picture. Photos of several tiles show the first and the last stage only. */
  wantSteps?: boolean;
  /** Photos wider or higher than this many pixels are worked on in overlapping tiles of this size. */
  tileSide?: number;
};

const smallestSide = 16;

/**
 * Find single cells as in the MicroGAN paper (section 3.1): adaptive mean threshold, dilation, flood fill of
 * holes, opening, bounding boxes; with stained nuclei taken first and touching cells split by a watershed,
 * both of which can be switched off. Every rule is a parameter.
 *
 * `raster` is (height, width, 1 or 3) of any dtype and size; boxes are in whole pixels. Throws RangeError for
 * a photo below 16 px and for parameters out of bounds.
 */
export async function segmentCells(
  raster: Raster,
  parameters: Partial<SegmentParameters> = {},
  { wantSteps = false, tileSide = 4096 }: SegmentOptions = {},
): Promise<Segmentation> {
  const asked: SegmentParameters = { ...defaultSegmentParameters, ...parameters };
  checkSegmentParameters(asked);
  if (Math.min(raster.width, raster.height) < smallestSide) {
    throw new RangeError(
      `The image is ${raster.width} x ${raster.height} pixels; finding cells needs at least ${smallestSide} x ${smallestSide}.`,
    );
  }
  const { cv } = await loadOpenCv();
  const { planes, used, estimate, noise } = prepare(cv, raster, asked);
  const steps: SegmentStep[] | undefined = wantSteps ? [channelStep(planes.cells, used.channel)] : undefined;
  const measured = { noise, wantFocus: wantSteps || used.minFocus > 0 };
  const parts = findInTiles(cv, planes, used, tileSide, measured, steps);
  const { cells, rejected } = filterCells(parts, used);
  steps?.push(boxesStep(raster, cells, rejected));
  return { cells, rejected, parameters: used, estimate, ...(steps && { steps }) };
}

function channelStep(image: Raster, channel: string): SegmentStep {
  return { name: 'channel', caption: `The ${channel} channel over the photo’s range.`, image };
}

function boxesStep(
  photo: Raster,
  cells: readonly FoundCell[],
  rejected: readonly RejectedCell[],
): SegmentStep {
  const caption = `${cells.length} cells (green) after the rules; ${rejected.length} sorted out (red).`;
  return { name: 'boxes', caption, image: boxPicture(toDisplay(photo), cells, rejected) };
}

/** What is the same for all tiles: the planes to threshold and the parameters measured on the whole photo. */
function prepare(
  cv: OpenCv,
  photo: Raster,
  asked: SegmentParameters,
): {
  planes: CellPlanes;
  used: ResolvedSegmentParameters;
  estimate: Segmentation['estimate'];
  /** Standard deviation of the plane's pixel noise, grey levels. */
  noise: number;
} {
  const channel = photo.channels === 1 ? 'grey' : asked.channel;
  const cells = cellPlane(photo, channel);
  return withMats(cv, (keep) => {
    const plane = toMat(cv, cells, keep);
    const survey = surveyCells(cv, plane, asked.polarity);
    const estimate = diameterOf(photo, asked, survey);
    const { diameter } = estimate;
    const noise = noiseLevel(cv, plane);
    const left = noiseAfterSmoothing(noise, asked.smoothing);
    const used: ResolvedSegmentParameters = {
      ...asked,
      channel,
      polarity: survey.polarity,
      diameter,
      // The odd number of pixels next to 0.7 cell diameters, see decision 0010.
      window: asked.window === 'auto' ? Math.max(3, 2 * Math.round(0.35 * diameter) + 1) : asked.window,
      // Four standard deviations: by chance one pixel in 30,000 passes.
      contrast: asked.contrast === 'auto' ? Math.max(2, 4 * left) : asked.contrast,
    };
    const nuclei = asked.nuclei === 'find' ? stainedNuclei(cv, photo, diameter) : undefined;
    return { planes: { cells, nuclei }, used, estimate, noise };
  });
}

function diameterOf(photo: Raster, asked: SegmentParameters, survey: Survey): Segmentation['estimate'] {
  if (asked.diameter !== 'auto') return { diameter: asked.diameter, source: 'given' };
  if (survey.diameter !== undefined) return { diameter: survey.diameter, source: 'granulometry' };
  // A featureless photo: some size is needed to go on and find nothing.
  return { diameter: Math.min(photo.width, photo.height) / 10, source: 'nothing found' };
}

/**
 * The parts of all tiles, in reading order. Tiles overlap by more than the largest cell, so that each cell lies whole in the
 * tile in whose core its centre is, and only there it counts.
 */
function findInTiles(
  cv: OpenCv,
  planes: CellPlanes,
  used: ResolvedSegmentParameters,
  tileSide: number,
  { noise, wantFocus }: { noise: number; wantFocus: boolean },
  steps: SegmentStep[] | undefined,
): FoundCell[] {
  const photo = planes.cells;
  const overlap = Math.ceil(3 * used.diameter + used.window / 2);
  const tiles = tilesOf(photo, tileSide, overlap);
  const margin = Math.round(used.margin * used.diameter);
  const found = tiles.flatMap((tile) => {
    const inTile = cropPlanes(planes, tile);
    const parts = segmentTile(cv, inTile, used, tiles.length === 1 ? steps : undefined);
    const { labels, count } = parts;
    const focus = wantFocus ? cellFocus(cv, inTile.cells, labels, count, noise) : undefined;
    const core = coreOf(tile, photo, overlap);
    return measureCells(parts, tile, photo, margin, focus).filter((cell) => hasCentreIn(core, cell));
  });
  return found.sort((a, b) => a.y - b.y || a.x - b.x);
}

function cropPlanes(planes: CellPlanes, tile: Rectangle): CellPlanes {
  const { cells, nuclei } = planes;
  if (tile.width === cells.width && tile.height === cells.height) return planes;
  return {
    cells: crop(cells, tile),
    nuclei: nuclei && { saturation: crop(nuclei.saturation, tile), level: nuclei.level },
  };
}

function hasCentreIn(core: Rectangle, box: Rectangle): boolean {
  const x = box.x + box.width / 2 - core.x;
  const y = box.y + box.height / 2 - core.y;
  return x >= 0 && y >= 0 && x < core.width && y < core.height;
}
