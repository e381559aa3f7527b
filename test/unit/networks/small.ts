/** Parameters that make a network small enough for a test, by its id; an empty entry takes the defaults. */
export const smallParameters: Record<string, Record<string, unknown>> = {
  'microgan-generator': { baseChannels: 4 },
  'microgan-critic': { baseChannels: 4 },
  vgg16: {},
};

/** Shapes of the input of networks that do not take (2, 16, 16, 3), by id. */
export const inputShapes: Record<string, number[]> = {};

/** Weights that `apply` leaves alone, such as the image layers of earlier growth stages, by id. */
export const idleWeights: Record<string, RegExp> = {};
