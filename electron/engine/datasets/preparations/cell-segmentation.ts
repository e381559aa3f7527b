import type { Parameters } from '../../../contract/datasets.ts';
import { toDisplay } from '../../imaging/display.ts';
import { boxPicture } from '../../imaging/measure-cells.ts';
import type { RejectedCell } from '../../imaging/cell-filters.ts';
import type { Raster, Rectangle } from '../../imaging/raster.ts';
import type { Segmentation } from '../../imaging/segment-cells.ts';
import { findCells } from '../find-cells.ts';
import { ordinal, uniqueStems } from '../item-ids.ts';
import { stemOf } from '../match-path.ts';
import { planeReference } from '../plane-reference.ts';
import type {
  MatchContext,
  Matched,
  Preparation,
  PreparationContext,
  PreparationSource,
  Prepared,
  PreparedItem,
} from '../preparation.ts';
import { parseSegmentation, segmentationPresets, segmentationSchema } from '../segmentation.ts';
import { matchRow, orSkip, preparedItem } from './parts.ts';

/** SSIM is defined from its window's 11 pixels on: a smaller item could not be evaluated. */
export const smallestSide = 11;
/** Photos whose boxes are shown as pictures. */
const shownPhotos = 8;

/** Single cells of stained photos (MicroGAN paper, section 3.1); inputs are made by the degradation. */
export const cellSegmentation: Preparation = {
  id: 'cell-segmentation',
  title: 'Cells',
  description: 'Finds single cells in a photo and their bounding boxes.',
  paper: 'microgan-super-resolution',
  schema: segmentationSchema,
  presets: segmentationPresets,
  splitBy: 'photo',
  degrades: true,
  match: matchPhotos,
  doubt: (rows) =>
    rows.some(({ files }) => files[0]?.source.info.rgb)
      ? null
      : 'They are grey: cells are found where they are darker or lighter than what is around them.',
  prepare: prepareCells,
};

async function matchPhotos({ sources }: MatchContext): Promise<Matched> {
  const isPhoto = ({ info }: PreparationSource): boolean => info.shape[0] === 1 && info.shape[2] === 1;
  return {
    rows: sources
      .filter(isPhoto)
      .map((source) => matchRow({ key: stemOf(source.file), files: [{ role: 'photo', source }] })),
    unmatched: sources
      .filter((source) => !isPhoto(source))
      .map(({ file }) => ({
        file,
        reason: `${file} is a movie or a volume; cells are looked for in photos, each a file.`,
      })),
  };
}

interface Found {
  source: PreparationSource;
  boxes: Rectangle[];
  /** What the rules on size, border, roundness and focus leave out. */
  rejected: RejectedCell[];
  kind: string;
}

/**
 * The cells of each photo. A photo that cannot be opened, shows no cell or has other pixels (depth, channels)
 * than most is skipped with its reason; the rest goes on.
 */
async function prepareCells(context: PreparationContext, parameters: Parameters): Promise<Prepared> {
  const parsed = parseSegmentation(parameters);
  const skipped: Prepared['skipped'] = [];
  const found: Found[] = [];
  let tooSmall = 0;
  for (const [i, source] of context.sources.entries()) {
    await context.tell(i, context.sources.length, `Finding cells in ${stemOf(source.name)}`);
    await orSkip(skipped, source.file, async () => {
      const raster = await context.raster(source.name, { t: 0, c: null, z: 0 });
      const { cells, rejected } = await showCells(context, source, raster, parsed, found.length);
      const boxes = cells.filter(isLargeEnough);
      tooSmall += cells.length - boxes.length;
      if (boxes.length === 0) skipped.push({ file: source.file, reason: noCells(source.file, cells.length) });
      else found.push({ source, boxes, rejected: rejected.filter(isWorthAside), kind: kindOf(raster) });
    });
  }
  const usual = mostFrequent(found.map(({ kind }) => kind));
  for (const { source, kind } of found) {
    if (kind === usual) continue;
    const reason = `${source.file} is ${kind} while most photos are ${usual}; put it in a project of its own.`;
    skipped.push({ file: source.file, reason });
  }
  const items = itemsOf(found.filter(({ kind }) => kind === usual));
  const notes =
    tooSmall === 0
      ? []
      : [
          `${tooSmall} cells with a side below ${smallestSide} pixels were left out: they could not be evaluated.`,
        ];
  return { items, skipped, notes };
}

async function showCells(
  context: PreparationContext,
  { file }: PreparationSource,
  raster: Raster,
  parsed: Parameters,
  shown: number,
): Promise<Pick<Segmentation, 'cells' | 'rejected'>> {
  const { cells, rejected, steps = [] } = await findCells(file, raster, parsed, shown === 0);
  for (const { name, caption, image } of steps) context.picture(`step ${name}`, caption, image);
  if (shown < shownPhotos) {
    const picture = boxPicture(toDisplay(raster), cells, rejected);
    const caption = `${cells.length} cells (green) in ${file}; ${rejected.length} sorted out (red).`;
    context.picture(`cells ${ordinal(shown)}`, caption, picture);
  }
  return { cells, rejected };
}

function isLargeEnough({ width, height }: Rectangle): boolean {
  return Math.min(width, height) >= smallestSide;
}

/** Fragments below the smallest cell are many and no cells; the pictures show them. */
function isWorthAside(cell: RejectedCell): boolean {
  return cell.reason !== 'too small' && isLargeEnough(cell);
}

/** Cells first, so that their numbers do not depend on what was sorted out; that comes after, set aside. */
function itemsOf(found: Found[]): PreparedItem[] {
  const stems = uniqueStems(found.map(({ source }) => source.file));
  return found.flatMap(({ source, boxes, rejected }, p) => {
    const itemAt = (box: Rectangle, index: number): PreparedItem => {
      const { x, y, width, height } = box;
      const target = planeReference(source.name, {}, { box: { x, y, width, height } });
      return preparedItem({ id: `${stems[p]}-${ordinal(index)}`, target, input: null, width, height });
    };
    const aside = rejected.map((cell, i) => ({
      ...itemAt(cell, boxes.length + i),
      included: false,
      reason: `Sorted out: ${cell.reason}.`,
    }));
    return [...boxes.map(itemAt), ...aside];
  });
}

function kindOf({ dtype, channels }: Raster): string {
  const depth = { uint8: '8-bit', uint16: '16-bit', float32: 'floating-point' }[dtype];
  return `${depth} ${channels === 3 ? 'RGB' : 'grey'}`;
}

function mostFrequent(values: string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function noCells(file: string, tooSmall: number): string {
  if (tooSmall === 0) return `No cell was found in ${file}; adjust the segmentation or leave the photo out.`;
  return `All ${tooSmall} cells found in ${file} are below ${smallestSide} pixels; adjust the segmentation.`;
}
