import type { Network } from '../../networks/network.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { Size } from '../../training/buckets.ts';
import type { ExportedNetwork } from '../exported-network.ts';
import { asExported } from '../exported-network.ts';
import { buildNetwork, modelNetworks } from './networks.ts';
import type { MicroganParameters } from './parameters.ts';
import type { BatchShape, ShapedProgram } from './shaped-program.ts';
import { generatorPrefix } from '../weight-average.ts';

export interface ModelOptions {
  parameters: MicroganParameters;
  /** Of the images: 1 or 3. */
  channels: number;
  seed: number;
  mode?: 'compiled' | 'op-by-op' | undefined;
}

/** Makes results of padded images. */
export interface PaddedGenerator {
  channels: number;
  network: Network;
  /** Has a shape compiled with what is compiled next, instead of by itself. */
  prepare(bucket: Size): void;
  /** @param input (height, width, channels) in [-1, 1], @param mask (height, width): the image's part. */
  translate(bucket: Size, input: Float32Array, mask: Float32Array): Float32Array;
  /** One shape in which everything is image. */
  exported(bucket: Size): Pick<ExportedNetwork, 'run' | 'freeze'>;
}

/** The generator's variables in a store. */
export function buildGenerator(
  store: VariableStore,
  prefix: string,
  { parameters, channels }: Pick<ModelOptions, 'parameters' | 'channels'>,
  trainable: boolean,
): Network {
  return buildNetwork(store, prefix, modelNetworks(parameters, channels).generator, trainable);
}

/** The generator as entries of a program. */
export function paddedGenerator(program: ShapedProgram, network: Network, channels: number): PaddedGenerator {
  const shapeOf = (bucket: Size): BatchShape => ({ bucket, batch: 1, channels });
  const prepare = (bucket: Size): void => {
    const shape = shapeOf(bucket);
    if (program.has('translate', shape)) return;
    program.define('translate', shape, ['input', 'mask'], ({ input, mask }) => ({
      result: network.apply(input, mask),
    }));
  };
  return {
    channels,
    network,
    prepare,
    translate(bucket, input, mask) {
      prepare(bucket);
      return program.run('translate', shapeOf(bucket), { input, mask }, 0)['result'] as Float32Array;
    },
    exported(bucket) {
      prepare(bucket);
      const mask = new Float32Array(bucket.width * bucket.height).fill(1);
      const entry = program.nameOf('translate', shapeOf(bucket));
      return asExported(program.program, entry, { input: 'input', output: 'result' }, { mask });
    },
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

/** The image channels of stored weights: the first kernel is (side, side, channels, filters). */
export function channelsOf(
  variables: ReadonlyMap<string, Float32Array>,
  { model, generatorChannels }: MicroganParameters,
): number {
  const { layer, side } = firstLayers[model];
  const kernel = variables.get(`${generatorPrefix}/${layer}/kernel`);
  return (kernel?.length ?? 0) / (side ** 2 * generatorChannels);
}

const trimmed = { layer: 'encoder0', side: 3 };
const firstLayers: Record<MicroganParameters['model'], { layer: string; side: number }> = {
  microgan: trimmed,
  'microgan-fs': trimmed,
  'microgan-nt': { layer: 'encoder0a', side: 3 },
  deblurgan: { layer: 'first', side: 7 },
};
