import { beforeAll, describe, expect, it } from 'vitest';
import { smallClassifier } from '../../../electron/engine/networks/small-classifier.ts';
import { vgg16Classifier } from '../../../electron/engine/networks/vgg16-classifier.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

describe('small classifier', () => {
  it('has the parameters that its layers add up to, and one logit a class', () => {
    const store = new VariableStore(1);
    const network = smallClassifier.build(store, 'net', { classes: 3 });
    const layers = [
      [9 * 3 + 1, 16],
      [9 * 16 + 1, 32],
      [9 * 32 + 1, 64],
      [9 * 64 + 1, 128],
      [128 + 1, 64],
      [64 + 1, 3],
    ];
    expect(network.parameterCount).toBe(layers.reduce((sum, [inputs = 0, n = 0]) => sum + inputs * n, 0));
    const logits = network.apply(tf.ones([2, 64, 64, 3]) as Tensor4D);
    expect(logits.shape).toEqual([2, 3]);
    store.dispose();
  });

  it('refuses images that its blocks would halve to nothing', () => {
    const store = new VariableStore(1);
    const network = smallClassifier.build(store, 'net', {});
    expect(() => network.apply(tf.ones([1, 15, 64, 3]) as Tensor4D)).toThrow(/64 x 15 px/);
    store.dispose();
  });
});

describe('VGG16 classifier', () => {
  it('flattens the features after the last maximum into the paper’s 512 neurons', () => {
    const store = new VariableStore(1);
    const network = vgg16Classifier.build(store, 'net', { side: 64, until: 'block3_conv3', classes: 9 });
    // 64 px are halved three times: 8 x 8 x 256 features.
    expect(store.get('net/hidden/kernel').shape).toEqual([8 * 8 * 256, 512]);
    expect(network.apply(tf.ones([1, 64, 64, 1]) as Tensor4D).shape).toEqual([1, 9]);
    expect(() => network.apply(tf.ones([1, 32, 64, 3]) as Tensor4D)).toThrow(/64 x 64 px here, not 64 x 32/);
    store.dispose();
  });

  it('trains its convolutions, and rests where nothing is to be trained', () => {
    const [free, frozen] = [new VariableStore(1), new VariableStore(1)];
    const parameters = { side: 32, until: 'block1_conv2', hidden: 8 };
    vgg16Classifier.build(free, 'net', parameters);
    expect([...free.trainable('net/').keys()]).toContain('net/features/block1_conv1/kernel');
    expect(vgg16Classifier.build(frozen, 'net', parameters, { trainable: false }).parameterCount).toBe(0);
    for (const store of [free, frozen]) store.dispose();
  });
});
