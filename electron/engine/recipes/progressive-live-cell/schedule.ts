import { growthAt, planGrowth } from '../../networks/progressive/growth.ts';
import type { GrowthPlan, GrowthStage, GrowthStep } from '../../networks/progressive/growth.ts';
import { resolutionAt, stagesUpTo } from '../../networks/progressive/stages.ts';
import type { TrainingPhase } from '../../training/trainer.ts';
import type { ProgressiveParameters } from './parameters.ts';

/** What a step is: where in the growth, with or without the critic, and on which images. */
export interface ScheduledStep extends GrowthStep {
  adversarial: boolean;
  /** Images shown in all steps before. */
  imagesBefore: number;
}

/** A whole run's schedule; a function of the parameters alone, so that a resumed run goes on as it was. */
export interface RunSchedule {
  totalSteps: number;
  totalImages: number;
  phases: TrainingPhase[];
  at(step: number): ScheduledStep;
}

export type GrowthParameters = Pick<
  ProgressiveParameters,
  | 'resolution'
  | 'firstResolution'
  | 'fadeImages'
  | 'stableImages'
  | 'finalImages'
  | 'pretrainImages'
  | 'stepLimit'
  | 'batchSize'
  | 'largestBatch'
>;

/** Images a step at each stage; 8 and at most 128 are Karras et al.'s at 256 px. */
export function batchSizes({
  resolution,
  batchSize,
  largestBatch,
}: Pick<GrowthParameters, 'resolution' | 'batchSize' | 'largestBatch'>): number[] {
  return Array.from({ length: stagesUpTo(resolution) }, (_, stage) =>
    Math.min(Math.max(batchSize, largestBatch), (batchSize * resolution) / resolutionAt(stage)),
  );
}

/** Steps without a critic, the growth, and what the fully grown networks are shown beyond it. */
export function planRun(parameters: GrowthParameters): RunSchedule {
  const { resolution, firstResolution, fadeImages, stableImages, finalImages, pretrainImages, stepLimit } =
    parameters;
  const plan = planGrowth({
    resolution,
    firstStage: stagesUpTo(firstResolution) - 1,
    fadeImages,
    stableImages,
    batchSizes: batchSizes(parameters),
  });
  const [first, last] = [plan.stages[0], plan.stages.at(-1)] as [GrowthStage, GrowthStage];
  const pretrainSteps = Math.ceil(pretrainImages / first.batchSize);
  const growthSteps = plan.totalSteps + Math.ceil(finalImages / last.batchSize);
  const totalSteps = Math.min(pretrainSteps + growthSteps, stepLimit ?? Infinity);
  const at = (step: number): ScheduledStep => {
    const adversarial = step >= pretrainSteps;
    if (!adversarial) return { ...growthAt(plan, 0), adversarial, imagesBefore: step * first.batchSize };
    const growth = growthAt(plan, step - pretrainSteps);
    const shown = plan.stages
      .filter(({ stage }) => stage < growth.stage)
      .reduce((sum, stage) => sum + (stage.fadeSteps + stage.stableSteps) * stage.batchSize, 0);
    const inside = (step - pretrainSteps - growth.firstStep) * growth.batchSize;
    return { ...growth, adversarial, imagesBefore: pretrainSteps * first.batchSize + shown + inside };
  };
  const end = at(totalSteps - 1);
  const phases = phasesOf(plan, pretrainSteps, totalSteps);
  return { totalSteps, totalImages: end.imagesBefore + end.batchSize, phases, at };
}

/** Each lasts until the next begins. */
function phasesOf({ stages }: GrowthPlan, pretrainSteps: number, totalSteps: number): TrainingPhase[] {
  const starts: Omit<TrainingPhase, 'steps'>[] = [];
  const begin = (label: string, first: number, imagesPerStep: number): void =>
    void starts.push({ label, first, imagesPerStep });
  for (const { resolution, batchSize, firstStep, fadeSteps } of stages) {
    const first = pretrainSteps + firstStep;
    if (starts.length === 0) begin(`${resolution} px without the critic`, 0, batchSize);
    begin(`${resolution} px fading in`, first, batchSize);
    begin(`${resolution} px`, first + fadeSteps, batchSize);
  }
  const end = (i: number): number => Math.min(totalSteps, starts[i + 1]?.first ?? totalSteps);
  return starts
    .map((start, i) => ({ ...start, steps: end(i) - start.first }))
    .filter(({ steps }) => steps > 0);
}
