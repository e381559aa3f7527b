import { maskGenerator } from './mask-generator.ts';
import { microganCritic } from './microgan-critic.ts';
import { microganGenerator } from './microgan-generator.ts';
import type { NetworkDefinition } from './network.ts';
import { patchDiscriminator } from './patch-discriminator.ts';
import { pix2pixUnet } from './pix2pix-unet.ts';
import { skipPatchDiscriminator } from './skip-patch-discriminator.ts';
import { vgg16 } from './vgg16.ts';

/** Every network; a new one is one file and one line here. */
export const networks: readonly NetworkDefinition[] = [
  microganGenerator,
  microganCritic,
  vgg16,
  maskGenerator,
  patchDiscriminator,
  skipPatchDiscriminator,
  pix2pixUnet,
];
