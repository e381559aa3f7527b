import {
  splits,
  type DatasetDocument,
  type DatasetItem,
  type Split,
} from '../../electron/contract/datasets.ts';

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
      if (!item.included || item.split !== split) continue;
      const file = photoOf(item);
      perPhoto.set(file, (perPhoto.get(file) ?? 0) + 1);
    }
    const photos = [...perPhoto].map(([file, cells]) => ({ file, cells }));
    return { split, photos, cells: photos.reduce((sum, photo) => sum + photo.cells, 0) };
  });
}

/** The source file that an item is shown under. */
function photoOf({ target }: DatasetItem): string {
  return target.kind === 'classes' ? (target.layers[0]?.source ?? '') : target.source;
}

/** How many items are used; the others are set aside. */
export function includedItems({ items }: DatasetDocument): number {
  return items.filter(({ included }) => included).length;
}

/** Smallest, median and largest longer side of the cells, in pixels; null for an empty dataset. */
export function cellSizes(dataset: DatasetDocument): { min: number; median: number; max: number } | null {
  const used = dataset.items.filter(({ included }) => included);
  const sides = used.map((item) => Math.max(item.width, item.height)).sort((a, b) => a - b);
  const min = sides[0];
  const max = sides[sides.length - 1];
  if (min === undefined || max === undefined) return null;
  const low = sides[Math.floor((sides.length - 1) / 2)] ?? min;
  const high = sides[Math.ceil((sides.length - 1) / 2)] ?? min;
  return { min, median: (low + high) / 2, max };
}
