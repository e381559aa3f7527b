import { z } from 'zod';
import type { Tensor, Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import { equalisedConvolution, equalisedDense } from './layers/equalised-convolution.ts';
import { minibatchStd } from './layers/minibatch-std.ts';
import type { BuildOptions } from './network.ts';
import { defineNetwork } from './network.ts';
import { makeDescent } from './progressive/descent.ts';
import type { GrowthPosition, ProgressiveNetwork } from './progressive/stages.ts';
import { firstResolution, stageFields, widthAt } from './progressive/stages.ts';

const schema = z.strictObject(stageFields);

export interface JudgingPosition extends GrowthPosition {
  /**
   * Images that share a minibatch statistic, which follow each other in the batch. Where real and generated
   * images are judged in one batch, give a divisor of its half (see groupSizeOf). Without it: of the batch.
   */
  groupSize?: number;
}

/** A progressive network that judges images: (batch) from `applyAt`. */
export interface ProgressiveCritic extends ProgressiveNetwork {
  applyAt(x: Tensor4D, position: JudgingPosition): Tensor;
}

/**
 * The fully grown discriminator of the live-cell paper's table: 23,047,361 parameters for grey images of
 * 256 px (decision 0051). Its score is unbounded, for WGAN-GP, and can be differentiated twice.
 */
export const progressiveDiscriminator = defineNetwork({
  id: 'progressive-discriminator',
  title: 'Progressive discriminator',
  role: 'critic',
  paper: 'Wu and Liu, Progressive GAN-aided microscopy; Karras et al., Progressive growing of GANs (2018)',
  masks: false,
  schema,
  build(store, prefix, parameters, options): Omit<ProgressiveCritic, 'parameterCount'> {
    return makeDiscriminator(store, prefix, parameters, options);
  },
});

function makeDiscriminator(
  store: VariableStore,
  prefix: string,
  parameters: z.output<typeof schema>,
  { trainable = true }: BuildOptions,
): Omit<ProgressiveCritic, 'parameterCount'> {
  const descent = makeDescent(store, prefix, parameters, trainable);
  const width = widthAt(parameters, firstResolution);
  const options = { outputs: width, trainable };
  const last = equalisedConvolution(store, `${prefix}/last`, { ...options, inputs: width + 1, size: 3 });
  const inputs = firstResolution ** 2 * width;
  const dense = equalisedDense(store, `${prefix}/dense`, { ...options, inputs });
  const score = equalisedDense(store, `${prefix}/score`, {
    inputs: width,
    outputs: 1,
    activate: false,
    trainable,
  });
  const applyAt = (x: Tensor4D, position: JudgingPosition): Tensor => {
    const { bottom } = descent.apply(x, position);
    const features = last(minibatchStd(bottom, position.groupSize));
    return tf.squeeze(score(dense(tf.reshape(features, [x.shape[0], inputs]))), [1]);
  };
  return {
    stages: descent.stages,
    applyAt,
    apply: (x) => applyAt(x, { stage: descent.stages - 1 }),
    stride: parameters.resolution,
    receptiveRadius: Infinity,
  };
}
