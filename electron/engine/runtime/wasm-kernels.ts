import type * as TF from '@tensorflow/tfjs';

interface FilterGradientAttributes {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
}

/**
 * The gradient of a convolution's filter, which the WebAssembly backend lacks: for each tap of the filter, the
 * input seen through that tap times the output's gradient, as one matrix product. Channels last only.
 */
export function registerWasmConvolutionGradient(tf: typeof TF): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: TF.TensorInfo; dy: TF.TensorInfo };
      const engine = tf.engine();
      const input = engine.makeTensorFromTensorInfo(x) as TF.Tensor4D;
      const gradient = engine.makeTensorFromTensorInfo(dy) as TF.Tensor4D;
      return filterGradient(tf, input, gradient, attrs as unknown as FilterGradientAttributes);
    },
  });
}

function filterGradient(
  tf: typeof TF,
  x: TF.Tensor4D,
  dy: TF.Tensor4D,
  { strides, pad, dimRoundingMode, filterShape }: FilterGradientAttributes,
): TF.Tensor {
  const { padInfo, strideHeight, strideWidth, outHeight, outWidth, batchSize } =
    tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const [taps, tapsAcross, inChannels, outChannels] = filterShape;
  return tf.tidy(() => {
    const rowsNeeded = (outHeight - 1) * strideHeight + taps;
    const columnsNeeded = (outWidth - 1) * strideWidth + tapsAcross;
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, Math.max(0, rowsNeeded - x.shape[1] - padInfo.top)],
      [padInfo.left, Math.max(0, columnsNeeded - x.shape[2] - padInfo.left)],
      [0, 0],
    ]);
    const flatGradient = tf.reshape(dy, [-1, outChannels]);
    const products: TF.Tensor[] = [];
    for (let row = 0; row < taps; row++) {
      for (let column = 0; column < tapsAcross; column++) {
        const seen = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [
            batchSize,
            row + (outHeight - 1) * strideHeight + 1,
            column + (outWidth - 1) * strideWidth + 1,
            inChannels,
          ],
          [1, strideHeight, strideWidth, 1],
        );
        products.push(tf.matMul(tf.reshape(seen, [-1, inChannels]), flatGradient, true, false));
      }
    }
    return tf.reshape(tf.stack(products), filterShape);
  });
}
