import * as h5wasm from 'h5wasm/node';
import type { Vgg16Layer } from '../../electron/engine/networks/vgg16.ts';
import { vgg16Until } from '../../electron/engine/networks/vgg16.ts';

/** Where a Keras file keeps a layer's two arrays. */
export interface KerasLayout {
  kernel: (layer: string) => string;
  bias: (layer: string) => string;
}

/** That of the files that Keras has handed out since 2016. */
export const layout2016: KerasLayout = {
  kernel: (layer) => `${layer}/${layer}_W_1:0`,
  bias: (layer) => `${layer}/${layer}_b_1:0`,
};

export const randomValues = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed) * 0.1);

export interface Vgg16FileOptions {
  until: Vgg16Layer;
  layout?: KerasLayout;
  /** Another shape for a layer's kernel, or none to leave it out. */
  change?: (layer: string, shape: number[]) => number[] | undefined;
}

/**
 * Writes VGG16's layers in full size with made-up values: `randomValues(…, i)` for the kernel and
 * `randomValues(…, i + 0.5)` for the bias of layer i.
 */
export async function writeVgg16File(file: string, options: Vgg16FileOptions): Promise<void> {
  const { until, layout = layout2016, change = (_layer, shape) => shape } = options;
  await h5wasm.ready;
  const target = new h5wasm.File(file, 'w');
  for (const [seed, { name: layer, inputs, outputs }] of vgg16Until(until).entries()) {
    const shape = change(layer, [3, 3, inputs, outputs]);
    if (shape) put(target, layout.kernel(layer), shape, seed);
    put(target, layout.bias(layer), [outputs], seed + 0.5);
  }
  target.close();
}

function put(target: h5wasm.File, path: string, shape: number[], seed: number): void {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const group = parts.slice(0, depth).join('/');
    if (target.get(group) === null) target.create_group(group);
  }
  const length = shape.reduce((a, b) => a * b, 1);
  target.create_dataset({ name: path, data: randomValues(length, seed), shape, dtype: '<f4' });
}
