import type { CallContext } from '../../../contract/calls.ts';
import type { Split } from '../../../contract/datasets.ts';
import type { RunRecord } from '../../../contract/documents.ts';
import type { Evaluation } from '../../../contract/evaluation.ts';
import { writeEvaluation } from '../../projects/evaluation-file.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { Project } from '../../projects/project.ts';
import { renameInEvaluation } from '../../projects/rename-sources.ts';
import type { EngineContext } from '../context.ts';
import { taskProgress } from '../task-progress.ts';
import { createMeasures } from './evaluation/create-measures.ts';
import type { Checked } from './evaluation/dataset-checks.ts';
import { checkBeforeScoring } from './evaluation/dataset-checks.ts';
import { evaluateGeneration } from './evaluation/evaluate-generation.ts';
import { EvaluationExport } from './evaluation/export-evaluation.ts';
import { evaluateSplit } from './evaluation/evaluate-split.ts';
import { commonPixelSize } from './evaluation/pixel-size.ts';
import type { CheckpointChoice } from './fine-tune.ts';
import { trainingImagesOf, unlikeTraining } from './training-distribution.ts';

export interface EvaluationRequest {
  project: Project;
  record: RunRecord;
  split: Split;
  checkpoint?: CheckpointChoice | undefined;
  /** A folder for its JSON and table, absolute; null: kept with the run only. */
  output?: string | null;
  /** Write the images as they are scored beside them. */
  images?: boolean;
}

/**
 * Scores a split and keeps the scores with the run; cancelled, the earlier ones stay. The lock is taken first,
 * as all the work would be in vain where another engine has it.
 */
export async function evaluateRun(
  context: EngineContext,
  request: EvaluationRequest,
  call: CallContext,
): Promise<Evaluation> {
  const { project, record, split, checkpoint = 'best', output = null, images = false } = request;
  const { feed, dataset, recipe } = await context.experiments.open(project, record);
  const { signal } = call;
  const whenCancelled = (): string => 'Cancelled; earlier scores were kept.';
  const runFolder = layout.run(project.folder, record.id);
  const file = runLayout.evaluation(runFolder);
  const exported = output === null ? null : new EvaluationExport(output, images);
  return project.locked(async () => {
    const checked = await checkBeforeScoring(
      context,
      { project, dataset, record, split },
      call,
      whenCancelled,
    );
    if (recipe.task === 'generation') {
      const evaluation = await evaluateNoise(
        context,
        { project, record, split, checkpoint },
        checked,
        signal,
      );
      await writeEvaluation(file, evaluation);
      await exported?.finish(evaluation);
      return evaluation;
    }
    const items = feed.items.filter((item) => item.split === split);
    const pixelSize = await commonPixelSize(context.sources, project, items);
    const tell = taskProgress(call, items.length, whenCancelled);
    const training = await trainingImagesOf(runLayout.trainingImages(runFolder), feed);
    const evaluation = await context.generators.use(project.folder, record, checkpoint, (loaded) =>
      evaluateSplit({
        ...{ run: record.id, split, dataset, feed, loaded, checked, signal, tell },
        measures: createMeasures(recipe.measures ?? [], { dataset, feed, split, pixelSize }),
        outside: ({ input }) => unlikeTraining(training, input),
        onPair: async (pair) => exported?.addPair(pair),
      }),
    );
    await writeEvaluation(file, evaluation);
    await exported?.finish(renameInEvaluation(evaluation, (source) => project.photoFile(source)));
    return evaluation;
  });
}

/** Images made of noise, and as many views of real ones, for an evaluation. */
const noiseImages = 64;

async function evaluateNoise(
  context: EngineContext,
  { project, record, split, checkpoint = 'best' }: EvaluationRequest,
  checked: Checked,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { feed, dataset, recipe } = await context.experiments.open(project, record);
  const { parameters, seed } = record;
  return context.generators.use(project.folder, record, checkpoint, (loaded) =>
    evaluateGeneration({
      ...{ run: record.id, split, dataset, loaded, checked, count: noiseImages, seed, signal },
      realImages: async (of) =>
        (await recipe.realImages?.({ parameters, seed, feed, split: of, count: noiseImages })) ?? [],
    }),
  );
}
