import { AbbeError } from '../../../contract/errors.ts';
import { networks } from '../../networks/index.ts';
import type { Network } from '../../networks/network.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { RecipeNetwork } from '../recipe.ts';
import type { MicroganParameters } from './parameters.ts';
import { microganPresets, microganSchema } from './parameters.ts';

/** What table 3 of the paper prints, for whom (decision 0052). */
const published: Record<MicroganParameters['model'], string> = {
  microgan: '3.063 M: MicroGAN, generator and critic',
  'microgan-fs': '3.132 M: MicroGAN-FS, generator and critic',
  'microgan-nt': '19.974 M: MicroGAN-NT, generator and critic',
  deblurgan: '11.401 M: DeblurGAN, generator alone',
};

interface ModelNetworks {
  generator: RecipeNetwork;
  critic: RecipeNetwork;
}

/**
 * The networks of an experiment (decision 0057): FS differs from MicroGAN in its critic, NT and DeblurGAN in
 * their generators.
 */
export function modelNetworks(parameters: MicroganParameters, channels: number): ModelNetworks {
  const { model, output, fixedSide: side } = parameters;
  const generator = { channels, baseChannels: parameters.generatorChannels };
  const critic = { channels, baseChannels: parameters.criticChannels };
  const trimmed = { id: 'microgan-generator', parameters: { ...generator, output } };
  const anySize = { id: 'microgan-critic', parameters: critic };
  switch (model) {
    case 'microgan':
      return { generator: trimmed, critic: anySize };
    case 'microgan-fs':
      return {
        generator: trimmed,
        critic: { id: 'microgan-fs-critic', parameters: { ...critic, side } },
      };
    case 'microgan-nt':
      return {
        generator: { id: 'microgan-nt-generator', parameters: { ...generator, output } },
        critic: anySize,
      };
    case 'deblurgan':
      return { generator: { id: 'deblurgan-generator', parameters: generator }, critic: anySize };
  }
}

/** Makes one of them in a store. */
export function buildNetwork(
  store: VariableStore,
  prefix: string,
  { id, parameters }: RecipeNetwork,
  trainable: boolean,
): Network {
  const definition = networks.find((candidate) => candidate.id === id);
  if (!definition) throw new AbbeError('internal', `There is no network “${id}”.`);
  return definition.build(store, prefix, parameters, { trainable });
}

/** What the paper's content loss looks through; trained on ImageNet, and frozen. */
const perceptual: RecipeNetwork = { id: 'vgg16', parameters: {}, role: 'perceptual loss' };

/** The networks at a preset for colour photos; beside the paper's own also those that table 3 compares it with. */
export function microganNetworks(preset: string): RecipeNetwork[] {
  if (preset !== 'paper') return networksOf(preset);
  const others = ['paper-fs', 'paper-nt', 'paper-deblurgan'].flatMap(networksOf);
  const own = networksOf(preset);
  return [...own, perceptual, ...others.filter(({ id }) => own.every((network) => network.id !== id))];
}

function networksOf(preset: string): RecipeNetwork[] {
  const parameters = microganSchema.parse(microganPresets[preset] ?? {});
  const { generator, critic } = modelNetworks(parameters, 3);
  if (!preset.startsWith('paper')) return [generator, critic];
  const counted = { ...generator, published: published[parameters.model] };
  // The paper counts the critic for its own models and not for DeblurGAN.
  if (parameters.model === 'deblurgan') return [counted, critic];
  return [counted, { ...critic, published: published[parameters.model] }];
}
