import type * as TF from '@tensorflow/tfjs';

/**
 * Registers gradients that tfjs lacks and that a gradient of a gradient needs: comparisons, which are flat
 * almost everywhere, have gradient zero (the gradient of leakyRelu multiplies by one of them).
 */
export function registerMissingGradients(tf: typeof TF): void {
  for (const kernelName of ['Greater', 'GreaterEqual', 'Less', 'LessEqual']) {
    if (tf.getGradient(kernelName)) continue;
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, saved) => {
        const [a, b] = saved as [TF.Tensor, TF.Tensor];
        return { a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) };
      },
    });
  }
}
