import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../../electron/engine/datasets/parse-parameters.ts';
import { microganPresets, microganSchema } from '../../../electron/engine/recipes/microgan/parameters.ts';

describe("MicroGAN's presets", () => {
  it('hold the numbers of the paper', () => {
    expect(microganSchema.parse(microganPresets.paper)).toMatchObject({
      epochs: 200,
      stepLimit: null,
      batchSize: 1,
      patchSize: null,
      learningRate: 1e-4,
      criticLearningRate: 1e-4,
      schedule: 'constant',
      beta1: 0.9,
      criticSteps: 4,
      contentWeight: 100,
      warmUpSteps: 0,
      averageDecay: 0,
      output: 'sigmoid',
      generatorChannels: 32,
      criticChannels: 64,
    });
  });

  it('keep the critic in the quick run: four steps a generator step after the warm-up', () => {
    const { stepLimit, warmUpSteps, criticSteps } = microganSchema.parse(microganPresets.quick);
    expect(criticSteps).toBe(4);
    expect(stepLimit).not.toBeNull();
    expect(warmUpSteps).toBeLessThan(stepLimit as number);
  });

  it('are refused where the VGG loss has no weights', () => {
    const parameters = { ...microganPresets.quick, contentLoss: 'perceptual-vgg' };
    expect(() => parseParameters('These', microganSchema, parameters)).toThrow(
      'vggWeights is missing: the content loss "perceptual-vgg" needs the file of VGG16 weights.',
    );
  });
});
