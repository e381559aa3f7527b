import type { DatasetDocument, ImageReference } from '../../contract/datasets.ts';
import type { Project } from '../projects/project.ts';

/** A dataset as it is handed out: sources as absolute paths, which other calls take. */
export function withFiles(project: Project, dataset: DatasetDocument): DatasetDocument {
  const file = (source: string): string => project.photoFile(source);
  const image = (reference: ImageReference): ImageReference =>
    reference.kind === 'classes'
      ? { ...reference, layers: reference.layers.map((layer) => ({ ...layer, source: file(layer.source) })) }
      : { ...reference, source: file(reference.source) };
  return {
    ...dataset,
    sources: dataset.sources.map((entry) => ({ ...entry, path: file(entry.path) })),
    items: dataset.items.map((item) => ({
      ...item,
      target: image(item.target),
      input: item.input && image(item.input),
    })),
  };
}
