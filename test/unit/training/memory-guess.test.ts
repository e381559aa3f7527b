import { describe, expect, it } from 'vitest';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { guessMemory } from '../../../electron/engine/training/memory-guess.ts';

// Peaks of ten steps of each paper preset, GiB (decision 0058), and the side that its steps see.
const measured: Record<string, [side: number, peak: number]> = {
  microgan: [120, 1.1],
  'pix2pix-medical': [256, 2.9],
  'em-images': [512, 1.6],
  'em-masks': [512, 1.5],
  'live-cell-unet': [256, 4.3],
  'progressive-live-cell': [256, 11.8],
};

describe('the guess of a run’s memory', () => {
  it.each(recipes)('is within a factor of two of what was measured for $id', ({ id, presets, schema }) => {
    const [side, peak] = measured[id] ?? [0, NaN];
    const parameters = schema.parse(presets['paper']) as Record<string, number>;
    const ratio = guessMemory(parameters, side) / 2 ** 30 / peak;
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});
