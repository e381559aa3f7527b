import { z } from 'zod';
import { splits } from '../../contract/datasets.ts';
import type { Evaluation, PairedScores } from '../../contract/evaluation.ts';
import { pairedScoresSchema } from '../../contract/evaluation.ts';
import { boxSchema } from '../../contract/images.ts';

const scores = z.object({
  psnr: z.number().nullable(),
  ssim: z.number().nullable(),
  inputPsnr: z.number().nullable(),
  inputSsim: z.number().nullable(),
});

/** Version 1 knew PSNR and SSIM, and the range of the numbers' type. */
const evaluationVersion1 = z.object({
  format: z.undefined().optional(),
  run: z.string(),
  checkpoint: z.enum(['best', 'last']).default('last'),
  step: z.number().int(),
  split: z.enum(splits),
  dataRange: z.number().positive(),
  n: z.number().int(),
  photos: z.number().int(),
  perImage: z.array(scores.extend({ file: z.string(), id: z.string(), box: boxSchema.nullable() })),
  mean: scores,
  standardDeviation: scores,
});
type EvaluationVersion1 = z.infer<typeof evaluationVersion1>;

/** An evaluation of version 1 as one of today, with what it did not measure left open; all else as it is. */
export function todaysEvaluation(value: unknown): unknown {
  const old = evaluationVersion1.safeParse(value);
  return old.success ? upgrade(old.data) : value;
}

function upgrade(old: EvaluationVersion1): Evaluation {
  const { run, checkpoint, step, split, dataRange: range, n, photos } = old;
  return {
    ...{ format: 'abbe-evaluation', version: 2, run, created: null, task: 'translation' },
    ...{ checkpoint, step, split, n, photos },
    dataRange: {
      value: range,
      kind: range === 255 || range === 65535 ? 'type' : 'truth',
      low: 0,
      high: range,
    },
    perImage: old.perImage.map(({ file, id, box, ...known }) => ({
      ...{ file, id, box, width: box?.width ?? 0, height: box?.height ?? 0, group: file },
      ...ofEach(null),
      ...known,
      ...{ identical: known.psnr === null, inputIdentical: known.inputPsnr === null, notes: [], outside: [] },
    })),
    mean: { ...ofEach(null), ...old.mean },
    standardDeviation: { ...ofEach(null), ...old.standardDeviation },
    interval: ofEach(null),
    comparison: [],
    groups: null,
    summary: [],
    definitions: {},
    inputScaling: null,
    checks: null,
    warnings: [
      'These scores were made by an older Abbe, which measured PSNR and SSIM only; evaluate the run again for the others.',
    ],
    ...{ spots: null, resolution: null, distribution: null, texture: null, membranes: null, areas: null },
  };
}

function ofEach<T>(value: T): Record<keyof PairedScores, T> {
  return Object.fromEntries(pairedScoresSchema.keyof().options.map((id) => [id, value])) as Record<
    keyof PairedScores,
    T
  >;
}
