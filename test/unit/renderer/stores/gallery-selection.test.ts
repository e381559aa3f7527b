import { describe, expect, it } from 'vitest';
import {
  choose,
  chooseAll,
  follow,
  move,
  noSelection,
} from '../../../../renderer/stores/gallery-selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ ids }: { ids: ReadonlySet<string> }): string => [...ids].sort().join('');

describe('choosing in a gallery', () => {
  it('takes one alone, another along, and a range from the first', () => {
    const one = choose(noSelection, order, 'b', 'alone');
    expect([chosen(one), one.cursor]).toEqual(['b', 'b']);
    const range = choose(one, order, 'd', 'range');
    expect([chosen(range), range.cursor, range.anchor]).toEqual(['bcd', 'd', 'b']);
    expect(chosen(choose(range, order, 'a', 'range'))).toBe('ab');
    expect(chosen(choose(one, order, 'e', 'toggle'))).toBe('be');
    expect(chosen(choose(range, order, 'c', 'toggle'))).toBe('bd');
  });

  it('a range without a beginning is one alone', () => {
    expect(chosen(choose(noSelection, order, 'c', 'range'))).toBe('c');
  });

  it('moves within the list and extends with shift', () => {
    const first = move(noSelection, order, 3, false);
    expect(first.cursor).toBe('a');
    expect(move(first, order, 99, false).cursor).toBe('e');
    expect(move(first, order, -1, false).cursor).toBe('a');
    const extended = move(move(first, order, 1, true), order, 1, true);
    expect([chosen(extended), extended.cursor]).toEqual(['abc', 'c']);
    expect(chosen(move(extended, order, -1, true))).toBe('ab');
    expect(move(first, [], 1, false)).toBe(noSelection);
  });

  it('takes all', () => {
    expect(chosen(chooseAll(noSelection, order))).toBe('abcde');
  });

  it('goes on to the next where the chosen one has left the list', () => {
    const at = choose(noSelection, order, 'c', 'alone');
    const next = follow(at, order, ['a', 'b', 'd', 'e']);
    expect([chosen(next), next.cursor]).toEqual(['d', 'd']);
    expect(follow(at, order, ['a', 'b']).cursor).toBe('b');
    expect(follow(at, order, [])).toBe(noSelection);
    expect(follow(at, order, ['c', 'e'])).toBe(at);
    const several = choose(at, order, 'e', 'range');
    expect(chosen(follow(several, order, ['a', 'd', 'e']))).toBe('de');
  });
});
