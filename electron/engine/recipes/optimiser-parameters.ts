import { z } from 'zod';
import type { LearningRateSchedule } from '../training/schedule.ts';
import { learningRateSchedules } from '../training/schedule.ts';

interface OptimiserDefaults {
  beta1: number;
  schedule: LearningRateSchedule;
  averageDecay: number;
  clipNorm: number | null;
}

/**
 * How weights follow their gradients, in every recipe alike.
 * @param falling what the schedule is of, in words.
 */
export function optimiserShape(own: OptimiserDefaults, falling = 'the learning rates fall') {
  return {
    beta1: z.number().min(0).max(0.999).default(own.beta1).meta({
      title: 'Adam beta 1',
      advanced: true,
      description: 'Decay of the mean of gradients, for both networks.',
    }),
    clipNorm: z.number().positive().nullable().default(own.clipNorm).meta({
      title: 'Gradient clipping',
      nullTitle: 'none',
      advanced: true,
      description: 'Gradients of a network that are together longer than this are shortened to it.',
    }),
    schedule: z
      .enum(learningRateSchedules)
      .default(own.schedule)
      .meta({
        title: 'Learning rate schedule',
        advanced: true,
        description: `How ${falling} over the run: to zero, in steps of ten, or with restarts.`,
      }),
    averageDecay: z.number().min(0).max(0.9999).default(own.averageDecay).meta({
      title: 'Weight averaging',
      advanced: true,
      description:
        'Decay of the moving average of generator weights that makes the results; 0 takes the weights as they are.',
    }),
  };
}

/** @param own null: all epochs are taken. */
export const stepLimitParameter = (own: number | null) =>
  z.number().int().min(1).max(100_000_000).nullable().default(own).meta({
    title: 'Step limit',
    unit: 'steps',
    nullTitle: 'all epochs',
    description: 'Ends the training after this many steps even if epochs are left.',
  });
