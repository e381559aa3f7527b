import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { residualStructure } from '../../../electron/engine/metrics/residual-structure.ts';

const [width, height] = [96, 80];
const shape = { width, height, channels: 1 };
const truth = Float32Array.from({ length: width * height }, (_, i) => (i * 37) % 211);

function plus(of: (i: number) => number): Float32Array {
  return truth.map((value, i) => value + of(i));
}

describe('structure of a residual', () => {
  it('is none in white noise, to its standard error', () => {
    const random = seededRandom(3);
    const found = residualStructure(plus(() => random() - 0.5), truth, shape); // prettier-ignore
    expect(Math.abs(found?.neighbour ?? 1)).toBeLessThan(3 * (found?.standardError ?? 0));
    expect(found?.standardError).toBeCloseTo(1 / Math.sqrt(95 * 80 + 96 * 79), 12);
    expect(Math.abs(found?.withTruth ?? 1)).toBeLessThan(0.05);
    expect(found?.length).toBeLessThan(1);
  });

  it('is seen in a residual that changes slowly, with its length', () => {
    const slow = residualStructure(plus((i) => Math.sin((i % width) / 8)), truth, shape); // prettier-ignore
    expect(slow?.neighbour).toBeGreaterThan(0.95);
    expect(slow?.autocorrelation).toHaveLength(16);
    const stripes = residualStructure(plus((i) => (i % 2 === 0 ? 1 : -1)), truth, shape); // prettier-ignore
    // Along x each neighbour is the opposite, along y the same.
    expect(Math.abs(stripes?.neighbour ?? 1)).toBeLessThan(0.02);
  });

  it('is bound to the truth where contrast is lost', () => {
    const flat = truth.map((value) => 0.5 * value);
    expect(residualStructure(flat, truth, shape)?.withTruth).toBeCloseTo(-1, 6);
  });

  it('takes each channel about its own mean', () => {
    const colours = { width: 20, height: 20, channels: 3 };
    const zeros = new Float32Array(1200);
    const tinted = zeros.map((_, i) => i % 3);
    expect(residualStructure(tinted, zeros, colours)).toBeNull();
  });

  it('is not defined for identical images, pixels that are not finite and single rows', () => {
    expect(residualStructure(truth, truth, shape)).toBeNull();
    expect(residualStructure(plus((i) => (i === 5 ? NaN : i % 3)), truth, shape)).toBeNull(); // prettier-ignore
    expect(residualStructure([1, 2] as unknown as Float32Array, Float32Array.of(0, 0), { width: 2, height: 1, channels: 1 })).toBeNull(); // prettier-ignore
    expect(() => residualStructure(truth, truth.subarray(1), shape)).toThrow(RangeError);
  });
});
