import { Adam } from '../../electron/engine/runtime/optimiser.ts';
import { biasAdd, instanceNorm, leakyRelu, relu } from '../../electron/engine/runtime/operations.ts';
import type { Program } from '../../electron/engine/runtime/program.ts';
import { createProgram } from '../../electron/engine/runtime/program.ts';
import type { Tensor, Tensor1D, Tensor4D } from '../../electron/engine/runtime/tensorflow.ts';
import { tf } from '../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../electron/engine/runtime/variables.ts';

/**
 * The U-Net that the speed comparison trains: 4x4 kernels of stride 2, five levels, instance norm, L1, Adam,
 * batch 1. The same network in PyTorch is peers/unet.py.
 */
export function makeUnet(size: number, base: number, mode: 'compiled' | 'op-by-op') {
  const store = new VariableStore(0);
  const net = buildUnet(store, base);
  const adam = new Adam(store, 'net/', { beta1: 0.5, epsilon: 1e-8 });
  const program: Program = createProgram({ variables: store, seed: 0, mode });
  const shape = [1, size, size, 3];
  program.define('step', {
    inputs: { x: { shape }, y: { shape }, learningRate: { shape: [] } },
    body: ({ x, y, learningRate }) => ({
      loss: adam.minimise(
        () => tf.mean(tf.abs(tf.sub(net(x as Tensor4D), y as Tensor))),
        learningRate as Tensor,
      ),
    }),
  });
  return {
    program,
    parameters: store.countParameters('net/'),
    dispose: () => (program.dispose(), store.dispose()),
  };
}

type Layer = (x: Tensor4D) => Tensor4D;

function buildUnet(store: VariableStore, base: number): Layer {
  const widths = [1, 2, 4, 8, 8].map((factor) => factor * base);
  const last = widths.length - 1;
  let channels = 3;
  const down = widths.map((width, level): Layer => {
    const convolve = convolution(store, `net/down${level}`, channels, width);
    const norm = level > 0 && level < last ? normalisation(store, `net/down${level}`, width) : identity;
    channels = width;
    return (x) => norm(convolve(level > 0 ? (leakyRelu(x, 0.2) as Tensor4D) : x));
  });
  const up = [...widths.keys()].reverse().map((level): Layer => {
    const width = level > 0 ? (widths[level - 1] as number) : 3;
    const convolve = transposed(store, `net/up${level}`, channels, width);
    const norm = level > 0 ? normalisation(store, `net/up${level}`, width) : (x: Tensor4D) => tf.tanh(x);
    channels = width * 2;
    return (x) => norm(convolve(relu(x) as Tensor4D));
  });
  return (image) => {
    const skips: Tensor4D[] = [];
    let x = image;
    for (const block of down) skips.push((x = block(x)));
    skips.pop();
    for (const block of up) {
      x = block(x);
      const skip = skips.pop();
      if (skip) x = tf.concat([x, skip], 3);
    }
    return x;
  };
}

const identity: Layer = (x) => x;

function convolution(store: VariableStore, name: string, inputs: number, outputs: number): Layer {
  const kernel = makeKernel(store, name, [4, 4, inputs, outputs]);
  const bias = makeVector(store, `${name}/bias`, outputs, 0);
  return (x) => biasAdd(tf.conv2d(x, kernel, 2, 'same'), bias);
}

function transposed(store: VariableStore, name: string, inputs: number, outputs: number): Layer {
  const kernel = makeKernel(store, name, [4, 4, outputs, inputs]);
  const bias = makeVector(store, `${name}/bias`, outputs, 0);
  return (x) => {
    const [batch, height, width] = x.shape;
    return biasAdd(tf.conv2dTranspose(x, kernel, [batch, 2 * height, 2 * width, outputs], 2, 'same'), bias);
  };
}

function normalisation(store: VariableStore, name: string, channels: number): Layer {
  const scale = makeVector(store, `${name}/scale`, channels, 1);
  const offset = makeVector(store, `${name}/offset`, channels, 0);
  return (x) => instanceNorm(x, scale, offset);
}

function makeKernel(store: VariableStore, name: string, shape: number[]): Tensor4D {
  return store.create(`${name}/kernel`, shape, {
    kind: 'normal',
    standardDeviation: 0.02,
  }) as unknown as Tensor4D;
}

function makeVector(store: VariableStore, name: string, length: number, value: number): Tensor1D {
  return store.create(name, [length], { kind: 'constant', value }) as unknown as Tensor1D;
}
