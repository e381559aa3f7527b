import type { Parameters } from '../../contract/datasets.ts';

/** TensorFlow, its graphs and the images kept ready (bytes). */
const base = 0.6 * 2 ** 30;
/** Bytes for each weight: itself, its gradient, Adam's two slots, and a copy while a checkpoint is written. */
const perWeight = 20;
/** Weights of all networks together, for each pair of first-layer channels. */
const weightsPerPair = 8000;
/** How often a step keeps the first layer's features, as many layers and their gradients are. */
const keptFeatures = 60;

/**
 * Memory that a run will need at its peak, from its parameters alone: within a factor of two of what was measured of
 * the paper presets (decision 0058), enough to warn and no more; `recipe.measure` measures it.
 * @param side of the squares or images that a step sees (px).
 * @returns bytes.
 */
export function guessMemory(parameters: Parameters, side: number): number {
  const number = (...names: string[]): number =>
    Number(names.map((name) => parameters[name]).find(Number) ?? 1);
  const channels = number('finestChannels', 'generatorChannels');
  const features = number('batchSize') * side * side * channels * 4;
  return base + perWeight * weightsPerPair * channels ** 2 + keptFeatures * features;
}
