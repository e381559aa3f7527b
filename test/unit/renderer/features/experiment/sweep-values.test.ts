import { describe, expect, it } from 'vitest';
import { expandSweep } from '../../../../../electron/engine/training/sweep.ts';
import {
  emptyAxis,
  sizeOf,
  valuesOf,
  type AxisDraft,
} from '../../../../../renderer/features/experiment/sweep-values.ts';
import { fieldsOf, type Field } from '../../../../../renderer/ui/schema-fields.ts';

const fields = fieldsOf({
  properties: {
    rate: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    batch: { type: 'integer', minimum: 1, maximum: 64 },
    patch: { anyOf: [{ type: 'integer', minimum: 8 }, { type: 'null' }], nullTitle: 'whole images' },
    loss: { enum: ['l1', 'l2'] },
    flips: { type: 'boolean' },
  },
});
const field = (name: string) => fields.find((each) => each.name === name) as Field;
const list = (name: string, text: string) => valuesOf({ ...emptyAxis(name), list: text }, field(name));
const range = (name: string, own: Partial<AxisDraft>) =>
  valuesOf({ ...emptyAxis(name), mode: 'range', ...own }, field(name));

describe('the values of a sweep, as a person writes them', () => {
  it('are lists of what the parameter takes', () => {
    expect(list('rate', '1e-3; 0.0005,\n1e-4')).toEqual({ values: [1e-3, 5e-4, 1e-4], problem: null });
    expect(list('patch', '64, whole images').values).toEqual([64, null]);
    expect(list('loss', 'l2, l1').values).toEqual(['l2', 'l1']);
    expect(list('flips', 'on, no').values).toEqual([true, false]);
  });

  it('are refused where they do not fit, with the value', () => {
    expect(list('rate', '0.1, fast').problem).toMatch(/“fast”/);
    expect(list('rate', '0.1, 3').problem).toMatch(/“3”/);
    expect(list('loss', 'l3').problem).toMatch(/“l3”/);
    expect(list('batch', '1.5').problem).toMatch(/“1.5”/);
    expect(list('batch', '2, 4, 2').problem).toMatch(/twice/);
    expect(list('batch', ' ').problem).toMatch(/at least one/);
  });

  it('are ranges at equal steps or factors, both ends among them', () => {
    expect(range('batch', { from: '1', to: '9', steps: '5' }).values).toEqual([1, 3, 5, 7, 9]);
    const factors = { from: '1e-4', to: '1e-2', steps: '3', scale: 'logarithmic' } as const;
    expect(range('rate', factors)).toEqual({ values: [1e-4, 1e-3, 1e-2], problem: null });
    expect(range('rate', { ...factors, from: '0' }).problem).toMatch(/above 0/);
    expect(range('rate', { from: '0.1', to: '', steps: '3' }).problem).toMatch(/from, to/);
    // Whole numbers that fall together.
    expect(range('batch', { from: '1', to: '2', steps: '4' }).problem).toMatch(/twice/);
  });

  it('make as many runs as the engine does', () => {
    const axes = [list('rate', '0.1, 0.2'), list('batch', '1, 2, 4')];
    const asked = axes.map(({ values }, i) => ({ parameter: `p${i}`, values }));
    expect(sizeOf(axes, 'grid')).toEqual({ runs: expandSweep(asked, 'grid').length, problem: null });
    expect(sizeOf(axes, 'list').problem).toMatch(/same number/);
    expect(sizeOf([axes[0] as (typeof axes)[0]], 'list').runs).toBe(2);
    expect(sizeOf([], 'grid')).toEqual({ runs: 0, problem: null });
  });
});
