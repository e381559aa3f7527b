import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import type { BuildOptions } from './network.ts';
import { defineNetwork } from './network.ts';
import { makeAscent } from './progressive/ascent.ts';
import { makeDescent } from './progressive/descent.ts';
import type { GrowthPosition, ProgressiveNetwork } from './progressive/stages.ts';
import { stageFields } from './progressive/stages.ts';

const schema = z.strictObject({
  ...stageFields,
  /**
   * add: features of the way down are added on the way up, where side and channels are equal, so that places
   * are kept. none: everything passes through 4 x 4 features.
   */
  skips: z.enum(['add', 'none']).default('add'),
  /** Pixelwise normalisation after every 3x3 convolution on the way up; the paper leaves it out. */
  pixelNorm: z.boolean().default(false),
});

/**
 * The progressive generator fed with an image, here the low-exposure one: an encoder that mirrors the
 * discriminator's blocks down to 4 x 4, then the generator's blocks in place of its latent and dense layer.
 * Both halves grow and fade in together (decision 0051).
 */
export const progressiveTranslator = defineNetwork({
  id: 'progressive-translator',
  title: 'Progressive generator from an image',
  role: 'generator',
  paper: 'Wu and Liu, Progressive GAN-aided microscopy; Karras et al., Progressive growing of GANs (2018)',
  masks: false,
  schema,
  build(store, prefix, parameters, options): Omit<ProgressiveNetwork, 'parameterCount'> {
    return makeTranslator(store, prefix, parameters, options);
  },
});

function makeTranslator(
  store: VariableStore,
  prefix: string,
  { skips, pixelNorm: normalise, ...parameters }: z.output<typeof schema>,
  { trainable = true }: BuildOptions,
): Omit<ProgressiveNetwork, 'parameterCount'> {
  const encoder = makeDescent(store, `${prefix}/encoder`, parameters, trainable);
  const generator = makeAscent(store, `${prefix}/generator`, { ...parameters, normalise }, trainable);
  const applyAt = (x: Tensor4D, position: GrowthPosition): Tensor4D => {
    const { bottom, features } = encoder.apply(x, position);
    return generator.apply(bottom, position, skips === 'add' ? features : []);
  };
  return {
    stages: encoder.stages,
    applyAt,
    apply: (x) => applyAt(x, { stage: encoder.stages - 1 }),
    stride: parameters.resolution,
    receptiveRadius: Infinity,
  };
}
