import type { DatasetDocument, Parameters } from '../../../contract/datasets.ts';
import { parseParameters } from '../../datasets/parse-parameters.ts';
import type { ExperimentOptions, Recipe, RecipeGenerator } from '../recipe.ts';
import { buildStored, StoredGenerator, unfitWeights } from '../stored-generator.ts';
import { generatorWeights, hasDropout, PairedGenerator } from './generator.ts';
import { isKindVariable, keepKind, kindOf } from './kind.ts';
import type { PairKind } from './kind.ts';
import { buildPaired, pairedNetworks, requireSuited } from './networks.ts';
import type { PairedParameters } from './parameters.ts';
import { pairedSchema } from './parameters.ts';
import { createPairedTrainer, requireFit } from './trainer.ts';
import { generatorPrefix } from '../weight-average.ts';

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
    requireFit: (feed, parameters) => requireFit(feed, parse(parameters)),
    createTrainer: async ({ parameters, ...options }) =>
      createPairedTrainer({ ...options, byTexture, parameters: parse(parameters) }),
    createGenerator: async ({ parameters, ...options }) =>
      storedGenerator({ ...options, parameters: parse(parameters) }),
  };
}

/** Why a dataset has no pairs of images; null where it has. */
export function withoutPairs({ items, degradation }: DatasetDocument, fitting: string): string | null {
  if (degradation !== null || items.some(({ input }) => input === null)) {
    return `its images have no partner; prepare ${fitting}`;
  }
  return null;
}

interface StoredOptions extends Omit<ExperimentOptions, 'feed' | 'parameters'> {
  parameters: PairedParameters;
}

/** A generator whose weights say what images it is for. */
function storedGenerator(options: StoredOptions): RecipeGenerator {
  const stored = new StoredGenerator((variables) => build(variables, options));
  return {
    dropout: hasDropout(options.parameters),
    import: (variables) => stored.import(variables),
    translate: async (image, given) => stored.output.translate(image, given),
    exported: (request) => stored.output.exported(request),
    dispose: () => stored.dispose(),
  };
}

function build(variables: ReadonlyMap<string, Float32Array>, { parameters, seed, mode }: StoredOptions) {
  const kind = kindOf(variables);
  if (!kind) throw unfitWeights('images');
  requireSuited(parameters, kind);
  return buildStored({
    seed,
    mode,
    make(store) {
      keepKind(store, kind);
      const [unet] = pairedNetworks(parameters, kind);
      const network = buildPaired(store, generatorPrefix, unet as NonNullable<typeof unet>);
      return {
        weights: generatorWeights(variables, isKindVariable),
        output: (program) => new PairedGenerator({ program, network, kind, parameters }),
      };
    },
  });
}
