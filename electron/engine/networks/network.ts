import type { z } from 'zod';
import type { StepRandom } from '../runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';

export type NetworkRole = 'generator' | 'critic' | 'discriminator' | 'features' | 'classifier';

/** A network built over a store's variables. */
export interface Network {
  /**
   * Differentiable twice where the role is critic.
   * @param x float32 (batch, height, width, channels), any height and width, images at the top left.
   * @param mask (batch, height, width, 1), 1 on the image and 0 on the padding beside and below it; what comes
   *   out inside the mask is what the image alone would give. Without it everything is image.
   * @param random where given, dropout draws from it; without it nothing is dropped.
   * @returns generator: an image like x. critic: (batch). features: (batch, height', width', channels').
   *   discriminator: a map of logits, (batch, height', width', 1), one a patch. classifier: logits, (batch, classes).
   * @throws RangeError where the network cannot take images of these sizes, with what to do.
   */
  apply(x: Tensor4D, mask?: Tensor4D, random?: StepRandom): Tensor;
  /** Sides of padded images are best multiples of this; tiles must begin at multiples of it. */
  readonly stride: number;
  /** No output pixel depends on input farther away than this (px); Infinity where all depends on all. */
  readonly receptiveRadius: number;
  /** Number of trainable parameters. */
  readonly parameterCount: number;
}

export interface BuildOptions {
  /** False for weights that no optimiser touches, such as averages and frozen networks. */
  trainable?: boolean;
}

/** A kind of network: one file here and one line in index.ts. */
export interface NetworkDefinition<N extends Network = Network> {
  id: string;
  title: string;
  role: NetworkRole;
  paper: string;
  /** False where images are of fixed or whole-multiple sizes and `apply` takes no mask; else any size goes. */
  masks?: boolean;
  /** Refuses unknown keys and fills defaults. */
  schema: z.ZodType<Record<string, unknown>>;
  /**
   * Sides (px) of the patches that one output value sees, a number for each path through the network, where that is
   * its point. They are those of the convolutions: statistics of a normalisation layer are of the whole image.
   * @throws ZodError where the parameters do not fit the schema.
   */
  receptiveFields?(parameters: unknown): number[];
  /**
   * Makes the variables below `prefix` (which ends without a slash).
   * @throws ZodError where the parameters do not fit the schema.
   */
  build(store: VariableStore, prefix: string, parameters: unknown, options?: BuildOptions): N;
}

/** A definition whose `build` gets parameters that the schema has checked. */
export function defineNetwork<P extends Record<string, unknown>, N extends object = object>(
  definition: Omit<NetworkDefinition, 'schema' | 'build' | 'receptiveFields'> & {
    schema: z.ZodType<P>;
    receptiveFields?(parameters: P): number[];
    build(
      store: VariableStore,
      prefix: string,
      parameters: P,
      options: BuildOptions,
    ): Omit<Network, 'parameterCount'> & N;
  },
): NetworkDefinition<Network & N> {
  const { schema, build, receptiveFields, ...rest } = definition;
  return {
    ...rest,
    schema,
    ...(receptiveFields && { receptiveFields: (parameters) => receptiveFields(schema.parse(parameters)) }),
    build(store, prefix, parameters, options = {}) {
      const network = build(store, prefix, schema.parse(parameters), options);
      return { ...network, parameterCount: store.countParameters(`${prefix}/`) };
    },
  };
}
