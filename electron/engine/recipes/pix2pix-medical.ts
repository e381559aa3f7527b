import { definePairedRecipe, withoutPairs } from './paired/recipe.ts';

/**
 * Image synthesis between contrasts of a scanner, with pix2pix. What the paper leaves out is Isola et al.'s;
 * where it contradicts itself: decision 0053.
 */
export const pix2pixMedical = definePairedRecipe({
  id: 'pix2pix-medical',
  title: 'Pix2pix for medical images',
  description:
    'Makes images of one contrast of another, such as T2 of T1: a U-Net with dropout against a 70x70 PatchGAN.',
  paper: 'Nath, Patel and Amo, Medical Image Synthesis with Pix2Pix Generative Adversarial Networks',
  inputScaling: 'percentiles',
  // Neighbouring slices of a subject; the paper does not say of how many subjects.
  paperImages: {
    count: 20,
    sizes: [[256, 256]],
    input: { channels: 1, dtype: 'uint16' },
    target: { channels: 1, dtype: 'uint16' },
  },
  shape: { inputs: 1, outputs: 1, levels: 8 },
  defaults: {
    epochs: 49_200,
    stepLimit: null,
    batchSize: 1,
    patchSize: 256,
    patchesPerImage: 1,
    skipBackground: false,
    flips: false,
    rotations: false,
    cropArea: 1,
    constant: 0,
    constantLevels: 'eight-bit',
    normalisation: 'percentile',
    lowPercentile: 0,
    highPercentile: 100,
    contentLoss: 'l1',
    vggWeights: null,
    contentWeight: 100,
    discriminator: 'patch-70',
    discriminatorChannels: 64,
    generator: 'pix2pix-unet',
    generatorChannels: 64,
    levels: 8,
    norm: 'instance',
    dropout: 0.5,
    dropoutAtInference: false,
    output: 'bounded',
    learningRate: 2e-4,
    beta1: 0.5,
    clipNorm: null,
    schedule: 'constant',
    averageDecay: 0,
  },
  presets: {
    // The paper's sanity run; `abbe digits` trains it.
    digits: {
      epochs: 100,
      stepLimit: 1000,
      batchSize: 16,
      patchSize: null,
      normalisation: 'signed',
      contentWeight: 80,
      generatorChannels: 16,
      discriminatorChannels: 16,
      levels: 5,
      dropout: 0.3,
      dropoutAtInference: true,
      learningRate: 2e-3,
    },
    quick: {
      epochs: 10_000,
      stepLimit: 2500,
      batchSize: 2,
      patchSize: 160,
      patchesPerImage: 2,
      highPercentile: 99.8,
      flips: true,
      generatorChannels: 16,
      discriminatorChannels: 16,
      levels: 5,
      dropout: 0.2,
      learningRate: 1e-3,
      schedule: 'cosine',
      averageDecay: 0.99,
    },
  },
  misfit(dataset) {
    const missing = withoutPairs(dataset, 'volumes (two contrasts of each subject) or paired files');
    if (missing) return missing;
    const classes = dataset.items.some(({ target }) => target.kind === 'classes');
    return classes ? 'its targets are class maps; prepare volumes or paired files' : null;
  },
});
