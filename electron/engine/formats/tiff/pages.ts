import type { OpenOptions } from '../pixel-source.ts';
import { directoriesOf, TiffDirectory } from './directory.ts';
import { imageBytes, readPage, readShape } from './page.ts';
import type { Page, PageShape } from './page.ts';
import { tags } from './tags.ts';
import type { TiffFile } from './tiff-file.ts';

/** Where the directories of a file lie. Only their places are kept, so that 100,000 pages take a megabyte. */
export async function directoryOffsets(file: TiffFile): Promise<number[]> {
  const offsets: number[] = [];
  for await (const { offset } of directoriesOf(file)) offsets.push(offset);
  return offsets;
}

/** The page whose directory lies at `offset`. @throws AbbeError where it is damaged. */
export async function pageAt(file: TiffFile, offset: number, options: OpenOptions): Promise<Page> {
  return readPage(await TiffDirectory.read(file, offset), options);
}

/** Pages of equal size and type. */
export interface PageGroup {
  shape: PageShape;
  offsets: number[];
}

/**
 * The pages of a file grouped by size and type, in the order of their first ones.
 * @returns also how many were left out because they are smaller copies (thumbnails, pyramids) or masks.
 */
export async function groupPages(
  file: TiffFile,
  options: OpenOptions,
): Promise<{ groups: PageGroup[]; skipped: number }> {
  const groups = new Map<string, PageGroup>();
  let skipped = 0;
  for await (const directory of directoriesOf(file)) {
    const kind = await directory.number(tags.newSubfileType, 0);
    if (kind & 0b101 && directory.offset !== file.firstDirectory) {
      skipped += 1;
      continue;
    }
    const shape = await readShape(directory, options);
    const key = JSON.stringify(shape);
    const group = groups.get(key);
    if (group) group.offsets.push(directory.offset);
    else groups.set(key, { shape, offsets: [directory.offset] });
  }
  return { groups: [...groups.values()], skipped };
}

/** A page's uncompressed samples again, `planes` images further on in the file, behind one another. */
export function pageBehind(page: Page, planes: number): Page {
  const bytes = imageBytes(page);
  const sampleBytes = page.planar ? bytes / page.storedSamples : bytes;
  const count = page.planar ? page.storedSamples : 1;
  const start = page.offsets[0]! + planes * bytes;
  return {
    ...page,
    tiled: false,
    blockWidth: page.width,
    blockHeight: page.height,
    offsets: Array.from({ length: count }, (_v, i) => start + i * sampleBytes),
    byteCounts: Array.from({ length: count }, () => sampleBytes),
  };
}
