import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Classification, Prediction } from '../../../contract/classification.ts';
import { matrixPicture } from '../../classification/matrix-picture.ts';
import { matricesTable, predictionsTable, scoresTable } from '../../classification/tables.ts';
import { classificationFolder, writeClassification } from '../../projects/classification-files.ts';
import { fileError } from '../../projects/file-errors.ts';
import { chartPng } from '../../reports/charts/chart-files.ts';

/** What lies beside the document. */
export const classificationFiles = [
  'scores.csv',
  'confusion-matrices.csv',
  'predictions.csv',
  'confusion-matrices.svg',
  'confusion-matrices.png',
];

/** Writes tables and pictures into the classification's folder, and the document last. */
export async function writeResults(
  folder: string,
  document: Classification,
  predictions: readonly Prediction[],
): Promise<void> {
  const place = classificationFolder(folder, document.id);
  const picture = matrixPicture(document.inputs, document.classes);
  const contents: Record<string, string | Buffer> = {
    'scores.csv': scoresTable(document),
    'confusion-matrices.csv': matricesTable(document),
    'predictions.csv': predictionsTable(predictions),
    'confusion-matrices.svg': picture,
    'confusion-matrices.png': await chartPng(picture),
  };
  for (const name of document.files) {
    const file = join(place, name);
    await writeFileAtomic(file, contents[name] ?? '').catch((thrown: unknown) => {
      throw fileError(file, 'written', thrown);
    });
  }
  await writeClassification(folder, document);
}
