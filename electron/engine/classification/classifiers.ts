import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Parameters } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { parseParameters } from '../datasets/parse-parameters.ts';
import type { Network } from '../networks/network.ts';
import { smallClassifier } from '../networks/small-classifier.ts';
import { vgg16Classifier } from '../networks/vgg16-classifier.ts';
import { assignVgg16Weights, readVgg16Weights } from '../networks/vgg16-weights.ts';
import type { VariableStore } from '../runtime/variables.ts';

/** Of the particles of urine that the paper sorts. */
const paperClasses = 9;

const title = (
  text: string,
  description: string,
  more: { unit?: string; advanced?: boolean; path?: 'file' } = {},
) => ({
  title: text,
  description,
  ...more,
});

/** What every classifier is trained by. */
const training = {
  side: z.number().int().min(16).max(1024).meta(title('Image side', 'Images are resized to this.', { unit: 'px' })), // prettier-ignore
  epochs: z.number().int().min(1).max(1000).meta(title('Epochs', 'How often each image is seen.')),
  batchSize: z.number().int().min(1).max(256).meta(title('Batch', 'Images of one training step.')),
  learningRate: z.number().min(1e-7).max(0.1).meta(title('Learning rate', 'Of Adam.')),
  decay: z.boolean().meta(title('Decay', 'Lowers the learning rate to 0 along half a cosine.')),
  beta1: z
    .number()
    .min(0)
    .max(0.999)
    .meta(title('Adam’s beta 1', '0.8 in the paper.', { advanced: true })),
  flips: z.boolean().meta(title('Flips', 'Left and right, top and bottom, each by chance.')),
  rotations: z.boolean().meta(title('Rotations', 'By 0, 90, 180 or 270 degrees, by chance.')),
  classWeights: z
    .boolean()
    .meta(title('Class weights', 'Weighs the loss so that rare classes count as much as frequent ones.')),
  keepBest: z
    .boolean()
    .meta(title('Keep the best epoch', 'The one with the lowest validation loss; else the last one.')),
  folds: z
    .number()
    .int()
    .min(2)
    .max(10)
    .meta(title('Folds', 'Of the cross-validation: each holds one part of the images out, half as test.')),
  perClass: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .meta(title('Images per class', 'At most this many, drawn by the seed; 0: all.')),
};

/** Defaults over the fields above. */
function withDefaults(defaults: { [K in keyof typeof training]: z.output<(typeof training)[K]> }) {
  return Object.fromEntries(
    Object.entries(training).map(([key, field]) => [
      key,
      (field as z.ZodType).default(defaults[key as keyof typeof training]).meta(field.meta() ?? {}),
    ]),
  ) as { [K in keyof typeof training]: z.ZodDefault<(typeof training)[K]> };
}

/** The parameters that the training of every classifier knows. */
export type TrainingParameters = { [K in keyof typeof training]: z.output<(typeof training)[K]> };

export interface BuildClassifier {
  store: VariableStore;
  parameters: Parameters;
  channels: 1 | 3;
  classes: number;
}

/** A network with the way it is trained: an entry of the list below. */
export interface Classifier {
  id: string;
  title: string;
  description: string;
  paper: string | null;
  schema: z.ZodType<Record<string, unknown>>;
  presets: Record<string, Parameters>;
  /** What `build` makes at these parameters, for the list of networks: for colour images and the paper's classes. */
  network(parameters: Parameters): { id: string; parameters: Record<string, unknown> };
  /** Fails before hours of work where something is missing. @throws AbbeError invalid-input */
  check(parameters: Parameters): void;
  /** Makes the network below `classifier`, with the weights that it begins with. */
  build(options: BuildClassifier): Promise<Network>;
}

const smallSchema = z.strictObject({
  ...withDefaults({
    side: 64,
    epochs: 20,
    batchSize: 32,
    learningRate: 1e-3,
    decay: true,
    beta1: 0.9,
    flips: true,
    rotations: true,
    classWeights: true,
    keepBest: true,
    folds: 5,
    perClass: 300,
  }),
  baseChannels: z.number().int().min(1).max(64).default(16).meta(title('Base channels', 'Filters of the first block.', { advanced: true })), // prettier-ignore
  hidden: z.number().int().min(1).max(4096).default(64).meta(title('Hidden neurons', 'Of the first dense layer.', { advanced: true })), // prettier-ignore
  dropout: z.number().min(0).max(0.9).default(0.25).meta(title('Dropout', 'Part of the hidden neurons left out in each step.', { advanced: true })), // prettier-ignore
});

