import { z } from 'zod';
import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { Network } from '../network.ts';

/** Side of the images of the first stage (px). */
export const firstResolution = 4;

/** What the progressive networks have in common; the defaults are the paper's table. */
export const stageFields = {
  /** Side of the images when fully grown (px): a power of two. */
  resolution: z
    .number()
    .int()
    .min(firstResolution)
    .max(1024)
    .refine((side) => Number.isInteger(Math.log2(side)), 'must be a power of two, such as 128 or 256')
    .default(256),
  /** Of the images. */
  channels: z.number().int().min(1).max(16).default(1),
  /** Channels times side of the features: 64 channels at 256 px, 128 at 128 px, up to the most. */
  channelBudget: z.number().int().min(4).default(16_384),
  /** Most channels of any features. */
  maximumChannels: z.number().int().min(1).default(512),
};

export type StageParameters = { [Field in keyof typeof stageFields]: z.output<(typeof stageFields)[Field]> };

/** Where in its growth a network is used. */
export interface GrowthPosition {
  /** log2(resolution) - 2: 0 for 4 px, 6 for 256 px. */
  stage: number;
  /**
   * Scalar: the weight of the newest blocks against the image of the stage before, 0 to 1. Left out once they
   * stand: the stage before then has no part in the result and is not computed.
   */
  alpha?: Tensor | undefined;
}

/** A network whose variables are those of all stages and which can be used at each of them. */
export interface ProgressiveNetwork extends Network {
  /** Number of stages; the last makes or takes images of the full resolution. */
  readonly stages: number;
  /**
   * As `apply`, on images of 4 * 2^stage px.
   * @throws RangeError where there is no such stage or the images have another size.
   */
  applyAt(x: Tensor4D, position: GrowthPosition): Tensor;
}

export const resolutionAt = (stage: number): number => firstResolution * 2 ** stage;

export const stagesUpTo = (resolution: number): number => Math.log2(resolution / firstResolution) + 1;

/** Channels of the features of a resolution. */
export function widthAt({ channelBudget, maximumChannels }: StageParameters, resolution: number): number {
  return Math.max(1, Math.min(maximumChannels, Math.floor(channelBudget / resolution)));
}

/** @throws RangeError where the network has no such stage. */
export function checkStage(stage: number, stages: number): void {
  if (Number.isInteger(stage) && stage >= 0 && stage < stages) return;
  throw new RangeError(`The network has no growth stage ${stage}: its stages are 0 to ${stages - 1}.`);
}

/** @throws RangeError where the images are not the stage's. */
export function checkImages(x: Tensor4D, stage: number, channels: number): void {
  const side = resolutionAt(stage);
  const [, height, width, depth] = x.shape;
  if (height === side && width === side && depth === channels) return;
  throw new RangeError(
    `Growth stage ${stage} takes images of ${side} x ${side} px with ${channels} channel(s), ` +
      `not ${height} x ${width} with ${depth}.`,
  );
}

/** old + alpha (new - old): new where there is no alpha. */
export function fadeIn(old: () => Tensor4D, fresh: Tensor4D, alpha: Tensor | undefined): Tensor4D {
  if (!alpha) return fresh;
  const before = old();
  return tf.add(before, tf.mul(tf.sub(fresh, before), alpha));
}
