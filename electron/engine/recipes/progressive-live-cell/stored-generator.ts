import { generatorWeights } from '../paired/generator.ts';
import { isKindVariable, keepKind, kindOf } from '../paired/kind.ts';
import type { ExperimentOptions, RecipeGenerator } from '../recipe.ts';
import { buildStored, StoredGenerator, unfitWeights } from '../stored-generator.ts';
import { ProgressiveOutput } from './generator.ts';
import { buildGenerator } from './networks.ts';
import type { ProgressiveParameters } from './parameters.ts';
import { isShownVariable, keepShown, shownOf } from './shown.ts';
import { generatorPrefix } from '../weight-average.ts';

interface StoredOptions extends Omit<ExperimentOptions, 'feed' | 'parameters'> {
  parameters: ProgressiveParameters;
}

/** A generator whose weights say what images it is for and how far it has grown. */
export function storedGenerator(options: StoredOptions): RecipeGenerator {
  const stored = new StoredGenerator((variables) => build(variables, options));
  return {
    import: (variables) => stored.import(variables),
    translate: async (image, given) => stored.output.translate(image, given),
    exported: (request) => stored.output.exported(request),
    dispose: () => stored.dispose(),
  };
}

function build(variables: ReadonlyMap<string, Float32Array>, { parameters, seed, mode }: StoredOptions) {
  const kind = kindOf(variables);
  const shown = shownOf(variables, parameters.resolution);
  if (!kind || !shown) throw unfitWeights('images');
  return buildStored({
    seed,
    mode,
    make(store) {
      keepKind(store, kind);
      keepShown(store, shown);
      const network = buildGenerator(store, generatorPrefix, parameters, kind.inputs);
      return {
        weights: generatorWeights(variables, (name) => isKindVariable(name) || isShownVariable(name)),
        output: (program) => new ProgressiveOutput({ program, network, kind, parameters, shown }),
      };
    },
  });
}
