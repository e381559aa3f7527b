import { emImages } from '../../../electron/engine/recipes/em-images.ts';
import { liveCellUnet } from '../../../electron/engine/recipes/live-cell-unet.ts';
import type { PairKind } from '../../../electron/engine/recipes/paired/kind.ts';
import { PairedModel } from '../../../electron/engine/recipes/paired/model.ts';
import type { PairedParameters } from '../../../electron/engine/recipes/paired/parameters.ts';
import { pix2pixMedical } from '../../../electron/engine/recipes/pix2pix-medical.ts';
import type { Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { batchOf, kindOf } from './inputs.ts';
import type { RecipeCase, RecipeModel } from './recipe-step.ts';
import { seed } from './recipe-step.ts';

export const pix2pixMedicalCase = (): RecipeCase => pairedCase(pix2pixMedical, { inputs: 1, steps: 8 });
export const emImagesCase = (): RecipeCase => pairedCase(emImages, { inputs: 3, steps: 8 });
export const liveCellUnetCase = (): RecipeCase =>
  pairedCase(liveCellUnet, { inputs: 1, steps: 8, own: { patchSize: 128 } });

interface PairedSize {
  inputs: 1 | 3;
  steps: number;
  /** What differs from the preset: a step that is too short to be timed well. */
  own?: Partial<PairedParameters>;
}

function pairedCase(recipe: Recipe, { inputs, steps, own }: PairedSize): RecipeCase {
  const parameters = { ...recipe.presets['quick'], ...own } as PairedParameters;
  const { batchSize, patchSize, levels } = parameters;
  if (patchSize === null) throw new RangeError('The comparison needs patches of one size.');
  const kind = kindOf(inputs, levels ?? 1);
  return {
    recipe: recipe.id,
    size: `${patchSize} px x ${batchSize}`,
    parameters: { ...parameters, inputs, outputs: 1 },
    steps,
    makeModel: (exact) => makePaired(exact ? { ...parameters, dropout: 0 } : parameters, kind, patchSize),
  };
}

function makePaired(parameters: PairedParameters, kind: PairKind, side: number): RecipeModel {
  const { batchSize, learningRate, averageDecay } = parameters;
  const model = new PairedModel({ parameters, kind, seed });
  const shape = (channels: number) => [batchSize, side, side, channels];
  const { input, target } = batchOf(batchSize * side * side, kind.inputs, kind.outputs);
  const batch = { input, target, inputShape: shape(kind.inputs), targetShape: shape(kind.outputs) };
  const { generator, discriminator } = model;
  return {
    counts: {
      generator: generator.parameterCount,
      ...(discriminator && { discriminator: discriminator.parameterCount }),
    },
    step: (index) => model.step(batch, { learningRate, averageDecay }, index),
    state: () => new Map([...model.program.export(), ['input', input], ['target', target]]),
    dispose: () => model.dispose(),
  };
}
