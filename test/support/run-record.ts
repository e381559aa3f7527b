import type { RunRecord } from '../../electron/contract/documents.ts';
import { runOptionsSchema } from '../../electron/contract/documents.ts';

/** A run's record, for tests of what reads it. */
export function runRecordOf(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 'abbe-run',
    version: 2,
    id: 'run-1',
    created: '2025-01-31T12:00:00.000Z',
    recipe: 'microgan',
    preset: 'quick',
    dataset: 'cells',
    seed: 1,
    parameters: {},
    state: 'finished',
    message: '',
    step: 100,
    totalSteps: 100,
    networks: [],
    versions: {},
    device: 'CPU, 2 cores',
    data: null,
    options: runOptionsSchema.parse({}),
    from: null,
    seconds: 5,
    losses: {},
    validation: null,
    best: null,
    name: '',
    note: '',
    queue: null,
    sweep: null,
    rateChanges: [],
    vggWeights: null,
    ...changes,
  };
}
