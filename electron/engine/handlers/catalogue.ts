import { z } from 'zod';
import type { Handlers } from '../../contract/calls.ts';
import type { CatalogueEntry } from '../../contract/methods.ts';
import { degradationPresets, degradationSchema } from '../datasets/degradation.ts';
import { preparations } from '../datasets/preparations/index.ts';
import { recipes } from '../recipes/index.ts';

/** How inputs are made of targets. */
const degradations = [
  {
    id: 'gaussian-blur',
    title: 'Low-resolution partner',
    description: 'Makes the low-resolution partner of a photo with a Gaussian filter.',
    paper: 'microgan-super-resolution',
    schema: degradationSchema,
    presets: degradationPresets,
  },
];

interface Entry extends Omit<CatalogueEntry, 'schema' | 'task'> {
  schema: z.ZodType;
}

/** Parameters as a person gives them: defaults may be left out. */
function catalogued({ id, title, description, paper, schema, presets }: Entry): CatalogueEntry {
  return { id, title, description, paper, schema: z.toJSONSchema(schema, { io: 'input' }), presets };
}

/** The engine's lists, with their parameters as JSON Schema. */
export function catalogueHandlers(): Pick<Handlers, 'recipe.list' | 'preparation.list'> {
  return {
    'recipe.list': async () => ({
      recipes: recipes.map((recipe) => ({
        ...catalogued(recipe),
        ...(recipe.task === 'generation' && { task: recipe.task }),
      })),
    }),
    'preparation.list': async () => ({
      preparations: preparations.map(({ splitBy, degrades, ...entry }) => ({
        ...catalogued(entry),
        splitBy,
        degrades,
      })),
      degradations: degradations.map(catalogued),
    }),
  };
}
