import { describe, expect, it } from 'vitest';
import { splits } from '../../../electron/contract/documents.ts';
import { splitByContent } from '../../../electron/engine/datasets/split-photos.ts';

const contents = (n: number): string[] => Array.from({ length: n }, (_, i) => `content ${i}`);

function counts(n: number, seed = 1): number[] {
  const dealt = [...splitByContent(contents(n), seed).values()];
  return splits.map((split) => dealt.filter((other) => other === split).length);
}

describe('splitting photos', () => {
  it.each([
    [3, [1, 1, 1]],
    [4, [2, 1, 1]],
    [10, [6, 2, 2]],
    [40, [28, 6, 6]],
    [292, [204, 44, 44]],
  ])('deals %i photos as training, validation, test = %j', (n, expected) => {
    expect(counts(n)).toEqual(expected);
  });

  it.each([0, 1, 2])('gives nothing for %i photos', (n) => {
    expect(splitByContent(contents(n), 1).size).toBe(0);
  });

  it('counts copies once', () => {
    expect(splitByContent(['a', 'a', 'b', 'b'], 1).size).toBe(0);
    expect(splitByContent(['a', 'a', 'b', 'c'], 1).size).toBe(3);
  });

  it('depends on seed and contents, not on their order', () => {
    const forward = splitByContent(contents(40), 7);
    const backward = splitByContent(contents(40).reverse(), 7);
    expect(contents(40).map((c) => forward.get(c))).toEqual(contents(40).map((c) => backward.get(c)));
    const other = splitByContent(contents(40), 8);
    expect(contents(40).map((c) => forward.get(c))).not.toEqual(contents(40).map((c) => other.get(c)));
  });

  it('puts every photo into the test split for some seed', () => {
    const tested = new Set<string>();
    for (let seed = 0; seed < 100; seed += 1) {
      for (const [content, split] of splitByContent(contents(10), seed))
        if (split === 'test') tested.add(content);
    }
    expect(tested.size).toBe(10);
  });
});