const small: Classifier = {
  id: 'small',
  title: 'Small network from scratch',
  description: 'Four convolution blocks, trained from scratch in minutes without any weights file.',
  paper: null,
  schema: smallSchema,
  presets: { quick: smallSchema.parse({}), thorough: { epochs: 60, perClass: 0 } },
  network(given) {
    const { baseChannels, hidden, dropout } = smallSchema.parse(given);
    return {
      id: smallClassifier.id,
      parameters: { channels: 3, classes: paperClasses, baseChannels, hidden, dropout },
    };
  },
  check: () => undefined,
  async build({ store, parameters, channels, classes }) {
    const { baseChannels, hidden, dropout } = smallSchema.parse(parameters);
    return smallClassifier.build(store, 'classifier', { channels, classes, baseChannels, hidden, dropout });
  },
};

const vggSchema = z.strictObject({
  ...withDefaults({
    side: 224,
    epochs: 20,
    batchSize: 16,
    learningRate: 1e-5,
    decay: false,
    beta1: 0.8,
    flips: true,
    rotations: true,
    classWeights: true,
    keepBest: false,
    folds: 5,
    perClass: 0,
  }),
  side: z.number().int().min(32).max(1024).multipleOf(32).default(224).meta(title('Image side', 'Images are resized to this, a multiple of 32.', { unit: 'px' })), // prettier-ignore
  hidden: z.number().int().min(1).max(4096).default(512).meta(title('Hidden neurons', '512 in the paper.')),
  weights: z
    .string()
    .default('')
    .meta(title('Weights', 'Keras’s VGG16 weights (.h5), which fine-tuning begins with.', { path: 'file' })),
  fromScratch: z.boolean().default(false).meta(title('From scratch', 'Trains without a weights file; far worse with few images.')), // prettier-ignore
});

const vgg: Classifier = {
  id: 'vgg16',
  title: 'VGG16, fine-tuned',
  description: 'The paper’s classifier: VGG16 with ImageNet’s weights from a file, and 512 hidden neurons.',
  paper: 'microgan-super-resolution',
  schema: vggSchema,
  presets: { paper: vggSchema.parse({}) },
  network(given) {
    const { side, hidden } = vggSchema.parse(given);
    return { id: vgg16Classifier.id, parameters: { classes: paperClasses, side, hidden } };
  },
  check(parameters) {
    const { weights, fromScratch } = vggSchema.parse(parameters);
    if (weights !== '' && !existsSync(weights)) {
      const message = `${weights} does not exist: give the path of VGG16’s Keras weights (.h5).`;
      throw new AbbeError('not-found', message, { file: weights });
    }
    if (weights !== '' || fromScratch) return;
    throw new AbbeError(
      'invalid-input',
      'Fine-tuning VGG16 needs ImageNet’s weights: give Keras’s file (.h5) as “weights”, set “fromScratch” to true to train without, or choose the small network.',
    );
  },
  async build({ store, parameters, classes }) {
    const { side, hidden, weights } = vggSchema.parse(parameters);
    const network = vgg16Classifier.build(store, 'classifier', { classes, side, hidden });
    if (weights !== '') {
      const values = await readVgg16Weights(weights, 'block5_conv3');
      assignVgg16Weights(store, 'classifier/features', values);
    }
    return network;
  },
};

/** Every classifier; the first is the default. */
export const classifiers: readonly Classifier[] = [small, vgg];

/** @throws AbbeError not-found */
export function findClassifier(id: string): Classifier {
  const found = classifiers.find((candidate) => candidate.id === id);
  if (found) return found;
  const known = classifiers.map((candidate) => candidate.id).join(', ');
  throw new AbbeError('not-found', `There is no classifier “${id}” (there are: ${known}).`);
}

/** All parameters of a classification: those given, the rest by default. @throws AbbeError invalid-input */
export function resolveClassifier(
  classifier: Classifier,
  given: Parameters,
): { parameters: Parameters; training: TrainingParameters } {
  const what = `The parameters of ${classifier.title}`;
  const parameters = parseParameters(what, classifier.schema, given) as Parameters;
  classifier.check(parameters);
  return { parameters, training: parameters as unknown as TrainingParameters };
}
