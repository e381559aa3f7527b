import { microganGenerator } from '../../networks/microgan-generator.ts';
import type { Network } from '../../networks/network.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { Size } from '../../training/buckets.ts';
import type { MicroganParameters } from './parameters.ts';
import type { ShapedProgram } from './shaped-program.ts';

export interface ModelOptions {
  parameters: MicroganParameters;
  /** Of the images: 1 or 3. */
  channels: number;
  seed: number;
  mode?: 'compiled' | 'op-by-op' | undefined;
}

/** Makes an image of one padded shape, (height, width, channels) in [-1, 1]; mask is (height, width). */
export type TranslatePadded = (bucket: Size, input: Float32Array, mask: Float32Array) => Float32Array;

export const generatorPrefix = 'generator';
export const averagePrefix = 'average/generator';

/** The generator's variables in a store. */
export function buildGenerator(
  store: VariableStore,
  prefix: string,
  { parameters, channels }: Pick<ModelOptions, 'parameters' | 'channels'>,
  trainable: boolean,
): Network {
  const { generatorChannels: baseChannels, output } = parameters;
  return microganGenerator.build(store, prefix, { channels, baseChannels, output }, { trainable });
}

/** The generator as an entry of a program. */
export function translateWith(program: ShapedProgram, generator: Network, channels: number): TranslatePadded {
  return (bucket, input, mask) => {
    const shape = { bucket, batch: 1, channels };
    const results = program.run('translate', shape, { input, mask }, 0, (tensors) => ({
      result: generator.apply(tensors.input, tensors.mask),
    }));
    return results['result'] as Float32Array;
  };
}

/** The weights that make results, out of all that training exports: the averages where there are any. */
export function generatorWeights(variables: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const [name, values] of variables) {
    if (name.startsWith(`${generatorPrefix}/`)) weights.set(name, variables.get(`average/${name}`) ?? values);
  }
  return weights;
}

/** The image channels of stored weights: the first kernel is (3, 3, channels, filters). */
export function channelsOf(variables: ReadonlyMap<string, Float32Array>, generatorChannels: number): number {
  const kernel = variables.get(`${generatorPrefix}/encoder0/kernel`);
  return (kernel?.length ?? 0) / (9 * generatorChannels);
}
