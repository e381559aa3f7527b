import { basename, extname } from 'node:path';
import type { DatasetItem } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Raster, Rectangle } from '../imaging/raster.ts';
import { splitByContent } from './split-photos.ts';

/** SSIM is defined from its window's 11 pixels on: a smaller item could not be evaluated. */
export const smallestSide = 11;

export interface SourcePhoto {
  /** As project and dataset name it. */
  name: string;
  /** Absolute path. */
  file: string;
  sha256: string;
}

export interface BuildOptions {
  photos: readonly SourcePhoto[];
  seed: number;
  /** Opens a photo. What it throws is the reason for skipping the photo. */
  open(photo: SourcePhoto): Promise<Raster>;
  /** Finds the cells of a photo. What it throws is the reason for skipping the photo. */
  segment(raster: Raster, photo: SourcePhoto): Promise<readonly Rectangle[]>;
  /** Told before each photo; may throw to cancel. */
  onPhoto?(done: number, photo: SourcePhoto): Promise<void>;
}

export interface BuiltItems {
  items: DatasetItem[];
  /** By absolute path. */
  skipped: { file: string; reason: string }[];
  /** Cells left out because a side is below `smallestSide`. */
  tooSmall: number;
}

interface Found {
  photo: SourcePhoto;
  boxes: Rectangle[];
  kind: string;
}

/**
 * The items of a dataset: the cells of each photo, split by photo. A photo that cannot be opened, shows no
 * cell or has other pixels (depth, channels) than most is skipped with its reason; the rest goes on.
 * @throws AbbeError invalid-input where fewer than three photos of different content give cells.
 */
export async function buildItems(options: BuildOptions): Promise<BuiltItems> {
  const skipped: BuiltItems['skipped'] = [];
  const found: Found[] = [];
  let tooSmall = 0;
  for (const [i, photo] of options.photos.entries()) {
    await options.onPhoto?.(i, photo);
    try {
      const raster = await options.open(photo);
      const cells = await options.segment(raster, photo);
      const boxes = cells.filter(({ width, height }) => Math.min(width, height) >= smallestSide);
      tooSmall += cells.length - boxes.length;
      if (boxes.length === 0) skipped.push({ file: photo.file, reason: noCells(photo.file, cells.length) });
      else found.push({ photo, boxes, kind: kindOf(raster) });
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code === 'cancelled' || error.code === 'out-of-memory') throw error;
      skipped.push({ file: photo.file, reason: error.message });
    }
  }
  const usual = mostFrequent(found.map(({ kind }) => kind));
  for (const { photo, kind } of found) {
    if (kind === usual) continue;
    const reason = `${photo.file} is ${kind} while most photos are ${usual}; put it in a project of its own.`;
    skipped.push({ file: photo.file, reason });
  }
  const used = found.filter(({ kind }) => kind === usual);
  return { items: itemsOf(used, options), skipped, tooSmall };
}

function itemsOf(found: Found[], { photos, seed }: BuildOptions): DatasetItem[] {
  const contents = found.map(({ photo }) => photo.sha256);
  const splits = splitByContent(contents, seed);
  if (splits.size === 0) {
    const n = new Set(contents).size;
    throw new AbbeError(
      'invalid-input',
      `A dataset needs cells in at least 3 different photos, one each to train, validate and test; ${n} of ${photos.length} gave cells. Add photos or adjust the segmentation.`,
    );
  }
  const stems = uniqueStems(found.map(({ photo }) => photo.file));
  return found.flatMap(({ photo, boxes }, p) =>
    boxes.map(({ x, y, width, height }, b) => ({
      id: `${stems[p]}-${String(b + 1).padStart(3, '0')}`,
      photo: photo.name,
      box: { x, y, width, height },
      split: splits.get(photo.sha256) ?? 'training',
    })),
  );
}

/** File names without extension as the beginnings of ids; a second photo of the same name gets a number. */
function uniqueStems(files: string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const plain = basename(file, extname(file)).replace(/[^\p{L}\p{N}._-]+/gu, '_');
    const stem = /^[\p{L}\p{N}]/u.test(plain) ? plain : `photo${plain}`;
    let unique = stem;
    for (let n = 2; taken.has(unique.toLowerCase()); n += 1) unique = `${stem}-${n}`;
    taken.add(unique.toLowerCase());
    return unique;
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
