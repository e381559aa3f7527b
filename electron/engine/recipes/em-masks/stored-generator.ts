import { AbbeError } from '../../../contract/errors.ts';
import { createProgram } from '../../runtime/program.ts';
import { VariableStore } from '../../runtime/variables.ts';
import { generatorWeights } from '../paired/generator.ts';
import { isKindVariable } from '../paired/kind.ts';
import type { ExperimentOptions, Recipe } from '../recipe.ts';
import { coloursOf, keepColours } from './classes.ts';
import { generatorPrefix, MaskMaker, refuseImages } from './generator.ts';
import { buildGenerator } from './networks.ts';
import type { EmMasksParameters } from './parameters.ts';

type StoredGenerator = Awaited<ReturnType<Recipe['createGenerator']>>;

interface StoredOptions extends Omit<ExperimentOptions, 'feed' | 'parameters'> {
  parameters: EmMasksParameters;
}

/** A generator that is built when its weights come, because they say how many classes it makes. */
export function storedGenerator(options: StoredOptions): StoredGenerator {
  let built: { maker: MaskMaker; dispose: () => void } | undefined;
  return {
    import(variables) {
      built?.dispose();
      built = undefined;
      built = build(variables, options);
    },
    async generate(request, given) {
      if (!built) throw new AbbeError('internal', 'The generator has no weights yet: import them first.');
      return built.maker.generate(request, given);
    },
    translate: refuseImages,
    dispose() {
      built?.dispose();
      built = undefined;
    },
  };
}

function build(
  variables: ReadonlyMap<string, Float32Array>,
  { parameters, seed, mode }: StoredOptions,
): { maker: MaskMaker; dispose: () => void } {
  const colours = coloursOf(variables);
  if (!colours) {
    const message = 'These weights do not fit the network: they do not say what classes they are for.';
    throw new AbbeError('invalid-input', message);
  }
  const store = new VariableStore(seed);
  keepColours(store, colours);
  const network = buildGenerator(store, generatorPrefix, parameters, colours.length + 1);
  const program = createProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
  const dispose = (): void => {
    program.dispose();
    store.dispose();
  };
  try {
    program.import(generatorWeights(variables, isKindVariable));
  } catch (thrown) {
    dispose();
    throw thrown;
  }
  return { maker: new MaskMaker({ program, network, parameters, colours }), dispose };
}
