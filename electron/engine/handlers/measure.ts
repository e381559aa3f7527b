import { resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MeasuredPhase, Measurement } from '../../contract/measure-methods.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { quantile } from '../metrics/robust-spread.ts';
import { artificialFeed } from '../recipes/artificial-images.ts';
import type { PairFeed, Recipe } from '../recipes/recipe.ts';
import { resetPeak } from '../runtime/peak-memory.ts';
import { measureSteps } from '../training/measure-steps.ts';
import type { MeasuredSteps } from '../training/measure-steps.ts';
import type { Trainer, TrainingPhase } from '../training/trainer.ts';
import type { EngineContext } from './context.ts';
import { findRecipe, resolveParameters } from './runs/experiment.ts';
import { refuseWhileTraining } from './runs/refuse-while-training.ts';
import { deviceOf } from './runs/run-data.ts';
import type { Tell } from './task-progress.ts';
import { taskProgress } from './task-progress.ts';

type Payload = MethodPayload<'recipe.measure'>;

/** Weights begin somewhere; what a step costs does not depend on it. */
const seed = 1;
/** So many phases are measured without asking: each compiles steps of its own. */
const fewPhases = 3;

/** What a recipe's steps cost here, in time and memory. */
export function measureHandlers(context: EngineContext): Pick<Handlers, 'recipe.measure'> {
  return {
    'recipe.measure': async (payload, call) => {
      refuseWhileTraining(context, 'which would slow down what is measured');
      return measure(context, payload, call);
    },
  };
}

async function measure(context: EngineContext, payload: Payload, call: CallContext): Promise<Measurement> {
  const { preset = 'paper', steps = 10, phases: which = 'last' } = payload;
  const recipe = findRecipe(payload.recipe);
  const parameters = resolveParameters(recipe, preset, payload.parameters ?? {});
  const device = deviceOf(await context.systemInfo());
  const feed = await feedFor(context, recipe, payload.data ?? null);
  const before = process.memoryUsage.rss();
  const peak = resetPeak();
  const started = performance.now();
  const building = taskProgress(call, steps + 1);
  await building(0, `Building the networks of ${recipe.title}`);
  const trainer = await recipe.createTrainer({ parameters, seed, feed });
  try {
    const buildSeconds = (performance.now() - started) / 1000;
    const images = Number(parameters['batchSize']) || null;
    const phases = await measurePhases(trainer, { steps, which, images }, call);
    const { bytes, since } = peak();
    return {
      ...{ recipe: recipe.id, preset, parameters, device },
      images: describeImages(feed, payload.data?.dataset ?? null),
      networks: trainer.networks,
      buildSeconds,
      phases,
      totalSteps: trainer.totalSteps,
      totalSeconds: secondsOfRun(phases),
      totalFrom: phases.every(({ measured }) => measured) ? 'every phase' : 'last phase',
      memory: { before, peak: bytes, peakSince: since === 'reset' ? 'measuring' : 'process start' },
    };
  } finally {
    trainer.dispose();
  }
}

/** A dataset's images, or artificial ones like the paper's. */
async function feedFor(
  { experiments, projects }: EngineContext,
  recipe: Recipe,
  data: { project: string; dataset: string } | null,
): Promise<PairFeed> {
  if (data) {
    const project = await projects.open(resolve(data.project));
    return (await experiments.open(project, { dataset: data.dataset, recipe: recipe.id })).feed;
  }
  if (recipe.paperImages) return artificialFeed(recipe.paperImages, recipe);
  const message = `${recipe.title} does not say what images its paper has: name a project and a dataset to measure it on.`;
  throw new AbbeError('invalid-input', message);
}

interface WhatToMeasure {
  /** Timed in each phase. */
  steps: number;
  which: 'last' | 'all' | 'few';
  /** In a step, where the trainer does not say it. */
  images: number | null;
}

async function measurePhases(
  trainer: Trainer,
  { steps, which, images }: WhatToMeasure,
  call: CallContext,
): Promise<MeasuredPhase[]> {
  const { totalSteps } = trainer;
  const phases: readonly TrainingPhase[] = trainer.phases ?? [
    { label: 'training', first: 0, steps: totalSteps, imagesPerStep: images ?? NaN },
  ];
  const all = which === 'all' || (which === 'few' && phases.length <= fewPhases);
  const chosen = all ? phases : phases.slice(-1);
  const tell = taskProgress(call, chosen.length * (steps + 1));
  const result: MeasuredPhase[] = [];
  for (const phase of phases) {
    const { label, first: firstStep, imagesPerStep } = phase;
    const position = chosen.indexOf(phase) * (steps + 1);
    const measured = position < 0 ? null : await timePhase(trainer, phase, steps, position, tell);
    const known = Number.isFinite(imagesPerStep) ? imagesPerStep : null;
    result.push({
      ...{ label, firstStep, steps: phase.steps, imagesPerStep: known },
      measured: measured && summariseTimes(measured, known),
    });
  }
  await tell(chosen.length * (steps + 1), 'Done');
  return result;
}

function timePhase(
  trainer: Trainer,
  phase: TrainingPhase,
  steps: number,
  position: number,
  tell: Tell,
): Promise<MeasuredSteps> {
  return measureSteps(trainer, phase, steps, (done) => {
    const what = done === 0 ? 'compiling the step and taking it once' : `step ${done} of ${steps}`;
    return tell(position + done, `${phase.label}: ${what}`);
  });
}

function summariseTimes(
  { firstStep, seconds }: MeasuredSteps,
  images: number | null,
): NonNullable<MeasuredPhase['measured']> {
  const median = quantile(seconds, 0.5);
  return {
    firstStepSeconds: firstStep,
    secondsPerStep: {
      median,
      lowerQuartile: quantile(seconds, 0.25),
      upperQuartile: quantile(seconds, 0.75),
      lowest: Math.min(...seconds),
      highest: Math.max(...seconds),
    },
    imagesPerSecond: images === null ? null : images / median,
    seconds,
  };
}

/** Each phase at its own pace, or, where only the last was measured, all at its. */
function secondsOfRun(phases: readonly MeasuredPhase[]): number {
  const last = phases.at(-1)?.measured;
  return phases.reduce((sum, { steps, measured }) => {
    const known = measured ?? last;
    return sum + (known ? steps * known.secondsPerStep.median + (measured?.firstStepSeconds ?? 0) : 0);
  }, 0);
}

function describeImages(feed: PairFeed, dataset: string | null): Measurement['images'] {
  const sizes = feed
    .ids('training')
    .map((id) => feed.size(id))
    .sort((a, b) => a.width * a.height - b.width * b.height);
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (!smallest || !largest) throw new AbbeError('internal', 'There is nothing to measure on.');
  return { dataset, count: sizes.length, smallest, largest };
}
