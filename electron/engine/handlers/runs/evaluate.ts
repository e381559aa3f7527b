import type { CallContext } from '../../../contract/calls.ts';
import type { Split } from '../../../contract/datasets.ts';
import type { RunRecord } from '../../../contract/documents.ts';
import type { Evaluation } from '../../../contract/evaluation.ts';
import { writeEvaluation } from '../../projects/evaluation-file.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { Project } from '../../projects/project.ts';
import { renameInEvaluation } from '../../projects/rename-sources.ts';
import { loadTensorFlow } from '../../runtime/tensorflow.ts';
import type { EngineContext } from '../context.ts';
import { stagedProgress, taskProgress } from '../task-progress.ts';
import { createMeasures } from './evaluation/create-measures.ts';
import { checkBeforeScoring } from './evaluation/dataset-checks.ts';
import { evaluateGeneration } from './evaluation/evaluate-generation.ts';
import { EvaluationExport } from './evaluation/export-evaluation.ts';
import { evaluateSplit } from './evaluation/evaluate-split.ts';
import type { PatchNetwork } from './evaluation/patch-distribution.ts';
import { commonPixelSize } from './evaluation/pixel-size.ts';
import { vggFeatures } from './evaluation/vgg-features.ts';
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
  /** VGG16's weights, whose features the kernel distance is then over; absolute. */
  vggWeights?: string | null;
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
  const tellFeatures = featureProgress(call, whenCancelled);
  return project.locked(async () => {
    const checked = await checkBeforeScoring(
      context,
      { project, dataset, record, split },
      call,
      whenCancelled,
    );
    const items = feed.items.filter((item) => item.split === split);
    const evaluation = await context.generators.use(project.folder, record, checkpoint, (loaded) =>
      withNetwork(request.vggWeights ?? null, async (network) => {
        const common = { run: record.id, split, dataset, loaded, checked, signal, tellFeatures, network };
        if (recipe.task === 'generation') {
          return evaluateGeneration({
            ...{ ...common, ...noiseDefaults },
            tell: taskProgress(call, noiseDefaults.count, whenCancelled),
            realImages: async (of) =>
              (await recipe.realImages?.({
                ...{ parameters: record.parameters, feed, split: of },
                ...noiseDefaults,
              })) ?? [],
            onImage: async (set, number, image) => exported?.addOfSet(set, number, image),
          });
        }
        const pixelSize = await commonPixelSize(context.sources, project, items);
        const training = await trainingImagesOf(runLayout.trainingImages(runFolder), feed);
        return evaluateSplit({
          ...{ ...common, feed, tell: taskProgress(call, items.length, whenCancelled) },
          measures: createMeasures(recipe.measures ?? [], { dataset, feed, split, pixelSize, network }),
          outside: ({ input }) => unlikeTraining(training, input),
          onPair: async (pair) => exported?.addPair(pair),
        });
      }),
    );
    await writeEvaluation(file, evaluation);
    await exported?.finish(renameInEvaluation(evaluation, (source) => project.photoFile(source)));
    return evaluation;
  });
}

/** Images made of noise, and as many views of real ones, and the seed of both: as `abbe compare` has them. */
const noiseDefaults = { count: 64, seed: 1 };

/** Told of the patches that a network looks at, which takes longer than all else. */
export function featureProgress(
  call: CallContext,
  whenCancelled: () => string,
): (done: number, total: number) => Promise<void> {
  const tell = stagedProgress(call, whenCancelled);
  return (done, total) => tell(done, total, `Looking at patch ${done + 1} of ${total} with VGG16`);
}

/** With VGG16's features of a file of its weights, or with none. */
export async function withNetwork<T>(
  file: string | null,
  action: (network: PatchNetwork | null) => Promise<T>,
): Promise<T> {
  if (file === null) return action(null);
  await loadTensorFlow();
  const network = await vggFeatures(file);
  try {
    return await action(network);
  } finally {
    network.dispose();
  }
}
