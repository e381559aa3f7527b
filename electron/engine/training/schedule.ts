export const learningRateSchedules = ['constant', 'linear', 'cosine', 'steps', 'restarts'] as const;
export type LearningRateSchedule = (typeof learningRateSchedules)[number];

/** Steps of the rise to the full rate: Adam's first steps are as long as any and can switch ReLUs off for good. */
const riseSteps = 100;

/**
 * The share of the base learning rate in force at a step. `constant` is 1 throughout; the others rise from 0
 * over the first steps (at most a tenth of the run). `linear` and `cosine` fall to 0 at the end of the run, in a
 * straight line or along half a cosine; `restarts` does so three times, each time over twice as many steps
 * (Loshchilov and Hutter 2017); `steps` falls to a tenth after a half of the run and to a hundredth after three
 * quarters (He et al. 2016).
 */
export function learningRateFactor(schedule: LearningRateSchedule, step: number, totalSteps: number): number {
  if (schedule === 'constant') return 1;
  const done = Math.min(1, step / totalSteps);
  const rise = Math.min(1, (step + 1) / Math.min(riseSteps, Math.max(1, totalSteps / 10)));
  return rise * fall(schedule, done);
}

/** @param done share of the run, 0 to 1. */
function fall(schedule: Exclude<LearningRateSchedule, 'constant'>, done: number): number {
  switch (schedule) {
    case 'linear':
      return 1 - done;
    case 'cosine':
      return (1 + Math.cos(Math.PI * done)) / 2;
    case 'steps':
      return done < 0.5 ? 1 : done < 0.75 ? 0.1 : 0.01;
    case 'restarts': {
      const sevenths = 7 * done;
      const [start, length] = sevenths < 1 ? [0, 1] : sevenths < 3 ? [1, 2] : [3, 4];
      return (1 + Math.cos((Math.PI * (sevenths - start)) / length)) / 2;
    }
  }
}
