import { z } from 'zod';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { parametersSchema, splits } from '../../contract/datasets.ts';
import type { ProjectDocument, RunRecord } from '../../contract/documents.ts';
import { runOptionsSchema, runStates } from '../../contract/documents.ts';
import { boxSchema } from '../../contract/images.ts';

/**
 * Documents of older versions, as they were written then, each with the way to today's. A document is written
 * in the new version at its next change, so an older Abbe opens a project until a newer one has changed it.
 */

const projectVersion1 = z.object({
  format: z.literal('abbe-project'),
  version: z.literal(1),
  name: z.string().min(1),
  created: z.iso.datetime(),
  photos: z.array(z.object({ path: z.string(), sha256: z.string().length(64) })),
});

const datasetVersion1 = z.object({
  format: z.literal('abbe-dataset'),
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  created: z.iso.datetime(),
  recipe: z.string(),
  seed: z.number().int(),
  segmentation: parametersSchema,
  degradation: parametersSchema,
  items: z.array(z.object({ id: z.string(), photo: z.string(), box: boxSchema, split: z.enum(splits) })),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});

const runVersion1 = z.object({
  format: z.literal('abbe-run'),
  version: z.literal(1),
  id: z.string(),
  created: z.iso.datetime(),
  recipe: z.string(),
  preset: z.string(),
  dataset: z.string(),
  seed: z.number().int(),
  parameters: parametersSchema,
  state: z.enum(runStates),
  message: z.string(),
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive(),
  networks: z.array(z.object({ id: z.string(), role: z.string(), parameters: z.number().int() })),
  versions: z.record(z.string(), z.string()),
  seconds: z.number().nonnegative(),
});

/** Version 1 noted neither its data nor the device, and validated nothing. */
export const olderRuns: Record<number, z.ZodType<RunRecord>> = {
  1: runVersion1.transform((old): RunRecord => ({
    ...old,
    version: 2,
    device: null,
    data: null,
    options: runOptionsSchema.parse({}),
    from: null,
    losses: {},
    validation: null,
    best: null,
    name: '',
    note: '',
    queue: null,
    sweep: null,
    rateChanges: [],
    vggWeights: null,
  })),
};

/** Version 1 knew photos only: their sizes were not noted, and none had several pages. */
export const olderProjects: Record<number, z.ZodType<ProjectDocument>> = {
  1: projectVersion1.transform(({ photos, ...rest }) => ({
    ...rest,
    version: 2,
    sources: photos.map((photo) => ({ ...photo, bytes: null, axis: null })),
  })),
};

/**
 * Version 1 held cells of photos, split 70 / 15 / 15 by photo.
 * @param project the content hashes stood in project.json alone. A photo that it no longer lists is left out of
 * the dataset's sources, which the dataset's check then tells.
 */
export function olderDatasets(
  project: Pick<ProjectDocument, 'sources'>,
): Record<number, z.ZodType<DatasetDocument>> {
  return {
    1: datasetVersion1.transform((old): DatasetDocument => {
      const { id, name, created, degradation, skipped } = old;
      const used = new Set(old.items.map(({ photo }) => photo));
      const sources = project.sources
        .filter(({ path }) => used.has(path))
        .map(({ path, sha256 }) => ({ path, sha256 }));
      return {
        format: 'abbe-dataset',
        version: 2,
        id,
        name,
        created,
        preparation: { id: 'cell-segmentation', parameters: old.segmentation },
        degradation,
        splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed: old.seed },
        normalisation: null,
        classes: [],
        sources,
        items: old.items.map(itemOfVersion1),
        skipped,
        notes: [],
        edits: [],
        undone: [],
        corrected: [],
      };
    }),
  };
}

function itemOfVersion1(
  old: z.infer<typeof datasetVersion1>['items'][number],
): DatasetDocument['items'][number] {
  const { id, photo, box, split } = old;
  return {
    id,
    target: { kind: 'plane', source: photo, series: 0, t: 0, c: null, z: 0, box, shift: null, resize: null },
    input: null,
    width: box.width,
    height: box.height,
    label: null,
    subject: null,
    session: null,
    split,
    included: true,
    reason: '',
    tags: [],
    note: '',
    measures: {},
  };
}
