import type * as TF from '@tensorflow/tfjs';
import { tensorTypes } from './binding.ts';
import type { NodeBackend } from './binding.ts';

/**
 * Gradients of Sum and Mean by TensorFlow's BroadcastTo. tfjs multiplies by a constant of ones as large as
 * what was summed, which a compiled step would carry along, and which TensorFlow 2.21's graph optimiser
 * rewrites into a Tile with a negative count where it lost track of a shape ("Expected multiples[0] >= 0").
 */
export function registerReductionGradients(tf: typeof TF): void {
  tf.registerKernel({
    kernelName: 'BroadcastTo',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => broadcast(tf, backend as NodeBackend, inputs, attrs),
  });
  for (const kernelName of ['Sum', 'Mean']) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, saved, attributes) => {
        const x = (saved as TF.Tensor[])[0] as TF.Tensor;
        const axes = tf.util.parseAxisParam((attributes as { axis: number | number[] }).axis, x.shape);
        const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
        const count =
          kernelName === 'Mean' ? axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1) : 1;
        return {
          x: () => {
            const share = tf.reshape(count === 1 ? (dy as TF.Tensor) : tf.div(dy as TF.Tensor, count), kept);
            const attrs = { shape: x.shape, inputShape: kept };
            return tf.engine().runKernel('BroadcastTo', { x: share }, attrs) as TF.Tensor;
          },
        };
      },
    });
  }
}

function broadcast(
  tf: typeof TF,
  backend: NodeBackend,
  inputs: TF.NamedTensorInfoMap,
  attributes: TF.NamedAttrMap | undefined,
): TF.TensorInfo {
  const { TF_ATTR_TYPE } = backend.binding;
  const shape = tf.tensor1d((attributes as { shape: number[] }).shape, 'int32');
  const result = backend.executeSingleOutput(
    'BroadcastTo',
    [
      { name: 'T', type: TF_ATTR_TYPE, value: tensorTypes.float32 },
      { name: 'Tidx', type: TF_ATTR_TYPE, value: tensorTypes.int32 },
    ],
    [inputs['x'] as TF.TensorInfo, shape],
  );
  shape.dispose();
  return result;
}
