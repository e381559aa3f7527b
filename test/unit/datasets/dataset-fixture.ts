import type { DatasetDocument, DatasetItem, ImageReference } from '../../../electron/contract/datasets.ts';
import { classesImageSchema } from '../../../electron/contract/datasets.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';

export const planeImage = planeReference;

/** A class map of one mask. */
export function maskImage(source: string): ImageReference {
  return classesImageSchema.parse({ kind: 'classes', layers: [{ name: 'cell', source, values: null }] });
}

/** An item of a photo, the whole of it unless said otherwise. */
export function datasetItem(id: string, photo: string, own: Partial<DatasetItem> = {}): DatasetItem {
  return {
    id,
    target: planeReference(photo),
    input: null,
    width: 64,
    height: 48,
    label: null,
    subject: null,
    session: null,
    split: 'training',
    included: true,
    reason: '',
    tags: [],
    note: '',
    measures: {},
    ...own,
  };
}

/** A dataset of items; each source's content is its name unless `contents` says otherwise. */
export function datasetOf(
  items: DatasetItem[],
  contents: Record<string, string> = {},
  own: Partial<DatasetDocument> = {},
): DatasetDocument {
  const images = items.flatMap(({ target, input }) => (input ? [target, input] : [target]));
  const names = images.flatMap((image) =>
    image.kind === 'classes' ? image.layers.map(({ source }) => source) : [image.source],
  );
  return {
    format: 'abbe-dataset',
    version: 2,
    id: 'cells',
    name: 'Cells',
    created: '2025-01-31T12:00:00.000Z',
    preparation: { id: 'cell-segmentation', parameters: {} },
    degradation: null,
    splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed: 1 },
    normalisation: null,
    classes: [],
    sources: [...new Set(names)].map((path) => ({ path, sha256: hashName(contents[path] ?? path) })),
    items,
    skipped: [],
    notes: [],
    edits: [],
    undone: [],
    ...own,
  };
}

/** A name as long as a hash, so that schemas take it. */
export function hashName(text: string): string {
  return text.padEnd(64, '.').slice(0, 64);
}
