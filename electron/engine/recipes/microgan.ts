import { AbbeError } from '../../contract/errors.ts';
import { parseParameters } from '../datasets/parse-parameters.ts';
import { VariableStore } from '../runtime/variables.ts';
import { loadFeatures } from './content-loss.ts';
import type { PaddedGenerator } from './microgan/generator.ts';
import { buildGenerator, channelsOf, generatorWeights, paddedGenerator } from './microgan/generator.ts';
import { MicroganModel } from './microgan/model.ts';
import type { MicroganParameters } from './microgan/parameters.ts';
import { microganNetworks } from './microgan/networks.ts';
import { microganPresets, microganSchema } from './microgan/parameters.ts';
import { ShapedProgram } from './microgan/shaped-program.ts';
import { channelsOfPairs, MicroganTrainer, planTraining } from './microgan/trainer.ts';
import { exportedGenerator } from './microgan/exported.ts';
import { largestSide, translateRaster } from './microgan/translate.ts';
import { loadPreviews } from './previews.ts';
import type { ExperimentOptions, Recipe, RecipeGenerator } from './recipe.ts';
import { generatorPrefix } from './weight-average.ts';

/**
 * MicroGAN: blurred single cells of any size to sharp ones, and the three models that the paper compares it with.
 * Where the paper leaves choices: decisions 0030, 0052 and 0057.
 */
export const microgan: Recipe = {
  id: 'microgan',
  title: 'MicroGAN',
  description:
    'Sharpens images of single cells of any size: a trimmed U-Net against a size-invariant critic.',
  paper:
    'Gautam, Pradhan, Chhipa and Nakajima, MicroGAN: Size-invariant Learning of GAN for Super-Resolution of Microscopic Images',
  // Cells of stained blood; the paper's particles of urine are of 30 x 14 to 765 x 1607 px.
  paperImages: {
    count: 15_022,
    sizes: [[80, 84], [132, 118], [96, 90], [140, 132], [104, 110], [88, 124], [120, 120], [112, 98]], // prettier-ignore
    input: { channels: 3, dtype: 'uint8' },
    target: { channels: 3, dtype: 'uint8' },
  },
  schema: microganSchema,
  presets: microganPresets,

  networks: (preset) => microganNetworks(preset),

  misfit({ items, degradation }) {
    if (degradation === null && items.some(({ input }) => input === null)) {
      return 'its images have no partner; prepare pairs, or cells with a low-resolution partner';
    }
    const classes = items.some(({ target, input }) => target.kind === 'classes' || input?.kind === 'classes');
    return classes ? 'it holds class maps, and this recipe sharpens images' : null;
  },

  async createTrainer({ parameters: given, seed, feed, mode, rates }) {
    const parameters = parseParameters('The parameters of MicroGAN', microganSchema, given);
    const features = await loadFeatures(parameters);
    const plan = planTraining(feed, parameters);
    const channels = await channelsOfPairs(feed, plan.ids);
    const previews = await loadPreviews(feed, largestSide);
    const model = new MicroganModel({ parameters, channels, seed, mode, features });
    return new MicroganTrainer({ parameters, seed, feed, plan, previews, model, channels, rates });
  },

  async createGenerator({ parameters: given, seed, mode }) {
    const parameters = parseParameters('The parameters of MicroGAN', microganSchema, given);
    return storedGenerator(parameters, seed, mode);
  },
};

/** A generator that is built when its weights come, because they say how many channels images have. */
function storedGenerator(
  parameters: MicroganParameters,
  seed: number,
  mode: ExperimentOptions['mode'],
): RecipeGenerator {
  let built: { generator: PaddedGenerator; dispose: () => void } | undefined;
  const generator = (): PaddedGenerator => {
    if (!built) throw new AbbeError('internal', 'The generator has no weights yet: import them first.');
    return built.generator;
  };
  return {
    import(variables) {
      built?.dispose();
      built = buildStored(variables, parameters, seed, mode);
    },
    translate: async (image, options) => translateRaster(generator(), image, options),
    exported: (request) => exportedGenerator(generator(), request),
    dispose() {
      built?.dispose();
      built = undefined;
    },
  };
}

function buildStored(
  variables: ReadonlyMap<string, Float32Array>,
  parameters: MicroganParameters,
  seed: number,
  mode: ExperimentOptions['mode'],
): { generator: PaddedGenerator; dispose: () => void } {
  const channels = channelsOf(variables, parameters);
  if (channels !== 1 && channels !== 3) {
    throw new AbbeError(
      'invalid-input',
      'These weights do not fit the network: its first kernel is missing or of another size.',
    );
  }
  const store = new VariableStore(seed);
  const network = buildGenerator(store, generatorPrefix, { parameters, channels }, true);
  const program = new ShapedProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
  program.program.import(generatorWeights(variables));
  const dispose = (): void => {
    program.program.dispose();
    store.dispose();
  };
  return { generator: paddedGenerator(program, network, channels), dispose };
}
