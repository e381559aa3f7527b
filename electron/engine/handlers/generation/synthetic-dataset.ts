import { join } from 'node:path';
import type { CallContext } from '../../../contract/calls.ts';
import type { DatasetDocument } from '../../../contract/datasets.ts';
import type { Synthetic } from '../../../contract/generation-methods.ts';
import { addSources } from '../../projects/add-sources.ts';
import { contentOf } from '../../projects/content-hash.ts';
import type { Project } from '../../projects/project.ts';
import type { EngineContext } from '../context.ts';
import { createDataset } from '../dataset.ts';

/** What every item of such a dataset is tagged with. */
export const syntheticTag = 'synthetic';

/**
 * Adds synthetic masks and images to the project that they lie in and makes a labelled dataset of them, by the
 * preparation that real ones take: masks are the inputs, images the targets.
 * @throws AbbeError as `createDataset`.
 */
export async function makeSyntheticDataset(
  context: EngineContext,
  project: Project,
  { name, folder, document }: { name: string; folder: string; document: Synthetic },
  call: CallContext,
): Promise<DatasetDocument> {
  const { items, patterns, seed, masks, images } = document;
  const files = items.flatMap(({ mask, image }) => (image === null ? [] : [mask, image]));
  const sources = [];
  for (const file of files) {
    const path = join(folder, file);
    sources.push({ file: path, ...(await contentOf(path, call.signal)), axis: null });
  }
  await addSources(project, sources, false);
  const made = `Synthetic: the masks are made of noise by the run ${masks.run}, the images of the masks by the run ${images?.run ?? ''}.`;
  const payload = {
    project: project.folder,
    name,
    preparation: 'masks-to-images',
    parameters: { images: patterns.images, masks: patterns.masks, fit: 'none' },
    sources: sources.map(({ file }) => file),
    degradation: null,
    splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed } as const,
  };
  return createDataset(context, project, payload, call, { tags: [syntheticTag], notes: [made] });
}
