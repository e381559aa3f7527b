import type { DatasetDocument, DatasetItem, Split } from '../../electron/contract/datasets.ts';
import { planeReference } from '../../electron/engine/datasets/plane-reference.ts';

/** A crop of a photo, 30 x 20 pixels where nothing else is said, with a degraded partner. */
export function itemOf(
  id: string,
  source: string,
  split: Split,
  own: Partial<DatasetItem> = {},
): DatasetItem {
  const { width = 30, height = 20 } = own;
  return {
    id,
    target: planeReference(source, {}, { box: { x: 0, y: 0, width, height } }),
    input: null,
    width,
    height,
    label: null,
    subject: null,
    session: null,
    split,
    included: true,
    reason: '',
    tags: [],
    note: '',
    measures: {},
    ...own,
  };
}

/** A dataset of cells of these items; each source's content is told apart by its name. */
export function datasetOf(items: DatasetItem[], own: Partial<DatasetDocument> = {}): DatasetDocument {
  const names = new Set(items.map(({ target }) => ('source' in target ? target.source : '')));
  return {
    format: 'abbe-dataset',
    version: 2,
    id: 'cells-1',
    name: 'Cells 1',
    created: '2024-05-01T10:00:00.000Z',
    preparation: { id: 'cell-segmentation', parameters: {} },
    degradation: {},
    splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed: 1 },
    normalisation: null,
    classes: [],
    sources: [...names].map((path, i) => ({ path, sha256: i.toString(16).padStart(64, '0') })),
    items,
    skipped: [],
    notes: [],
    edits: [],
    undone: [],
    corrected: [],
    ...own,
  };
}

/** How the tests ask for a dataset of the cells in all photos of a project. */
export const cellsRequest = {
  name: 'Cells',
  preparation: 'cell-segmentation',
  parameters: {},
  degradation: {},
  sources: null,
  splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed: 1 },
} as const;
