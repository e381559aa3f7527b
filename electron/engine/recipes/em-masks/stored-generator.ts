import { generatorWeights } from '../paired/generator.ts';
import { isKindVariable } from '../paired/kind.ts';
import type { ExperimentOptions, RecipeGenerator } from '../recipe.ts';
import { buildStored, StoredGenerator, unfitWeights } from '../stored-generator.ts';
import { coloursOf, keepColours } from './classes.ts';
import { MaskMaker, refuseImages } from './generator.ts';
import { buildGenerator } from './networks.ts';
import type { EmMasksParameters } from './parameters.ts';
import { generatorPrefix } from '../weight-average.ts';

interface StoredOptions extends Omit<ExperimentOptions, 'feed' | 'parameters'> {
  parameters: EmMasksParameters;
}

/** A generator whose weights say how many classes it makes. */
export function storedGenerator(options: StoredOptions): RecipeGenerator {
  const stored = new StoredGenerator((variables) => build(variables, options));
  return {
    import: (variables) => stored.import(variables),
    generate: async (request, given) => stored.output.generate(request, given),
    translate: refuseImages,
    exported: ({ size }) => stored.output.exported(size),
    dispose: () => stored.dispose(),
  };
}

function build(variables: ReadonlyMap<string, Float32Array>, { parameters, seed, mode }: StoredOptions) {
  const colours = coloursOf(variables);
  if (!colours) throw unfitWeights('classes');
  return buildStored({
    seed,
    mode,
    make(store) {
      keepColours(store, colours);
      const network = buildGenerator(store, generatorPrefix, parameters, colours.length + 1);
      return {
        weights: generatorWeights(variables, isKindVariable),
        output: (program) => new MaskMaker({ program, network, parameters, colours }),
      };
    },
  });
}
