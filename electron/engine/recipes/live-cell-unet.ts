import { liveCellFrames } from './artificial-images.ts';
import { definePairedRecipe, withoutPairs } from './paired/recipe.ts';

/** The U-Net baselines of the live-cell paper: low to high exposure without an adversary (decision 0053). */
export const liveCellUnet = definePairedRecipe({
  id: 'live-cell-unet',
  title: 'Live-cell U-Net',
  description: 'Makes frames of high exposure of frames of low exposure: a U-Net without an adversary.',
  paper: 'Wu and Liu, Progressive GAN-aided High-Resolution Microscopy for Live Cell Dynamics Study',
  inputScaling: 'least-squares',
  measures: ['spots', 'resolution'],
  paperImages: liveCellFrames,
  shape: { inputs: 1, outputs: 1, levels: 1 },
  defaults: {
    epochs: 100,
    stepLimit: null,
    batchSize: 4,
    patchSize: 256,
    patchesPerImage: 1,
    skipBackground: false,
    flips: false,
    rotations: false,
    cropArea: 1,
    constant: 200,
    constantLevels: 'file',
    normalisation: 'percentile',
    lowPercentile: 0,
    highPercentile: 100,
    contentLoss: 'l1',
    vggWeights: null,
    contentWeight: 1,
    discriminator: 'none',
    discriminatorChannels: 64,
    generator: 'whole-unet',
    generatorChannels: 64,
    levels: null,
    norm: 'none',
    dropout: 0,
    dropoutAtInference: false,
    output: 'bounded',
    learningRate: 2e-4,
    beta1: 0.9,
    clipNorm: null,
    schedule: 'constant',
    averageDecay: 0,
  },
  presets: {
    'paper-cross-entropy': { contentLoss: 'cross-entropy', constant: 0 },
    quick: {
      epochs: 10_000,
      stepLimit: 2000,
      batchSize: 4,
      patchSize: 64,
      patchesPerImage: 8,
      skipBackground: true,
      flips: true,
      rotations: true,
      constant: 0,
      lowPercentile: 1,
      highPercentile: 99.8,
      output: 'residual',
      generatorChannels: 8,
      learningRate: 1e-3,
      schedule: 'cosine',
      averageDecay: 0.99,
    },
  },
  misfit(dataset) {
    const missing = withoutPairs(dataset, 'exposure pairs or paired files');
    if (missing) return missing;
    const classes = dataset.items.some((item) =>
      [item.target, item.input].some((i) => i?.kind === 'classes'),
    );
    return classes ? 'it holds class maps; prepare exposure pairs or paired files' : null;
  },
});
