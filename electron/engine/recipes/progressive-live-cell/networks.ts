import { progressiveDiscriminator } from '../../networks/progressive-discriminator.ts';
import type { ProgressiveCritic } from '../../networks/progressive-discriminator.ts';
import { progressiveGenerator } from '../../networks/progressive-generator.ts';
import { progressiveTranslator } from '../../networks/progressive-translator.ts';
import type { ProgressiveNetwork } from '../../networks/progressive/stages.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { RecipeNetwork } from '../recipe.ts';
import type { ProgressiveParameters } from './parameters.ts';

export const criticPrefix = 'critic';

const sizes = ({ resolution, finestChannels, maximumChannels }: ProgressiveParameters, channels: number) => ({
  resolution,
  channels,
  channelBudget: Math.max(4, finestChannels * resolution),
  maximumChannels,
});

/** The generator, over the variables below a prefix. */
export function buildGenerator(
  store: VariableStore,
  prefix: string,
  parameters: ProgressiveParameters,
  channels: number,
  trainable = true,
): ProgressiveNetwork {
  const own = { ...sizes(parameters, channels), skips: parameters.skips };
  return progressiveTranslator.build(store, prefix, own, { trainable }) as ProgressiveNetwork;
}

export function buildCritic(
  store: VariableStore,
  parameters: ProgressiveParameters,
  channels: number,
): ProgressiveCritic {
  return progressiveDiscriminator.build(
    store,
    criticPrefix,
    sizes(parameters, channels),
  ) as ProgressiveCritic;
}

/** Both as the list of networks has them, for greyscale images. */
export function progressiveNetworks(parameters: ProgressiveParameters): RecipeNetwork[] {
  return [
    { id: progressiveTranslator.id, parameters: { ...sizes(parameters, 1), skips: parameters.skips } },
    {
      id: progressiveDiscriminator.id,
      parameters: sizes(parameters, 1),
      published: '23,047,361',
    },
  ];
}

/** The generator of the paper's table, which makes images of noise and not of images (decision 0054). */
export function tableGenerator(parameters: ProgressiveParameters): RecipeNetwork {
  return {
    id: progressiveGenerator.id,
    parameters: sizes(parameters, 1),
    role: 'generator of the paper’s table',
    published: '23,039,303',
  };
}
