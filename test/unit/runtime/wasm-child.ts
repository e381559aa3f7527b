import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { selfTest } from '../../../electron/engine/runtime/self-test.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { makeExperiment, ramp, runSteps } from './networks.ts';

// Run by wasm.test.ts under ABBE_RUNTIME=wasm: prints one JSON document.
const runtime = await loadTensorFlow();
const cases = [
  { size: [7, 6], kernel: 3, stride: 1, pad: 'same' },
  { size: [7, 6], kernel: 4, stride: 2, pad: 'same' },
  { size: [9, 8], kernel: 3, stride: 2, pad: 'valid' },
  { size: [8, 8], kernel: 4, stride: 2, pad: 'valid' },
] as const;

async function gradients(backend: string): Promise<number[][]> {
  await tf.setBackend(backend);
  return cases.map(({ size, kernel, stride, pad }) => {
    const x = tf.tensor4d(ramp(2 * size[0] * size[1] * 3, 0.37), [2, size[0], size[1], 3]);
    const filter = tf.tensor4d(ramp(kernel * kernel * 3 * 4, 0.71), [kernel, kernel, 3, 4]);
    const loss = (f: Tensor4D) => tf.sum(tf.square(tf.conv2d(x, f, stride, pad)));
    return [
      ...tf
        .grad(loss as never)(filter)
        .dataSync(),
    ];
  });
}

const { program } = makeExperiment('op-by-op');
await tf.setBackend('wasm');
const losses = ['regress', 'regress with dropout', 'criticise'].map((entry) => runSteps(program, entry, 3));
const test = await selfTest();
const result = {
  runtime,
  selfTest: test,
  losses,
  wasm: await gradients('wasm'),
  cpu: await gradients('cpu'),
};
process.stdout.write(JSON.stringify(result));
