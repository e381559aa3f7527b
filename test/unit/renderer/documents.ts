import type { RunRecord } from '../../../electron/contract/documents.ts';
import { runRecordOf } from '../../support/run-record.ts';
import type { CatalogueEntry, MethodResult } from '../../../electron/contract/methods.ts';

const created = '2024-05-01T10:00:00.000Z';

export function projectOf(sources: string[]): MethodResult<'project.open'> {
  const sha256 = 'a'.repeat(64);
  const document = {
    format: 'abbe-project' as const,
    version: 2 as const,
    name: 'Smear',
    created,
    sources: sources.map((path) => ({ path, sha256, bytes: 10, axis: null })),
  };
  return { folder: '/lab/smear', document, sources };
}

export function runOf(changes: Partial<RunRecord> = {}): RunRecord {
  return runRecordOf({ created, dataset: 'cells-1', state: 'running', step: 10, ...changes });
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
