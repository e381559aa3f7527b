import type { Classification, Prediction } from '../../contract/classification.ts';
import { splits } from '../../contract/datasets.ts';

type Cell = string | number | null;

/**
 * The scores of each input, fold and split, and of all folds together, as CSV: one line each, F1 by class at the
 * end. Own code: it writes quoted fields, and the package that we have for CSV only reads.
 */
export function scoresTable({ inputs, classes }: Pick<Classification, 'inputs' | 'classes'>): string {
  const head = ['input', 'fold', 'split', 'n', 'accuracy', 'balanced accuracy', 'macro F1', 'kappa'];
  const rows = inputs.flatMap(({ input, folds, pooled }) =>
    [...folds, { fold: 'all', scores: pooled }].flatMap(({ fold, scores }) =>
      splits.map((split): Cell[] => {
        const { n, accuracy, balancedAccuracy, macroF1, kappa, perClass } = scores[split];
        const name = typeof fold === 'number' ? fold + 1 : fold;
        const own = perClass.map(({ f1 }) => f1);
        return [input, name, split, n, accuracy, balancedAccuracy, macroF1, kappa, ...own];
      }),
    ),
  );
  return csv([[...head, ...classes.map((label) => `F1 ${label}`)], ...rows]);
}

/** Pooled confusion matrices as CSV: one line for each input, split, true and predicted class. */
export function matricesTable({ inputs, classes }: Pick<Classification, 'inputs' | 'classes'>): string {
  const rows = inputs.flatMap(({ input, pooled }) =>
    splits.flatMap((split) =>
      classes.flatMap((truth, i) =>
        classes.map((predicted, j): Cell[] => {
          const { counts, shares } = pooled[split];
          return [input, split, truth, predicted, counts[i]?.[j] ?? 0, shares[i]?.[j] ?? null];
        }),
      ),
    ),
  );
  return csv([
    ['input', 'split', 'true class', 'predicted class', 'images', 'part of the true class'],
    ...rows,
  ]);
}

/** What was predicted for each image that was held out, as CSV. */
export function predictionsTable(predictions: readonly Prediction[]): string {
  const head = ['input', 'fold', 'split', 'item', 'group', 'true class', 'predicted class', 'probability'];
  const rows = predictions.map((one): Cell[] => [
    one.input,
    one.fold + 1,
    one.split,
    one.item,
    one.group,
    one.truth,
    one.predicted,
    one.probability,
  ]);
  return csv([head, ...rows]);
}

/** RFC 4180; names that a spreadsheet would take as a formula are set in quotes with an apostrophe. */
function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(7)));
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
