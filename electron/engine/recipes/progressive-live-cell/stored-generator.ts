import { AbbeError } from '../../../contract/errors.ts';
import { createProgram } from '../../runtime/program.ts';
import { VariableStore } from '../../runtime/variables.ts';
import { generatorWeights } from '../paired/generator.ts';
import { isKindVariable, keepKind, kindOf } from '../paired/kind.ts';
import type { ExperimentOptions, Recipe } from '../recipe.ts';
import { ProgressiveOutput } from './generator.ts';
import { buildGenerator, generatorPrefix } from './networks.ts';
import type { ProgressiveParameters } from './parameters.ts';
import { isShownVariable, keepShown, shownOf } from './shown.ts';

type StoredGenerator = Awaited<ReturnType<Recipe['createGenerator']>>;

interface StoredOptions extends Omit<ExperimentOptions, 'feed' | 'parameters'> {
  parameters: ProgressiveParameters;
}

/** A generator that is built when its weights come, because they say what images it is for and how far it has grown. */
export function storedGenerator(options: StoredOptions): StoredGenerator {
  let built: { output: ProgressiveOutput; dispose: () => void } | undefined;
  return {
    import(variables) {
      built?.dispose();
      built = undefined;
      built = build(variables, options);
    },
    async translate(image, given) {
      if (!built) throw new AbbeError('internal', 'The generator has no weights yet: import them first.');
      return built.output.translate(image, given);
    },
    dispose() {
      built?.dispose();
      built = undefined;
    },
  };
}

function build(
  variables: ReadonlyMap<string, Float32Array>,
  { parameters, seed, mode }: StoredOptions,
): { output: ProgressiveOutput; dispose: () => void } {
  const kind = kindOf(variables);
  const shown = shownOf(variables, parameters.resolution);
  if (!kind || !shown) {
    const message = 'These weights do not fit the network: they do not say what images they are for.';
    throw new AbbeError('invalid-input', message);
  }
  const store = new VariableStore(seed);
  keepKind(store, kind);
  keepShown(store, shown);
  const network = buildGenerator(store, generatorPrefix, parameters, kind.inputs);
  const program = createProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
  const dispose = (): void => {
    program.dispose();
    store.dispose();
  };
  try {
    program.import(generatorWeights(variables, (name) => isKindVariable(name) || isShownVariable(name)));
  } catch (thrown) {
    dispose();
    throw thrown;
  }
  return { output: new ProgressiveOutput({ program, network, kind, parameters, shown }), dispose };
}
