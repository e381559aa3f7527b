import type { DatasetDocument, DatasetItem, ImageReference } from '../../../electron/contract/datasets.ts';
import { classesImageSchema } from '../../../electron/contract/datasets.ts';
import { sourcesOfImage } from '../../../electron/engine/datasets/item-groups.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import { datasetOf as cellsOf, itemOf } from '../../support/dataset-document.ts';

export const planeImage = planeReference;

/** A class map of one mask. */
export function maskImage(source: string): ImageReference {
  return classesImageSchema.parse({ kind: 'classes', layers: [{ name: 'cell', source, values: null }] });
}

/** An item of a photo, the whole of it unless said otherwise. */
export function datasetItem(id: string, photo: string, own: Partial<DatasetItem> = {}): DatasetItem {
  const whole = { target: planeReference(photo), width: 64, height: 48 };
  return itemOf(id, photo, 'training', { ...whole, ...own });
}

/** A dataset of items; each source's content is its name unless `contents` says otherwise. */
export function datasetOf(
  items: DatasetItem[],
  contents: Record<string, string> = {},
  own: Partial<DatasetDocument> = {},
): DatasetDocument {
  const images = items.flatMap(({ target, input }) => (input ? [target, input] : [target]));
  const names = new Set(images.flatMap(sourcesOfImage));
  return cellsOf(items, {
    id: 'cells',
    name: 'Cells',
    created: '2025-01-31T12:00:00.000Z',
    degradation: null,
    sources: [...names].map((path) => ({ path, sha256: hashName(contents[path] ?? path) })),
    ...own,
  });
}

/** A name as long as a hash, so that schemas take it. */
export function hashName(text: string): string {
  return text.padEnd(64, '.').slice(0, 64);
}
