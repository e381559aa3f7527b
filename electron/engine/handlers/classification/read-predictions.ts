import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prediction } from '../../../contract/classification.ts';
import type { Split } from '../../../contract/datasets.ts';
import { readTable } from '../../datasets/read-table.ts';
import { fileError } from '../../projects/file-errors.ts';

const columns = ['input', 'fold', 'split', 'item', 'group', 'true class', 'predicted class', 'probability'];

/**
 * `predictions.csv` of a classification's folder, as `predictionsTable` wrote it.
 * @throws AbbeError not-found where the file is gone; invalid-input where it is another table.
 */
export async function readPredictions(folder: string): Promise<Prediction[]> {
  const file = join(folder, 'predictions.csv');
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw fileError(file, 'read', thrown);
  });
  return readTable(file, text, columns).map((row) => {
    const name = (column: string): string => unquoted(row[column] ?? '');
    return {
      input: name('input'),
      fold: Number(row['fold']) - 1,
      split: row['split'] as Split,
      item: name('item'),
      group: Number(row['group']),
      truth: name('true class'),
      predicted: name('predicted class'),
      probability: Number(row['probability']),
    };
  });
}

/** Without the apostrophe that keeps a spreadsheet from taking a name as a formula. */
function unquoted(text: string): string {
  return /^'[=+@\t\r-]/.test(text) ? text.slice(1) : text;
}
