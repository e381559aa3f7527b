import { z } from 'zod';
import type { Evaluation } from '../../contract/evaluation.ts';
import { evaluationSchema } from '../../contract/evaluation.ts';
import { AbbeError } from '../../contract/errors.ts';
import { readDocument, writeDocument } from './json-document.ts';
import { todaysEvaluation } from './older-evaluations.ts';

/** Version 1 did not say its format, so it is told by its shape. */
const anyVersion = z.preprocess(todaysEvaluation, evaluationSchema);

/** A run's scores; null where it has not been evaluated. Photos are named as the dataset names them. */
export async function readEvaluation(file: string): Promise<Evaluation | null> {
  try {
    return await readDocument(file, anyVersion);
  } catch (thrown) {
    if (thrown instanceof AbbeError && thrown.code === 'not-found') return null;
    throw thrown;
  }
}

export async function writeEvaluation(file: string, evaluation: Evaluation): Promise<void> {
  await writeDocument(file, evaluationSchema, evaluation);
}
