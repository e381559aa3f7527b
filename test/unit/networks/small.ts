/** Parameters that make a network small enough for a test, by its id; an empty entry takes the defaults. */
export const smallParameters: Record<string, Record<string, unknown>> = {
  'microgan-generator': { baseChannels: 4 },
  'microgan-critic': { baseChannels: 4 },
  vgg16: {},
};
