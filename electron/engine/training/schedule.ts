export const learningRateSchedules = ['constant', 'linear', 'cosine'] as const;
export type LearningRateSchedule = (typeof learningRateSchedules)[number];

/**
 * The share of the base learning rate in force at a step: 1 throughout, or falling to 0 at the end of the run
 * in a straight line or along half a cosine (Loshchilov and Hutter 2017, without restarts).
 */
export function learningRateFactor(schedule: LearningRateSchedule, step: number, totalSteps: number): number {
  const done = Math.min(1, step / totalSteps);
  switch (schedule) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - done;
    case 'cosine':
      return (1 + Math.cos(Math.PI * done)) / 2;
  }
}
