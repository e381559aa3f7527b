import { describe, expect, it } from 'vitest';
import { beginWith } from '../../../electron/engine/handlers/runs/fine-tune.ts';

const weights = (...entries: [string, number[]][]) =>
  new Map(entries.map(([name, values]) => [name, Float32Array.from(values)]));

const fresh = weights(
  ['generator/kernel', [1, 1]],
  ['critic/kernel', [2]],
  ['average/generator/kernel', [0, 0]],
  ['adam/generator/kernel/m', [0, 0]],
);

describe('beginning with the weights of an earlier run', () => {
  it('takes weights of the same name, never the optimiser, and leaves the others', () => {
    const earlier = weights(['generator/kernel', [5, 6]], ['adam/generator/kernel/m', [9, 9]]);
    expect(beginWith(fresh, earlier, 'a')).toEqual(
      weights(
        ['generator/kernel', [5, 6]],
        ['critic/kernel', [2]],
        ['average/generator/kernel', [5, 6]],
        ['adam/generator/kernel/m', [0, 0]],
      ),
    );
  });

  it('takes averages where the earlier run has them: they made its results', () => {
    const earlier = weights(['generator/kernel', [5, 6]], ['average/generator/kernel', [7, 8]]);
    const begun = beginWith(fresh, earlier, 'a');
    expect(begun.get('generator/kernel')).toEqual(Float32Array.of(7, 8));
    expect(begun.get('average/generator/kernel')).toEqual(Float32Array.of(7, 8));
  });

  it('refuses weights of another size, naming run, weight and sizes', () => {
    const earlier = weights(['generator/kernel', [5, 6, 7]]);
    expect(() => beginWith(fresh, earlier, 'run-7')).toThrow(
      /run-7 do not fit: generator\/kernel has 3 values there and 2 here; use its parameters/,
    );
  });

  it('refuses a run without any weight of the same name', () => {
    const earlier = weights(['unet/kernel', [5, 6]], ['adam/generator/kernel/m', [1, 1]]);
    expect(() => beginWith(fresh, earlier, 'run-7')).toThrow(/run-7 do not fit: no network of it/);
  });

  it('leaves what a run knows of its own images and its growth', () => {
    const of = (value: number) =>
      new Map(
        ['generator/kernel', 'images/input', 'growth/shown'].map((name) => [name, Float32Array.of(value)]),
      );
    expect([...beginWith(of(1), of(2), 'a').values()].map(([value]) => value)).toEqual([2, 1, 1]);
  });
});
