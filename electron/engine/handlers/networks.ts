import type { Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { ListedNetwork } from '../../contract/methods.ts';
import { classifiers } from '../classification/classifiers.ts';
import { networks } from '../networks/index.ts';
import { recipes } from '../recipes/index.ts';
import type { RecipeNetwork } from '../recipes/recipe.ts';
import type { Initialiser, Shape } from '../runtime/variables.ts';
import { VariableStore } from '../runtime/variables.ts';
import type { EngineContext } from './context.ts';

/** Every network of every recipe and classifier at each preset, built to be counted. */
export function networkHandlers({ systemInfo }: EngineContext): Pick<Handlers, 'network.list'> {
  return {
    'network.list': async () => {
      await systemInfo();
      const ofRecipes = recipes.map(({ id, presets, networks: of }) => ({ id, presets, of }));
      const ofClassifiers = classifiers.map(({ id, presets, network }) => ({
        id: `classification-${id}`,
        presets,
        of: (preset: string) => [network(presets[preset] ?? {})],
      }));
      const listed = [...ofRecipes, ...ofClassifiers].flatMap(({ id, presets, of }) =>
        Object.keys(presets).flatMap((preset) =>
          (of?.(preset) ?? []).map((network) => describe(id, preset, network)),
        ),
      );
      return { networks: listed };
    },
  };
}

function describe(recipe: string, preset: string, network: RecipeNetwork): ListedNetwork {
  const definition = networks.find(({ id }) => id === network.id);
  if (!definition) throw new AbbeError('internal', `There is no network “${network.id}”.`);
  const store = new CountingStore(0);
  try {
    const { parameterCount } = definition.build(store, network.id, network.parameters, { trainable: true });
    return {
      id: network.id,
      recipe,
      role: network.role ?? definition.role,
      preset,
      parameters: parameterCount,
      receptiveFields: definition.receptiveFields?.(network.parameters) ?? [],
      published: network.published ?? null,
    };
  } finally {
    store.dispose();
  }
}

/** Random start values of 20 million weights take seconds and change no count: zeros do. */
class CountingStore extends VariableStore {
  override create(name: string, shape: Shape, _initialiser: Initialiser, trainable = true) {
    return super.create(name, shape, { kind: 'constant', value: 0 }, trainable);
  }
}
