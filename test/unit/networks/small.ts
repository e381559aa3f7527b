const grown = { resolution: 16, channels: 3, channelBudget: 128, maximumChannels: 8 };

/** Parameters that make a network small enough for a test, by its id; an empty entry takes the defaults. */
export const smallParameters: Record<string, Record<string, unknown>> = {
  'microgan-generator': { baseChannels: 4 },
  'microgan-critic': { baseChannels: 4 },
  vgg16: {},
  'mask-generator': { baseChannels: 2 },
  'patch-discriminator': { baseChannels: 4 },
  'skip-patch-discriminator': { baseChannels: 4 },
  'pix2pix-unet': { baseChannels: 4, levels: 3 },
  'progressive-generator': { ...grown, latentSize: 8 },
  'progressive-discriminator': grown,
  'progressive-translator': grown,
  'microgan-fs-critic': { baseChannels: 4, side: 16, hidden: 8 },
  'microgan-nt-generator': { baseChannels: 2 },
  'deblurgan-generator': { baseChannels: 4, blocks: 2 },
  'small-classifier': { baseChannels: 4, hidden: 8 },
  'vgg16-classifier': { side: 32, hidden: 8, until: 'block2_conv2' },
};

/** Shapes of the input of networks that do not take (2, 16, 16, 3), by id. */
export const inputShapes: Record<string, number[]> = {
  'mask-generator': [2, 2, 2, 8],
  'progressive-generator': [2, 1, 1, 8],
  'vgg16-classifier': [2, 32, 32, 3],
};

/** Weights that `apply` leaves alone, such as the image layers of earlier growth stages, by id. */
export const idleWeights: Record<string, RegExp> = {
  'progressive-generator': /\/[48]\/to-image\//,
  'progressive-discriminator': /\/[48]\/from-image\//,
  'progressive-translator': /\/[48]\/(from|to)-image\//,
};
