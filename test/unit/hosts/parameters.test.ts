import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../../electron/hosts/commands/command.ts';
import {
  findEntry,
  parseAssignments,
  resolveParameters,
} from '../../../electron/hosts/commands/parameters.ts';

const schema = z.strictObject({
  window: z.union([z.literal('auto'), z.number().int().min(3)]).default('auto'),
  split: z.boolean().default(true),
  rate: z.number().positive().optional(),
});
const entry = {
  id: 'cells',
  title: 'Cells',
  description: '',
  paper: null,
  schema: z.toJSONSchema(schema, { io: 'input' }),
  presets: { paper: { window: 11 }, quick: {} },
};

describe('parseAssignments', () => {
  it('reads numbers, booleans, null and lists as such and the rest as text', () => {
    const given = [
      'a=11',
      'b=1e-4',
      'c=true',
      'd=null',
      'e=[1,2]',
      'f=auto',
      'g=',
      'h=x=y',
      'i={"j":1}',
      'k="7"',
    ];
    expect(parseAssignments(given)).toEqual({
      a: 11,
      b: 1e-4,
      c: true,
      d: null,
      e: [1, 2],
      f: 'auto',
      g: '',
      h: 'x=y',
      i: '{"j":1}',
      k: '7',
    });
  });

  it.each(['window', '=11', ''])('refuses “%s”', (text) => {
    expect(() => parseAssignments([text])).toThrow(UsageError);
  });
});

describe('resolveParameters', () => {
  it('lays assignments over the preset', () => {
    expect(resolveParameters(entry, 'paper', { split: false })).toEqual({ window: 11, split: false });
    expect(resolveParameters(entry, 'paper', { window: 'auto' })).toEqual({ window: 'auto' });
    expect(resolveParameters(entry, undefined, {})).toEqual({});
  });

  it.each([
    ['an unknown preset', 'papers', {}, /“papers”; there is “paper”, “quick”/],
    ['a preset that is no preset but a property', 'toString', {}, /toString/],
    ['an unknown key', 'paper', { windows: 11 }, /“windows”; there is “window”, “split”, “rate”/],
    ['a wrong type', undefined, { split: 'no' }, /split: expected boolean/],
    ['a value out of range', undefined, { rate: -1 }, /rate/],
  ])('refuses %s', (_name, preset, own, reason) => {
    expect(() => resolveParameters(entry, preset, own)).toThrow(UsageError);
    expect(() => resolveParameters(entry, preset, own)).toThrow(reason);
  });
});

describe('findEntry', () => {
  it('finds by id and names what there is', () => {
    expect(findEntry([entry], 'cells', 'preparation')).toBe(entry);
    expect(() => findEntry([entry], 'cell', 'preparation')).toThrow(/“cell”; there is “cells”/);
  });
});
