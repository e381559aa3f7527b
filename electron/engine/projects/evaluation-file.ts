import type { Evaluation } from '../../contract/documents.ts';
import { evaluationSchema } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { readDocument, writeDocument } from './json-document.ts';

/** A run's scores; null where it has not been evaluated. Photos are named as the dataset names them. */
export async function readEvaluation(file: string): Promise<Evaluation | null> {
  try {
    return await readDocument(file, evaluationSchema);
  } catch (thrown) {
    if (thrown instanceof AbbeError && thrown.code === 'not-found') return null;
    throw thrown;
  }
}

export async function writeEvaluation(file: string, evaluation: Evaluation): Promise<void> {
  await writeDocument(file, evaluationSchema, evaluation);
}
