import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  fieldsOf,
  problemOf,
  rangeText,
  valueText,
  withDefaults,
  type Field,
} from '../../../../renderer/ui/schema-fields.ts';
import { catalogueHandlers } from '../../../../electron/engine/handlers/catalogue.ts';
import { matchingPreset, presetValues } from '../../../../renderer/ui/presets.ts';
import { recipeEntry } from '../documents.ts';

const fields = fieldsOf(recipeEntry.schema);
const field = (name: string): Field => {
  const found = fields.find((entry) => entry.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

describe('fields of a JSON Schema', () => {
  it('keep the schema’s order and tell kind, range, unit and default', () => {
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['epochs', 'integer'],
      ['stepLimit', 'integer'],
      ['learningRate', 'number'],
      ['output', 'choice'],
      ['augment', 'boolean'],
    ]);
    expect(field('epochs')).toMatchObject({ min: 1, max: 10000, default: 200, nullable: false });
    expect(field('stepLimit')).toMatchObject({ unit: 'steps', nullable: true, nullTitle: 'all epochs' });
    expect(field('output').choices).toEqual(['sigmoid', 'residual']);
  });

  it('name a property without a title from its name, and fold the advanced', () => {
    expect(field('learningRate')).toMatchObject({ title: 'Learning rate', advanced: true });
  });

  it('understand what zod makes of the usual parameters', () => {
    const schema = z.strictObject({
      window: z.number().int().min(3).nullable().default(null).meta({ title: 'Window', step: 2 }),
      mode: z.enum(['a', 'b']).default('b'),
      weights: z.array(z.number()).default([1, 2]),
      nested: z.object({ deep: z.number() }).optional(),
      any: z.number().int().default(0),
    });
    const made = fieldsOf(z.toJSONSchema(schema, { io: 'input' }));
    expect(made.map(({ name, kind }) => [name, kind])).toEqual([
      ['window', 'integer'],
      ['mode', 'choice'],
      ['weights', 'numbers'],
      ['any', 'integer'],
    ]);
    expect(made[0]).toMatchObject({ min: 3, max: null, step: 2, default: null, nullable: true });
    expect(made[3]).toMatchObject({ min: null, max: null });
  });
});

describe('fields that say where something lies', () => {
  it('can be chosen, whatever preparation or recipe asks for them', async () => {
    const handlers = catalogueHandlers();
    const { preparations } = await handlers['preparation.list']({}, {} as never);
    const { recipes } = await handlers['recipe.list']({}, {} as never);
    const all = [...preparations, ...recipes].flatMap(({ id, schema }) =>
      fieldsOf(schema).map((each) => ({ id, ...each })),
    );
    const named = all.filter(({ kind, help }) => kind === 'text' && /^(CSV|Keras) file|^Folder/.test(help));
    expect(named.map(({ id, name, path }) => `${id} ${name} ${path}`)).toEqual(
      expect.arrayContaining([
        'labelled-images table file',
        'labelled-images annotations folder',
        'paired-files table file',
        'em-images vggWeights file',
      ]),
    );
    expect(named.filter(({ path }) => path === null)).toEqual([]);
    expect(all.filter(({ kind, path }) => kind !== 'text' && path !== null)).toEqual([]);
  });
});

describe('values of a form', () => {
  it('are the given ones, else the defaults; a given null stays null', () => {
    expect(withDefaults(fields, { epochs: 7, stepLimit: null })).toEqual({
      epochs: 7,
      stepLimit: null,
      learningRate: 0.0001,
      output: 'sigmoid',
      augment: false,
    });
  });

  it('are refused in words where they do not fit', () => {
    expect(problemOf(field('epochs'), 0)).toBe('At least 1.');
    expect(problemOf(field('epochs'), 10001)).toBe('At most 10000.');
    expect(problemOf(field('epochs'), 1.5)).toBe('Whole numbers only.');
    expect(problemOf(field('epochs'), NaN)).toBe('Not a number.');
    expect(problemOf(field('epochs'), null)).toBe('A value is missing.');
    expect(problemOf(field('stepLimit'), null)).toBeNull();
    expect(problemOf(field('epochs'), 5)).toBeNull();
  });

  it('read as text with what null means', () => {
    expect(valueText(field('stepLimit'), null)).toBe('all epochs');
    expect(valueText(field('augment'), true)).toBe('yes');
    expect(valueText(field('epochs'), 3)).toBe('3');
  });

  it('have a range in words, without limits that only guard against slips', () => {
    expect(rangeText(field('epochs'))).toBe('1 to 10000');
    expect(rangeText(field('stepLimit'))).toBe('At least 1');
    expect(rangeText(field('output'))).toBe('');
  });
});

describe('presets', () => {
  it('are completed by the defaults', () => {
    expect(presetValues(recipeEntry, 'quick')).toMatchObject({
      epochs: 100,
      output: 'sigmoid',
      augment: true,
    });
  });

  it('are recognised by their values, whatever is left out', () => {
    expect(matchingPreset(recipeEntry, { epochs: 200 })).toBe('paper');
    expect(matchingPreset(recipeEntry, presetValues(recipeEntry, 'quick'))).toBe('quick');
    expect(matchingPreset(recipeEntry, { epochs: 201 })).toBeNull();
  });
});
