export const learningRateSchedules = ['constant', 'linear', 'cosine'] as const;
export type LearningRateSchedule = (typeof learningRateSchedules)[number];

/** Steps of the rise to the full rate: Adam's first steps are as long as any and can switch ReLUs off for good. */
const riseSteps = 100;

/**
 * The share of the base learning rate in force at a step. `constant` is 1 throughout; the others rise from 0
 * over the first steps (at most a tenth of the run) and fall to 0 at the end of the run, in a straight line or
 * along half a cosine (Loshchilov and Hutter 2017, without restarts).
 */
export function learningRateFactor(schedule: LearningRateSchedule, step: number, totalSteps: number): number {
  if (schedule === 'constant') return 1;
  const done = Math.min(1, step / totalSteps);
  const rise = Math.min(1, (step + 1) / Math.min(riseSteps, Math.max(1, totalSteps / 10)));
  return rise * (schedule === 'linear' ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2);
}
