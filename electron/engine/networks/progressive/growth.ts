import { resolutionAt, stagesUpTo } from './stages.ts';

export interface GrowthSettings {
  /** Side of the fully grown images (px). */
  resolution: number;
  /** The stage that the training begins with; 0 is 4 px. */
  firstStage?: number;
  /** Images shown while the newest blocks fade in, at each stage but the first. */
  fadeImages: number;
  /** Images shown at each stage once its blocks stand. */
  stableImages: number;
  /** Images a step, by stage from 0 on. */
  batchSizes: readonly number[];
}

export interface GrowthStage {
  stage: number;
  resolution: number;
  batchSize: number;
  /** Index of its first step in the run. */
  firstStep: number;
  fadeSteps: number;
  stableSteps: number;
}

export interface GrowthPlan {
  stages: GrowthStage[];
  totalSteps: number;
}

/** Where a step lies in the growth; a function of plan and step alone, so that a resumed run goes on as it was. */
export interface GrowthStep extends GrowthStage {
  /** Of the newest blocks: above 0 and below 1 while they fade in, then 1. */
  alpha: number;
  fading: boolean;
  /** True at a stage's first step but the run's: optimisers begin anew there, as in Karras et al. */
  grows: boolean;
}

/** Karras et al.'s images a step on one GPU, for stages of 4 to 512 px. */
export const publishedBatchSizes: readonly number[] = [128, 128, 128, 64, 32, 16, 8, 4];

/**
 * Which stage is trained when: at each stage first the fade-in, then as it stands.
 * @throws RangeError where a stage has no batch size or none of its steps.
 */
export function planGrowth(settings: GrowthSettings): GrowthPlan {
  const { resolution, firstStage = 0, fadeImages, stableImages, batchSizes } = settings;
  const stages: GrowthStage[] = [];
  let firstStep = 0;
  for (let stage = firstStage; stage < stagesUpTo(resolution); stage += 1) {
    const side = resolutionAt(stage);
    const batchSize = batchSizes[stage];
    if (!batchSize || batchSize < 1) throw new RangeError(`There is no batch size for ${side} px images.`);
    const fadeSteps = stage === firstStage ? 0 : Math.ceil(fadeImages / batchSize);
    const stableSteps = Math.ceil(stableImages / batchSize);
    if (fadeSteps + stableSteps === 0) throw new RangeError(`No step is planned for ${side} px images.`);
    stages.push({ stage, resolution: side, batchSize, firstStep, fadeSteps, stableSteps });
    firstStep += fadeSteps + stableSteps;
  }
  if (stages.length === 0)
    throw new RangeError(`There is no growth stage ${firstStage} up to ${resolution} px.`);
  return { stages, totalSteps: firstStep };
}

/**
 * The growth at a step; beyond the last one the networks stay fully grown.
 * @param step 0 to totalSteps - 1.
 */
export function growthAt({ stages }: GrowthPlan, step: number): GrowthStep {
  const current = stages.findLast(({ firstStep }) => firstStep <= step);
  if (!current) throw new RangeError(`There is no step ${step}.`);
  const inside = step - current.firstStep;
  const fading = inside < current.fadeSteps;
  return {
    ...current,
    alpha: fading ? (inside + 1) / (current.fadeSteps + 1) : 1,
    fading,
    grows: inside === 0 && current !== stages[0],
  };
}
