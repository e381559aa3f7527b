import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import { equalisedDense } from './layers/equalised-convolution.ts';
import { pixelNorm } from './layers/pixel-norm.ts';
import type { BuildOptions } from './network.ts';
import { defineNetwork } from './network.ts';
import { makeAscent } from './progressive/ascent.ts';
import type { GrowthPosition, ProgressiveNetwork } from './progressive/stages.ts';
import { firstResolution, stageFields, widthAt } from './progressive/stages.ts';

const schema = z.strictObject({
  ...stageFields,
  /** Numbers that an image is made of. */
  latentSize: z.number().int().min(1).default(512),
  /**
   * Pixelwise normalisation: of the latent alone, as the paper's table has it and its text demands for
   * fluorescence images, or after every 3x3 convolution too, as in Karras et al.
   */
  pixelNorm: z.enum(['latent', 'everywhere']).default('latent'),
});

/**
 * The fully grown generator of the live-cell paper's table, from a latent (batch, 1, 1, 512) of normal noise:
 * 23,039,303 parameters for grey images of 256 px (decision 0051).
 */
export const progressiveGenerator = defineNetwork({
  id: 'progressive-generator',
  title: 'Progressive generator from noise',
  role: 'generator',
  paper: 'Wu and Liu, Progressive GAN-aided microscopy; Karras et al., Progressive growing of GANs (2018)',
  masks: false,
  schema,
  build(store, prefix, parameters, options): Omit<ProgressiveNetwork, 'parameterCount'> {
    return makeGenerator(store, prefix, parameters, options);
  },
});

function makeGenerator(
  store: VariableStore,
  prefix: string,
  parameters: z.output<typeof schema>,
  { trainable = true }: BuildOptions,
): Omit<ProgressiveNetwork, 'parameterCount'> {
  const { latentSize } = parameters;
  const width = widthAt(parameters, firstResolution);
  const pixels = firstResolution ** 2;
  const start = equalisedDense(store, `${prefix}/start`, {
    inputs: latentSize,
    outputs: pixels * width,
    biases: width,
    // Karras et al.'s: He's gain, a quarter of it because the sixteen pixels see the same latent.
    gain: Math.SQRT2 / 4,
    trainable,
  });
  const normalise = parameters.pixelNorm === 'everywhere';
  const ascent = makeAscent(store, prefix, { ...parameters, normalise }, trainable);
  const applyAt = (x: Tensor4D, position: GrowthPosition): Tensor4D => {
    const latent = tf.reshape(pixelNorm(x), [x.shape[0], latentSize]);
    const begun = tf.reshape(start(latent), [
      x.shape[0],
      firstResolution,
      firstResolution,
      width,
    ]) as Tensor4D;
    return ascent.apply(normalise ? pixelNorm(begun) : begun, position);
  };
  return {
    stages: ascent.stages,
    applyAt,
    apply: (x) => applyAt(x, { stage: ascent.stages - 1 }),
    stride: 1,
    receptiveRadius: Infinity,
  };
}
