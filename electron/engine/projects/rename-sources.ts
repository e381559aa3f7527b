import type { DatasetDocument, DatasetEdit, DatasetItem, ImageReference } from '../../contract/datasets.ts';
import type { Evaluation, ProjectDocument, SourceEntry } from '../../contract/documents.ts';

/** A new name for each source of a project; the same name where it stays. */
export type Rename = (source: string) => string;

/** One source may then be listed once only: two names of one file become one entry, with what either knew. */
export function renameInProject(document: ProjectDocument, rename: Rename): ProjectDocument {
  const entries = new Map<string, SourceEntry>();
  for (const entry of document.sources) {
    const path = rename(entry.path);
    const known = entries.get(path);
    const { axis, bytes } = entry;
    entries.set(path, { ...entry, path, axis: known?.axis ?? axis, bytes: known?.bytes ?? bytes });
  }
  return { ...document, sources: [...entries.values()] };
}

export function renameInDataset(dataset: DatasetDocument, rename: Rename): DatasetDocument {
  const sources = new Map(dataset.sources.map((entry) => [rename(entry.path), entry]));
  return {
    ...dataset,
    sources: [...sources].map(([path, entry]) => ({ ...entry, path })),
    items: dataset.items.map((item) => renameInItem(item, rename)),
    corrected: dataset.corrected.map(rename),
    edits: dataset.edits.map((edit) => renameInEdit(edit, rename)),
    undone: dataset.undone.map((edit) => renameInEdit(edit, rename)),
  };
}

/** An item with its sources renamed. */
export function renameInItem<T extends Pick<DatasetItem, 'target' | 'input'>>(item: T, rename: Rename): T {
  return {
    ...item,
    target: renameInImage(item.target, rename),
    input: item.input && renameInImage(item.input, rename),
  };
}

function renameInEdit(edit: DatasetEdit, rename: Rename): DatasetEdit {
  if (edit.boxes === null) return edit;
  const { source, before, after, first } = edit.boxes;
  const renamed = (items: DatasetItem[]): DatasetItem[] => items.map((item) => renameInItem(item, rename));
  return {
    ...edit,
    boxes: { source: rename(source), before: renamed(before), after: renamed(after), first },
  };
}

/** Scores name the photo of each image as the dataset does. */
export function renameInEvaluation(evaluation: Evaluation, rename: Rename): Evaluation {
  // A group is named by a photo, or by a session or subject, which stay.
  const files = new Set(evaluation.perImage.map(({ file }) => file));
  return {
    ...evaluation,
    perImage: evaluation.perImage.map((image) => ({
      ...image,
      file: rename(image.file),
      group: files.has(image.group) ? rename(image.group) : image.group,
    })),
  };
}

/** An image with its sources renamed. */
export function renameInImage(image: ImageReference, rename: Rename): ImageReference {
  if (image.kind !== 'classes') return { ...image, source: rename(image.source) };
  return { ...image, layers: image.layers.map((layer) => ({ ...layer, source: rename(layer.source) })) };
}
