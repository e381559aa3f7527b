import { microganCritic } from './microgan-critic.ts';
import { microganGenerator } from './microgan-generator.ts';
import type { NetworkDefinition } from './network.ts';
import { vgg16 } from './vgg16.ts';

/** Every network; a new one is one file and one line here. */
export const networks: readonly NetworkDefinition[] = [microganGenerator, microganCritic, vgg16];
