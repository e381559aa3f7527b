import type { TrainingFeed } from '../../datasets/training-feed.ts';
import type { RateSource } from '../../training/rate-changes.ts';
import { learningRateFactor } from '../../training/schedule.ts';
import type { PreviewImages, Trainer, TrainingPhase } from '../../training/trainer.ts';
import { loadFeatures } from '../content-loss.ts';
import type { ExperimentOptions, PairItem } from '../recipe.ts';
import { ProgressiveModel } from './model.ts';
import type { ProgressiveParameters } from './parameters.ts';
import type { RunSchedule, ScheduledStep } from './schedule.ts';
import { planRun } from './schedule.ts';
import { shownOf } from './shown.ts';
import { openSquares, squaresOf } from './training-data.ts';
import { averageDecayAt } from '../weight-average.ts';

interface ProgressiveTrainerOptions extends Omit<ExperimentOptions, 'parameters'> {
  parameters: ProgressiveParameters;
}

/**
 * Builds the experiment on a dataset's pairs.
 * @throws AbbeError invalid-input where there is nothing to train on or the images do not fit the networks.
 */
export async function createProgressiveTrainer(options: ProgressiveTrainerOptions): Promise<Trainer> {
  const { parameters, seed, mode } = options;
  const features = await loadFeatures(parameters);
  const schedule = planRun(parameters);
  const { kind, previews, feed } = await openSquares(options, parameters);
  try {
    const start = { stage: schedule.at(0).stage, alpha: 1 };
    const model = new ProgressiveModel({ parameters, kind, start, seed, mode, features });
    return new ProgressiveTrainer({ parameters, schedule, feed, previews, model, rates: options.rates });
  } catch (thrown) {
    await feed.close();
    throw thrown;
  }
}

interface TrainerParts {
  parameters: ProgressiveParameters;
  schedule: RunSchedule;
  feed: TrainingFeed;
  previews: PairItem[];
  model: ProgressiveModel;
  rates: RateSource | undefined;
}

/** The experiment as the loop drives it. All depends on seed, parameters and step alone, so resuming is exact. */
class ProgressiveTrainer implements Trainer {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly networks: Trainer['networks'];
  readonly phases: TrainingPhase[];
  readonly #parts: TrainerParts;
  /** The stage whose steps are defined. */
  #prepared = -1;

  constructor(parts: TrainerParts) {
    const { schedule, feed, model } = parts;
    this.#parts = parts;
    this.totalSteps = schedule.totalSteps;
    this.phases = schedule.phases;
    // Steps have fewer images as the networks grow: the mean over the run.
    const imagesPerStep = schedule.totalImages / schedule.totalSteps;
    this.stepsPerEpoch = Math.max(1, Math.round(feed.batchesPerEpoch / imagesPerStep));
    this.networks = [
      { id: 'generator', role: 'generator', parameters: model.generator.parameterCount },
      { id: 'critic', role: 'critic', parameters: model.critic.parameterCount },
    ];
  }

  async step(index: number): Promise<Record<string, number>> {
    const { parameters, schedule, feed, model, rates } = this.#parts;
    const at = schedule.at(index);
    this.#prepare(at, index);
    const batch = await squaresOf(feed, at.imagesBefore, at.batchSize);
    if (at.grows) model.restart();
    const rate = rates?.('learningRate', index) ?? parameters.learningRate;
    const settings = {
      learningRate: rate * learningRateFactor(parameters.schedule, index, this.totalSteps),
      averageDecay: averageDecayAt(index, parameters.averageDecay),
    };
    return model.step(at, batch, settings, index);
  }

  preview(): PreviewImages[] {
    const { previews, model } = this.#parts;
    return previews.map((item) => ({ ...item, result: model.output.translateNow(item.input) }));
  }

  readonly translate: Trainer['translate'] = (image, options) =>
    this.#parts.model.output.translate(image, options);

  export(): Map<string, Float32Array> {
    return this.#parts.model.program.export();
  }

  import(variables: ReadonlyMap<string, Float32Array>): void {
    const { model, parameters } = this.#parts;
    model.program.import(variables);
    model.output.shown = shownOf(variables, parameters.resolution) ?? model.output.shown;
  }

  dispose(): void {
    // Its threads end by themselves; nothing waits for them.
    void this.#parts.feed.close();
    this.#parts.model.dispose();
  }

  /** Defines what is left of a stage when it begins or a run goes on within it. */
  #prepare(now: ScheduledStep, index: number): void {
    if (this.#prepared === now.stage) return;
    this.#prepared = now.stage;
    const { model, schedule } = this.#parts;
    const left = [now];
    // Its steps are alike but for two turns: to a critic, and from fading to standing.
    for (let step = index + 1; step < schedule.totalSteps; step += 1) {
      const next = schedule.at(step);
      if (next.stage !== now.stage) break;
      const last = left.at(-1) as ScheduledStep;
      if (next.fading !== last.fading || next.adversarial !== last.adversarial) left.push(next);
      if (next.adversarial && !next.fading) break;
    }
    model.prepare(left);
  }
}
