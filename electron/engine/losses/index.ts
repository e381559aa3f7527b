import { bceGan } from './bce-gan.ts';
import { l1 } from './l1.ts';
import { l2 } from './l2.ts';
import type { AdversarialLossDefinition, ContentLossDefinition } from './loss.ts';
import { perceptualVgg } from './perceptual-vgg.ts';
import { structure } from './structure.ts';
import { wganGp } from './wgan-gp.ts';

/** Every loss between a prediction and its truth; a new one is one file and one line here. */
export const contentLosses: readonly ContentLossDefinition[] = [structure, l1, l2, perceptualVgg];

/** Every adversarial loss; a new one is one file and one line here. */
export const adversarialLosses: readonly AdversarialLossDefinition[] = [wganGp, bceGan];
