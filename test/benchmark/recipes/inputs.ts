import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import type { PairKind } from '../../../electron/engine/recipes/paired/kind.ts';
import { seed } from './recipe-step.ts';

/** Images as they are, without a dataset that says what they are. */
export const kindOf = (inputs: 1 | 3, levels: number): PairKind => ({
  inputs,
  outputs: 1,
  inputDtype: 'float32',
  outputDtype: 'float32',
  levels,
  input: { offset: 0, scale: 1 },
  output: { offset: 0, scale: 1 },
});

/** Noise in [-1, 1]. */
export function batchOf(
  pixels: number,
  inputs: number,
  outputs: number,
): Record<'input' | 'target', Float32Array> {
  const noise = (channels: number, stream: number) => {
    const random = seededRandom(seed, stream);
    return Float32Array.from({ length: pixels * channels }, () => 2 * random() - 1);
  };
  return { input: noise(inputs, 0), target: noise(outputs, 1) };
}
