import { emSections } from './artificial-images.ts';
import { definePairedRecipe, withoutPairs } from './paired/recipe.ts';

/**
 * Step 2 of the skip-patch paper: class maps to electron micrographs. Maps come in their classes' colours, so
 * that a coloured mask in a file is an input as well (decision 0053).
 */
export const emImages = definePairedRecipe({
  id: 'em-images',
  title: 'EM images from masks',
  description:
    'Makes electron micrographs of masks of membranes and mitochondria: a small U-Net against a skip-patch discriminator.',
  paper:
    'Roy, Rawnaq and Kaman, GAN with Skip Patch Discriminator for Biological Electron Microscopy Image Generation',
  inputScaling: 'least-squares',
  measures: ['texture', 'distribution', 'membranes'],
  byTexture: true,
  paperImages: emSections,
  shape: { inputs: 3, outputs: 1, levels: 8 },
  defaults: {
    epochs: 1500,
    stepLimit: null,
    batchSize: 1,
    patchSize: 512,
    patchesPerImage: 1,
    skipBackground: false,
    flips: true,
    rotations: false,
    cropArea: 0.98,
    constant: 0,
    constantLevels: 'eight-bit',
    normalisation: 'signed',
    lowPercentile: 0,
    highPercentile: 100,
    contentLoss: 'l1',
    vggWeights: null,
    contentWeight: 100,
    discriminator: 'skip-patch',
    discriminatorChannels: 64,
    generator: 'pix2pix-unet',
    generatorChannels: 16,
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
    quick: {
      epochs: 10_000,
      stepLimit: 3000,
      batchSize: 1,
      patchSize: 256,
      patchesPerImage: 4,
      contentWeight: 10,
      discriminatorChannels: 32,
      levels: 6,
      // Texture that no mask determines needs a source of chance, or the result repeats one pattern everywhere.
      dropoutAtInference: true,
      learningRate: 5e-4,
      schedule: 'cosine',
      averageDecay: 0.99,
    },
  },
  misfit(dataset) {
    const missing = withoutPairs(dataset, 'masks and images');
    if (missing) return missing;
    const classes = dataset.items.every(({ target }) => target.kind !== 'classes');
    return classes ? null : 'its targets are class maps; prepare masks and images';
  },
});
