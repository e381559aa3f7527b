import { splits, type DatasetDocument, type Split } from '../../electron/contract/documents.ts';

export interface SplitSummary {
  split: Split;
  cells: number;
  photos: { file: string; cells: number }[];
}

/** Cells and photos of each split; photos in the dataset's order. */
export function summariseSplits(dataset: DatasetDocument): SplitSummary[] {
  return splits.map((split) => {
    const perPhoto = new Map<string, number>();
    for (const item of dataset.items) {
      if (item.split === split) perPhoto.set(item.photo, (perPhoto.get(item.photo) ?? 0) + 1);
    }
    const photos = [...perPhoto].map(([file, cells]) => ({ file, cells }));
    return { split, photos, cells: photos.reduce((sum, photo) => sum + photo.cells, 0) };
  });
}

/** Smallest, median and largest longer side of the cells, in pixels; null for an empty dataset. */
export function cellSizes(dataset: DatasetDocument): { min: number; median: number; max: number } | null {
  const sides = dataset.items.map((item) => Math.max(item.box.width, item.box.height)).sort((a, b) => a - b);
  const min = sides[0];
  const max = sides[sides.length - 1];
  if (min === undefined || max === undefined) return null;
  const low = sides[Math.floor((sides.length - 1) / 2)] ?? min;
  const high = sides[Math.ceil((sides.length - 1) / 2)] ?? min;
  return { min, median: (low + high) / 2, max };
}
