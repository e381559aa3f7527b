import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parametersSchema } from '../../../electron/contract/datasets.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { parseParameters } from '../../../electron/engine/datasets/parse-parameters.ts';

describe.each(recipes)('the recipe $id', (recipe) => {
  it('has presets that its schema takes, the published numbers among them', () => {
    expect(Object.keys(recipe.presets)).toContain('paper');
    for (const preset of Object.values(recipe.presets)) {
      expect(parametersSchema.parse(recipe.schema.parse(preset))).toMatchObject(preset);
    }
  });

  it('fills every parameter from nothing', () => {
    expect(Object.values(recipe.schema.parse({})).every((value) => value !== undefined)).toBe(true);
  });

  it('refuses a parameter that it does not know, in words', () => {
    expect(() => parseParameters('These', recipe.schema, { epocs: 3 })).toThrow(/epocs/);
  });

  it('describes every parameter for forms and help', () => {
    const { properties = {} } = z.toJSONSchema(recipe.schema, { io: 'input' });
    expect(Object.keys(properties).length).toBeGreaterThan(3);
    for (const [name, property] of Object.entries(properties)) {
      expect(property, name).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect(property, name).toHaveProperty('default');
    }
  });
});
