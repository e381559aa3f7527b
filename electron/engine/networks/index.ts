import { deblurganGenerator } from './deblurgan-generator.ts';
import { maskGenerator } from './mask-generator.ts';
import { microganCritic } from './microgan-critic.ts';
import { microganFsCritic } from './microgan-fs.ts';
import { microganGenerator } from './microgan-generator.ts';
import { microganNtGenerator } from './microgan-nt.ts';
import type { NetworkDefinition } from './network.ts';
import { patchDiscriminator } from './patch-discriminator.ts';
import { pix2pixUnet } from './pix2pix-unet.ts';
import { progressiveDiscriminator } from './progressive-discriminator.ts';
import { progressiveGenerator } from './progressive-generator.ts';
import { progressiveTranslator } from './progressive-translator.ts';
import { skipPatchDiscriminator } from './skip-patch-discriminator.ts';
import { smallClassifier } from './small-classifier.ts';
import { vgg16Classifier } from './vgg16-classifier.ts';
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
  progressiveGenerator,
  progressiveDiscriminator,
  progressiveTranslator,
  microganFsCritic,
  microganNtGenerator,
  deblurganGenerator,
  smallClassifier,
  vgg16Classifier,
];
