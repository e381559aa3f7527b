import { expect, it } from 'vitest';
import { planeValues } from '../../../electron/engine/formats/statistics.ts';

it('takes finite samples only, in double precision', () => {
  expect(planeValues(Float32Array.of(NaN, 2, -1, Infinity, 5))).toEqual({ min: -1, max: 5, mean: 2 });
  expect(planeValues(Float32Array.of(NaN, -Infinity))).toEqual({ min: null, max: null, mean: null });
  const many = new Uint16Array(100_000).fill(65535);
  expect(planeValues(many)).toEqual({ min: 65535, max: 65535, mean: 65535 });
  expect(planeValues(Int8Array.of(-128, 127))).toEqual({ min: -128, max: 127, mean: -0.5 });
});
