import type { DatasetDocument, Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { parseParameters } from '../../datasets/parse-parameters.ts';
import { createProgram } from '../../runtime/program.ts';
import { VariableStore } from '../../runtime/variables.ts';
import type { ExperimentOptions, Recipe } from '../recipe.ts';
import { generatorPrefix, generatorWeights, hasDropout, PairedGenerator } from './generator.ts';
import { isKindVariable, keepKind, kindOf } from './kind.ts';
import type { PairKind } from './kind.ts';
import { buildPaired, pairedNetworks, requireSuited } from './networks.ts';
import type { PairedParameters } from './parameters.ts';
import { pairedSchema } from './parameters.ts';
import { createPairedTrainer } from './trainer.ts';

type Described = Pick<
  Recipe,
  'id' | 'title' | 'description' | 'paper' | 'paperImages' | 'misfit' | 'inputScaling' | 'measures'
>;

interface PairedRecipe extends Described {
  /** The paper's. */
  defaults: PairedParameters;
  /** Beside `paper`, which is the defaults: what differs from them. */
  presets: Record<string, Partial<PairedParameters>>;
  /** Of the paper's images, for the list of networks. */
  shape: Pick<PairKind, 'inputs' | 'outputs' | 'levels'>;
  /** Results need not lie on the truth pixel by pixel: validation compares textures. */
  byTexture?: boolean;
}

/** A recipe that trains on pairs: what it is, its parameters, and the shared trainer. */
export function definePairedRecipe({ byTexture = false, ...recipe }: PairedRecipe): Recipe {
  const { defaults, presets, shape, ...described } = recipe;
  const schema = pairedSchema(defaults);
  const parse = (given: Parameters): PairedParameters =>
    parseParameters(`The parameters of ${described.title}`, schema, given);
  const allPresets: Record<string, Parameters> = { paper: { ...defaults } };
  for (const [name, own] of Object.entries(presets)) allPresets[name] = { ...defaults, ...own };
  return {
    ...described,
    schema,
    presets: allPresets,
    classColours: true,
    networks: (preset) => {
      const parameters = parse(allPresets[preset] ?? {});
      return pairedNetworks(parameters, { ...shape, levels: parameters.levels ?? shape.levels });
    },
    createTrainer: async ({ parameters, ...options }) =>
      createPairedTrainer({ ...options, byTexture, parameters: parse(parameters) }),
    createGenerator: async ({ parameters, seed, mode }) => storedGenerator(parse(parameters), seed, mode),
  };
}

/** Why a dataset has no pairs of images; null where it has. */
export function withoutPairs({ items, degradation }: DatasetDocument, fitting: string): string | null {
  if (degradation !== null || items.some(({ input }) => input === null)) {
    return `its images have no partner; prepare ${fitting}`;
  }
  return null;
}

type StoredGenerator = Awaited<ReturnType<Recipe['createGenerator']>>;

/** A generator that is built when its weights come, because they say what images it is for. */
function storedGenerator(
  parameters: PairedParameters,
  seed: number,
  mode: ExperimentOptions['mode'],
): StoredGenerator {
  let built: { generator: PairedGenerator; dispose: () => void } | undefined;
  return {
    dropout: hasDropout(parameters),
    import(variables) {
      built?.dispose();
      built = undefined;
      built = buildStored(variables, parameters, seed, mode);
    },
    async translate(image, options) {
      if (!built) throw new AbbeError('internal', 'The generator has no weights yet: import them first.');
      return built.generator.translate(image, options);
    },
    dispose() {
      built?.dispose();
      built = undefined;
    },
  };
}

function buildStored(
  variables: ReadonlyMap<string, Float32Array>,
  parameters: PairedParameters,
  seed: number,
  mode: ExperimentOptions['mode'],
): { generator: PairedGenerator; dispose: () => void } {
  const kind = kindOf(variables);
  if (!kind) {
    const message = 'These weights do not fit the network: they do not say what images they are for.';
    throw new AbbeError('invalid-input', message);
  }
  requireSuited(parameters, kind);
  const store = new VariableStore(seed);
  keepKind(store, kind);
  const [unet] = pairedNetworks(parameters, kind);
  const network = buildPaired(store, generatorPrefix, unet as NonNullable<typeof unet>);
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
  return { generator: new PairedGenerator({ program, network, kind, parameters }), dispose };
}
