import { microganNtGenerator } from '../../networks/microgan-nt.ts';
import type { Network } from '../../networks/network.ts';
import { patchDiscriminator } from '../../networks/patch-discriminator.ts';
import { pix2pixUnet } from '../../networks/pix2pix-unet.ts';
import { skipPatchDiscriminator } from '../../networks/skip-patch-discriminator.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { RecipeNetwork } from '../recipe.ts';
import type { PairKind } from './kind.ts';
import type { PairedParameters } from './parameters.ts';

type Shape = Pick<PairKind, 'inputs' | 'outputs' | 'levels'>;

const definitions = [pix2pixUnet, microganNtGenerator, patchDiscriminator, skipPatchDiscriminator];

/** The networks of an experiment as the list of networks has them; the discriminator sees the input as well. */
export function pairedNetworks(
  parameters: PairedParameters,
  { inputs, outputs, levels }: Shape,
): RecipeNetwork[] {
  const { generator, generatorChannels, norm, dropout, output, discriminator } = parameters;
  const unet: RecipeNetwork =
    generator === 'pix2pix-unet'
      ? {
          id: pix2pixUnet.id,
          parameters: {
            inputChannels: inputs,
            outputChannels: outputs,
            baseChannels: generatorChannels,
            levels,
            norm,
            dropout,
          },
        }
      : {
          id: microganNtGenerator.id,
          parameters: {
            channels: inputs,
            baseChannels: generatorChannels,
            output: output === 'residual' ? output : 'sigmoid',
          },
        };
  if (discriminator === 'none') return [unet];
  const shared = { channels: inputs + outputs, baseChannels: parameters.discriminatorChannels, norm };
  const judge: RecipeNetwork =
    discriminator === 'skip-patch'
      ? { id: skipPatchDiscriminator.id, parameters: shared }
      : {
          id: patchDiscriminator.id,
          parameters: { ...shared, patch: discriminator === 'patch-16' ? 16 : 70 },
        };
  return [unet, judge];
}

/**
 * Makes one of them in a store.
 * @throws AbbeError invalid-input where the generator cannot make such images.
 */
export function buildPaired(
  store: VariableStore,
  prefix: string,
  { id, parameters }: RecipeNetwork,
  trainable = true,
): Network {
  const definition = definitions.find((candidate) => candidate.id === id);
  if (!definition) throw new AbbeError('internal', `There is no network “${id}” for pairs.`);
  return definition.build(store, prefix, parameters, { trainable });
}

/** @throws AbbeError invalid-input where the whole U-Net, whose result is like its input, shall make another kind. */
export function requireSuited({ generator }: PairedParameters, { inputs, outputs }: Shape): void {
  if (generator === 'pix2pix-unet' || inputs === outputs) return;
  throw new AbbeError(
    'invalid-input',
    `The whole U-Net gives as many channels as it gets, and the inputs have ${inputs} and the targets ${outputs}: set generator to pix2pix-unet.`,
  );
}
