import { maskGenerator } from '../../networks/mask-generator.ts';
import type { Network } from '../../networks/network.ts';
import { patchDiscriminator } from '../../networks/patch-discriminator.ts';
import { skipPatchDiscriminator } from '../../networks/skip-patch-discriminator.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { RecipeNetwork } from '../recipe.ts';
import type { EmMasksParameters } from './parameters.ts';

/** Of the paper's masks: mitochondria, membranes and what is neither. */
export const paperClasses = 3;

/** The two networks for masks of so many classes, the background among them, as the list of networks has them. */
export function maskNetworks(
  parameters: EmMasksParameters,
  classes: number,
): { generator: RecipeNetwork; discriminator: RecipeNetwork } {
  const { noiseChannels, generatorChannels, discriminator, discriminatorChannels, norm } = parameters;
  const shared = { channels: classes, baseChannels: discriminatorChannels, norm };
  return {
    generator: {
      id: maskGenerator.id,
      parameters: { noiseChannels, baseChannels: generatorChannels, classes },
    },
    discriminator:
      discriminator === 'skip-patch'
        ? { id: skipPatchDiscriminator.id, parameters: shared }
        : {
            id: patchDiscriminator.id,
            parameters: { ...shared, patch: discriminator === 'patch-16' ? 16 : 70 },
          },
  };
}

/** Those that the paper compares its own with. */
export function comparedDiscriminators(parameters: EmMasksParameters, classes: number): RecipeNetwork[] {
  return (['patch-16', 'patch-70'] as const).map((discriminator) => ({
    ...maskNetworks({ ...parameters, discriminator }, classes).discriminator,
    role: 'discriminator to compare with',
  }));
}

export function buildGenerator(
  store: VariableStore,
  prefix: string,
  parameters: EmMasksParameters,
  classes: number,
  trainable = true,
): Network {
  const { generator } = maskNetworks(parameters, classes);
  return maskGenerator.build(store, prefix, generator.parameters, { trainable });
}

export function buildDiscriminator(
  store: VariableStore,
  prefix: string,
  parameters: EmMasksParameters,
  classes: number,
): Network {
  const { discriminator } = maskNetworks(parameters, classes);
  const definition =
    discriminator.id === skipPatchDiscriminator.id ? skipPatchDiscriminator : patchDiscriminator;
  return definition.build(store, prefix, discriminator.parameters);
}
