import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assignVgg16Weights, readVgg16Weights } from '../../../electron/engine/networks/vgg16-weights.ts';
import { vgg16 } from '../../../electron/engine/networks/vgg16.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import type { KerasLayout, Vgg16FileOptions } from '../../support/vgg16-file.ts';
import { layout2016, randomValues, writeVgg16File } from '../../support/vgg16-file.ts';

const last = 'block2_conv1';
const folder = mkdtempSync(join(tmpdir(), 'abbe-vgg-'));

const layouts: Record<string, KerasLayout> = {
  'of 2016': layout2016,
  'of Keras 2': {
    kernel: (layer) => `${layer}/${layer}/kernel:0`,
    bias: (layer) => `${layer}/${layer}/bias:0`,
  },
  'of a whole model': {
    kernel: (layer) => `model_weights/${layer}/${layer}/kernel:0`,
    bias: (layer) => `model_weights/${layer}/${layer}/bias:0`,
  },
};

/** Writes the layers that these tests need; returns the file. */
async function write(name: string, options: Omit<Vgg16FileOptions, 'until'> = {}): Promise<string> {
  const file = join(folder, name);
  await writeVgg16File(file, { until: last, ...options });
  return file;
}

beforeAll(async () => {
  await loadTensorFlow();
});

describe('VGG16 weights from a Keras file', () => {
  it.each(Object.keys(layouts))('are read in the layout %s', async (name) => {
    const file = await write(`${name}.h5`, { layout: layouts[name] as KerasLayout });
    const weights = await readVgg16Weights(file, last);
    expect([...weights.keys()]).toHaveLength(6);
    expect(weights.get('block2_conv1/kernel')).toEqual(randomValues(3 * 3 * 64 * 128, 2));
    expect(weights.get('block1_conv2/bias')).toEqual(randomValues(64, 1.5));
  });

  it('make the network compute what its definition says', async () => {
    const weights = await readVgg16Weights(await write('computed.h5'), last);
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = vgg16.build(store, 'vgg16', { until: last });
      assignVgg16Weights(store, 'vgg16', weights);
      expect(network.parameterCount).toBe(0);
      const x = tf.randomUniform([1, 6, 5, 3], -1, 1, 'float32', 3) as Tensor4D;
      const tensor = (name: string, shape: number[]) => tf.tensor(weights.get(name) as Float32Array, shape);
      const layer = (input: Tensor4D, name: string, shape: number[]): Tensor4D => {
        const sums = tf.conv2d(input, tensor(`${name}/kernel`, shape) as Tensor4D, 1, 'same');
        return tf.relu(tf.add(sums, tensor(`${name}/bias`, [shape[3] as number])));
      };
      const [red, green, blue] = tf.split(tf.mul(tf.add(x, 1), 127.5), 3, 3) as [
        Tensor4D,
        Tensor4D,
        Tensor4D,
      ];
      const bgr = tf.concat([tf.sub(blue, 103.939), tf.sub(green, 116.779), tf.sub(red, 123.68)], 3);
      const one = layer(
        layer(bgr as Tensor4D, 'block1_conv1', [3, 3, 3, 64]),
        'block1_conv2',
        [3, 3, 64, 64],
      );
      const expected = layer(tf.maxPool(one, 2, 2, 'valid'), 'block2_conv1', [3, 3, 64, 128]);
      const result = network.apply(x);
      expect(result.shape).toEqual([1, 3, 2, 128]);
      const scale = tf.max(tf.abs(expected)).arraySync() as number;
      expect(scale).toBeGreaterThan(0.1);
      expect((tf.max(tf.abs(tf.sub(result, expected))).arraySync() as number) / scale).toBeLessThan(1e-5);
      store.dispose();
    });
  });

  it('that are too small are refused with file, layer and both shapes', async () => {
    const change: Vgg16FileOptions['change'] = (layer, shape) =>
      layer === 'block1_conv2' ? [3, 3, 64, 32] : shape;
    const file = await write('shape.h5', { change });
    const error = /shape\.h5: block1_conv2 has the shape 3 x 3 x 64 x 32, not VGG16's 3 x 3 x 64 x 64/;
    await expect(readVgg16Weights(file, last)).rejects.toThrow(error);
  });

  it('that lack a layer are refused with file and layer', async () => {
    const change: Vgg16FileOptions['change'] = (layer, shape) =>
      layer === 'block2_conv1' ? undefined : shape;
    const file = await write('missing.h5', { change });
    await expect(readVgg16Weights(file, last)).rejects.toThrow(/missing\.h5 lacks block2_conv1\//);
  });

  it('that are no HDF5 or do not exist are refused with the file', async () => {
    const text = join(folder, 'text.h5');
    writeFileSync(text, 'not a weights file');
    await expect(readVgg16Weights(text, last)).rejects.toThrow(/text\.h5 is not an HDF5 file/);
    await expect(readVgg16Weights(join(folder, 'nowhere.h5'), last)).rejects.toThrow(
      /nowhere\.h5 does not exist/,
    );
  });
});
