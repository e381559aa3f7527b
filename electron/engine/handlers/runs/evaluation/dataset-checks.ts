import type { CallContext } from '../../../../contract/calls.ts';
import type { DatasetDocument, Split } from '../../../../contract/datasets.ts';
import type { RunRecord } from '../../../../contract/documents.ts';
import type { Evaluation } from '../../../../contract/evaluation.ts';
import { checkDataset } from '../../../datasets/check-dataset.ts';
import type { Project } from '../../../projects/project.ts';
import type { EngineContext } from '../../context.ts';
import { examineDataset } from '../../examine-dataset.ts';
import { itemsHash } from '../run-data.ts';

export type Checked = Pick<Evaluation, 'checks' | 'warnings'>;

/** Problems by which images that are scored may have been seen in training. */
const leaks = new Set(['leak', 'duplicate', 'near-duplicate']);

/** Before scoring: leaks and copies among the splits, and whether the dataset is the one that was trained on. */
export async function checkBeforeScoring(
  context: Pick<EngineContext, 'sources'>,
  { project, dataset, record, split }: CheckRequest,
  call: CallContext,
  whenCancelled: () => string,
): Promise<Checked> {
  const findings = await examineDataset(context, project, dataset, call, whenCancelled);
  const problems = checkDataset(dataset, findings);
  const scored = new Set(dataset.items.filter((item) => item.split === split).map(({ id }) => id));
  const seen = problems.filter(({ kind, items }) => leaks.has(kind) && items.some((id) => scored.has(id)));
  const warnings = seen.map(
    ({ message }) =>
      `Images that are scored may have been seen in training, so scores may be too good: ${message}`,
  );
  if (split === 'training') warnings.push('The images scored are those that the run was trained on.');
  if (split === 'validation') {
    warnings.push(
      'The images scored are those that the best checkpoint is chosen by, so scores may be too good.',
    );
  }
  const changed = changedSince(record, dataset);
  if (changed !== null) warnings.push(changed);
  return { checks: { ok: problems.every(({ severity }) => severity !== 'error'), problems }, warnings };
}

interface CheckRequest {
  project: Project;
  dataset: DatasetDocument;
  record: RunRecord;
  split: Split;
}

function changedSince({ data }: RunRecord, dataset: DatasetDocument): string | null {
  if (data === null) {
    return 'The run was trained by an older Abbe that did not note its images, so nothing tells whether the dataset has changed since.';
  }
  if (data.items === itemsHash(dataset)) return null;
  return 'The dataset has changed since the run was trained: images that are scored now may be among those it was trained on. Undo the changes (dataset undo), or train anew.';
}
