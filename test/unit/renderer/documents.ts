import type { DatasetDocument, RunRecord } from '../../../electron/contract/documents.ts';
import type { CatalogueEntry, MethodResult } from '../../../electron/contract/methods.ts';

const created = '2024-05-01T10:00:00.000Z';

export function projectOf(photos: string[]): MethodResult<'project.open'> {
  const sha256 = 'a'.repeat(64);
  const document = {
    format: 'abbe-project' as const,
    version: 1 as const,
    name: 'Smear',
    created,
    photos: photos.map((path) => ({ path, sha256 })),
  };
  return { folder: '/lab/smear', document, photos };
}

export function runOf(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 'abbe-run',
    version: 1,
    id: 'run-1',
    created,
    recipe: 'microgan',
    preset: 'quick',
    dataset: 'cells-1',
    seed: 1,
    parameters: {},
    state: 'running',
    message: '',
    step: 10,
    totalSteps: 100,
    networks: [],
    versions: {},
    seconds: 5,
    ...changes,
  };
}

export function datasetOf(items: DatasetDocument['items']): DatasetDocument {
  return {
    format: 'abbe-dataset',
    version: 1,
    id: 'cells-1',
    name: 'Cells 1',
    created,
    recipe: 'microgan',
    seed: 1,
    segmentation: {},
    degradation: {},
    items,
    skipped: [],
  };
}

/** A catalogue entry as the engine makes it from a zod schema. */
export const recipeEntry: CatalogueEntry = {
  id: 'microgan',
  title: 'MicroGAN',
  description: '',
  paper: null,
  schema: {
    type: 'object',
    properties: {
      epochs: { type: 'integer', minimum: 1, maximum: 10000, default: 200, title: 'Epochs' },
      stepLimit: {
        anyOf: [{ type: 'integer', minimum: 1, maximum: 100000000 }, { type: 'null' }],
        default: null,
        title: 'Step limit',
        unit: 'steps',
        nullTitle: 'all epochs',
      },
      learningRate: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.0001, advanced: true },
      output: { type: 'string', enum: ['sigmoid', 'residual'], default: 'sigmoid' },
      augment: { type: 'boolean', default: false },
    },
  },
  presets: { paper: { epochs: 200 }, quick: { epochs: 100, stepLimit: 900, augment: true } },
};
