import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../../electron/engine/datasets/parse-parameters.ts';
import { microganNetworks } from '../../../electron/engine/recipes/microgan/networks.ts';
import type { MicroganParameters } from '../../../electron/engine/recipes/microgan/parameters.ts';
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

  it.each([
    [{ model: 'microgan-fs', patchSize: 64 }, 'patchSize must be null'],
    [{ model: 'deblurgan', output: 'sigmoid' }, 'output must be "residual"'],
    [{ model: 'microgan-fs', fixedSide: 100 }, 'fixedSide'],
  ])('refuse %o with the way out', (own, message) => {
    expect(() => parseParameters('These', microganSchema, own)).toThrow(message);
  });

  it('train each comparison model on as many pixels as MicroGAN', () => {
    const pixels = ({ model, batchSize, patchSize, fixedSide, stepLimit, epochs }: MicroganParameters) =>
      batchSize * (model === 'microgan-fs' ? fixedSide : (patchSize ?? 0)) ** 2 * (stepLimit ?? epochs);
    const budget = pixels(microganSchema.parse(microganPresets.quick));
    for (const preset of ['quick-fs', 'quick-nt', 'quick-deblurgan']) {
      expect(pixels(microganSchema.parse(microganPresets[preset])), preset).toBe(budget);
    }
  });

  it('give the networks of table 3 of the paper', () => {
    const ids = (preset: string) => microganNetworks(preset).map(({ id }) => id);
    expect(ids('paper-fs')).toEqual(['microgan-generator', 'microgan-fs-critic']);
    expect(ids('paper-nt')).toEqual(['microgan-nt-generator', 'microgan-critic']);
    expect(ids('paper-deblurgan')).toEqual(['deblurgan-generator', 'microgan-critic']);
    const all = ['paper-fs', 'paper-nt', 'paper-deblurgan'].flatMap(ids);
    expect(ids('paper')).toEqual(expect.arrayContaining(all));
  });
});
