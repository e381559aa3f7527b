import { existsSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import * as h5wasm from 'h5wasm/node';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import type { Vgg16Layer } from './vgg16.ts';
import { vgg16Until } from './vgg16.ts';

/** Values by name below the network's prefix, for example `block1_conv1/kernel`. */
export type Vgg16Weights = Map<string, Float32Array>;

/**
 * Reads the VGG16 weights of a Keras .h5 file, with or without its dense layers. Both layouts in circulation
 * are known: `block1_conv1/block1_conv1_W_1:0` (2016) and `block1_conv1/block1_conv1/kernel:0`, and either
 * below `model_weights`, where the whole model was saved.
 * @throws RangeError naming file and layer where the file is missing, is no HDF5, or lacks or misshapes a layer.
 */
export async function readVgg16Weights(file: string, until: Vgg16Layer): Promise<Vgg16Weights> {
  if (!existsSync(file))
    throw new RangeError(`${file} does not exist: give the path of VGG16's Keras weights.`);
  const source = await open(file);
  try {
    const weights: Vgg16Weights = new Map();
    for (const { name, inputs, outputs } of vgg16Until(until)) {
      weights.set(`${name}/kernel`, read(source, file, name, kernelNames, [3, 3, inputs, outputs]));
      weights.set(`${name}/bias`, read(source, file, name, biasNames, [outputs]));
    }
    return weights;
  } finally {
    source.close();
  }
}

/** Puts weights into a network built below `prefix`, before its store is first used by a program. */
export function assignVgg16Weights(store: VariableStore, prefix: string, weights: Vgg16Weights): void {
  for (const [name, values] of weights) {
    const variable = store.get(`${prefix}/${name}`);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, 'float32')));
  }
}

const kernelNames = (layer: string): string[] => [`${layer}_W_1:0`, `${layer}/kernel:0`, 'kernel:0'];
const biasNames = (layer: string): string[] => [`${layer}_b_1:0`, `${layer}/bias:0`, 'bias:0'];

/** What every HDF5 file begins with; looked at first, because HDF5 itself fills stderr about other files. */
const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

async function open(file: string): Promise<h5wasm.File> {
  const refuse = (cause: unknown): never => {
    throw new RangeError(`${file} is not an HDF5 file: give VGG16's Keras weights (.h5).`, { cause });
  };
  const handle = await openFile(file);
  const { buffer } = await handle.read(Buffer.alloc(signature.length), 0, signature.length, 0);
  await handle.close();
  if (!buffer.equals(signature)) refuse(undefined);
  await h5wasm.ready;
  try {
    return new h5wasm.File(file, 'r');
  } catch (error) {
    return refuse(error);
  }
}

function read(
  source: h5wasm.File,
  file: string,
  layer: string,
  names: (layer: string) => string[],
  shape: number[],
): Float32Array {
  const paths = names(layer).flatMap((name) => [`${layer}/${name}`, `model_weights/${layer}/${name}`]);
  const found = paths.map((path) => source.get(path)).find((entity) => entity instanceof h5wasm.Dataset);
  if (!(found instanceof h5wasm.Dataset)) {
    throw new RangeError(`${file} lacks ${paths[0]}: it does not hold VGG16's weights as Keras writes them.`);
  }
  const actual = found.shape ?? [];
  if (actual.join() !== shape.join()) {
    throw new RangeError(
      `${file}: ${layer} has the shape ${actual.join(' x ')}, not VGG16's ${shape.join(' x ')}.`,
    );
  }
  const { value } = found;
  if (!(value instanceof Float32Array))
    throw new RangeError(`${file}: ${layer} does not hold 32-bit floats.`);
  return value;
}
