import type { CallContext } from '../../../contract/calls.ts';
import type { Parameters } from '../../../contract/datasets.ts';
import type { RunOptions, RunRecord, RunSweep } from '../../../contract/documents.ts';
import { runOptionsSchema } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { MethodPayload } from '../../../contract/methods.ts';
import type { SystemInfo } from '../../../contract/system.ts';
import { contentOf } from '../../projects/content-hash.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { Project } from '../../projects/project.ts';
import { createRunFolder } from '../../projects/run-files.ts';
import { openCheckpointFolder } from '../../training/checkpoint-folder.ts';
import { ratesOf } from '../../training/rate-changes.ts';
import type { Trainer } from '../../training/trainer.ts';
import { fittingProblems } from './check-experiment.ts';
import type { Experiment } from './experiment.ts';
import type { ChosenCheckpoint } from './fine-tune.ts';
import { beginWith } from './fine-tune.ts';
import type { TrainingSetUp } from './live-run.ts';
import { deviceOf, runDataOf, versionsOf } from './run-data.ts';
import { requireValidation } from './validation.ts';

export type RunRequest = MethodPayload<'run.start'>;

/** A run that could begin: what is asked, and what was found out by building it once. */
export interface RunPlan {
  experiment: Experiment;
  parameters: Parameters;
  seed: number;
  options: RunOptions;
  preset: string;
  name: string;
  sweep: RunSweep | null;
  from: RunRecord['from'];
  networks: RunRecord['networks'];
  totalSteps: number;
  vggWeights: RunRecord['vggWeights'];
  /** The weights that it begins with, where those are another run's. */
  variables: Map<string, Float32Array> | null;
}

type Asked = Pick<RunPlan, 'experiment' | 'parameters' | 'seed' | 'preset' | 'name' | 'sweep'> & {
  options: RunRequest['options'];
  earlier: ({ run: string } & ChosenCheckpoint) | null;
};

/**
 * Finds out all that can be known to fail before a run begins: what does not fit, networks, weights files, the
 * checkpoint to begin with. Writes nothing.
 * @param known what building the same parameters told before; the trainer is then not built again.
 * @returns the plan, and the trainer that was built, which the caller disposes of or trains with.
 */
export async function planRun(
  asked: Asked,
  setUp: TrainingSetUp,
  known?: Pick<RunPlan, 'networks' | 'totalSteps' | 'vggWeights'>,
): Promise<{ plan: RunPlan; trainer: Trainer | null }> {
  const { earlier, experiment, parameters } = asked;
  const options = runOptionsSchema.parse(asked.options ?? {});
  const described = {
    ...asked,
    options,
    from: earlier && { run: earlier.run, step: earlier.checkpoint.step },
  };
  // Weights of networks that begin elsewhere with each seed are only there once they are built.
  if (known && !earlier) {
    const { networks, totalSteps, vggWeights } = known;
    return { plan: { ...described, networks, totalSteps, vggWeights, variables: null }, trainer: null };
  }
  const [problem] = fittingProblems(experiment, parameters);
  if (problem !== undefined) throw new AbbeError('invalid-input', problem);
  const trainer = await setUp.createTrainer();
  try {
    const vggWeights = await weightsFile(parameters);
    requireValidation(options, experiment.feed, trainer);
    const variables = earlier && beginWith(trainer.export(), earlier.checkpoint.variables, earlier.run);
    const { networks, totalSteps } = trainer;
    return { plan: { ...described, networks, totalSteps, vggWeights, variables }, trainer };
  } catch (thrown) {
    trainer.dispose();
    throw thrown;
  }
}

/** Makes the folder of a planned run, with the weights that it begins with, and describes it. */
export async function recordRun(project: Project, plan: RunPlan, info: SystemInfo): Promise<RunRecord> {
  const { experiment, parameters, seed, preset, options, variables } = plan;
  const time = new Date();
  const id = await createRunFolder(project.folder, experiment.recipe.id, time);
  if (variables) {
    // They stay with the run: it is resumed and replayed without the earlier one.
    const folder = runLayout.startCheckpoint(layout.run(project.folder, id));
    await openCheckpointFolder(folder).save({ step: 0, seed, seconds: 0, variables });
  }
  return {
    ...{ format: 'abbe-run', version: 2, id, created: time.toISOString() },
    ...{ recipe: experiment.recipe.id, preset, dataset: experiment.dataset.id, seed, parameters },
    ...{ state: 'queued', message: '', step: 0, totalSteps: plan.totalSteps },
    networks: plan.networks,
    versions: versionsOf(info),
    device: deviceOf(info),
    data: runDataOf(experiment.dataset),
    ...{ options, from: plan.from, seconds: 0, losses: {}, validation: null, best: null },
    ...{ name: plan.name, note: '', queue: null, sweep: plan.sweep, rateChanges: [] },
    vggWeights: plan.vggWeights,
  };
}

/** What trains an experiment; learning rates that are changed on the way reach the trainer through `rates`. */
export function trainingOf(
  { recipe, feed }: Experiment,
  parameters: Parameters,
  seed: number,
): TrainingSetUp {
  const rates: TrainingSetUp['rates'] = { changes: [] };
  return {
    feed,
    rates,
    createTrainer: () => recipe.createTrainer({ parameters, seed, feed, rates: ratesOf(rates) }),
  };
}

/** The file of VGG16 weights in a run's parameters, with its content; null where its loss reads none. */
export async function weightsFile(
  { vggWeights, contentLoss }: Parameters,
  signal?: CallContext['signal'],
): Promise<RunRecord['vggWeights']> {
  if (typeof vggWeights !== 'string' || contentLoss !== 'perceptual-vgg') return null;
  return { path: vggWeights, sha256: (await contentOf(vggWeights, signal)).sha256 };
}
