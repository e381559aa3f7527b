import { z } from 'zod';
import type { Handlers } from '../../contract/calls.ts';
import type { CatalogueEntry } from '../../contract/methods.ts';
import { degradationPresets, degradationSchema } from '../datasets/degradation.ts';
import { segmentationPresets, segmentationSchema } from '../datasets/segmentation.ts';
import { recipes } from '../recipes/index.ts';

/** What comes before a recipe, in order: parameters of `photo.segment` and of `dataset.create`. */
const preparations = [
  {
    id: 'cell-segmentation',
    title: 'Cells',
    description: 'Finds single cells in a photo and their bounding boxes.',
    paper: 'microgan-super-resolution',
    schema: segmentationSchema,
    presets: segmentationPresets,
  },
  {
    id: 'gaussian-blur',
    title: 'Low-resolution partner',
    description: 'Makes the low-resolution partner of a photo with a Gaussian filter.',
    paper: 'microgan-super-resolution',
    schema: degradationSchema,
    presets: degradationPresets,
  },
];

/** Parameters as a person gives them: defaults may be left out. */
function jsonSchema(schema: z.ZodType): CatalogueEntry['schema'] {
  return z.toJSONSchema(schema, { io: 'input' });
}

/** The engine's lists, with their parameters as JSON Schema. */
export function catalogueHandlers(): Pick<Handlers, 'recipe.list' | 'preparation.list'> {
  return {
    'recipe.list': async () => ({
      recipes: recipes.map(({ id, title, description, paper, schema, presets }) => ({
        id,
        title,
        description,
        paper,
        schema: jsonSchema(schema),
        presets,
      })),
    }),
    'preparation.list': async () => ({
      preparations: preparations.map((entry) => ({ ...entry, schema: jsonSchema(entry.schema) })),
    }),
  };
}
