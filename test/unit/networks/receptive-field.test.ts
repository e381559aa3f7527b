import { expect, it } from 'vitest';
import { receptiveField, totalStride } from '../../../electron/engine/networks/layers/receptive-field.ts';

it.each([
  ['nothing', [], 1, 1],
  ['one 3x3 layer', [[3, 1]], 3, 1],
  ['two 3x3 layers', [[3, 1], [3, 1]], 5, 1], // prettier-ignore
  ['VGG16 until block3_conv3', [[3, 1], [3, 1], [2, 2], [3, 1], [3, 1], [2, 2], [3, 1], [3, 1], [3, 1]], 40, 4], // prettier-ignore
  ['the 70 px PatchGAN', [[4, 2], [4, 2], [4, 2], [4, 1], [4, 1]], 70, 8], // prettier-ignore
])('%s', (_name, windows, field, stride) => {
  const path = windows.map(([size = 1, step = 1]) => ({ size, stride: step }));
  expect(receptiveField(path)).toBe(field);
  expect(totalStride(path)).toBe(stride);
});
