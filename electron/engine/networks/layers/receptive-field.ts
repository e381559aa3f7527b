/** What a convolution, pooling or any other window has to do with receptive fields. */
export interface Window {
  /** Side of the window, in pixels of the layer's input. */
  size: number;
  stride: number;
}

/**
 * Side (px) of the square of input that one output value of a chain of layers sees: each layer adds its
 * window's side less one, times the step at which its input lies on the image (Araujo et al., Computing
 * receptive fields of convolutional neural networks, 2019).
 * @param path from the image to the output.
 */
export function receptiveField(path: readonly Window[]): number {
  let field = 1;
  let step = 1;
  for (const { size, stride } of path) {
    field += (size - 1) * step;
    step *= stride;
  }
  return field;
}

/** Distance (px) on the image between neighbouring output values of a chain of layers. */
export function totalStride(path: readonly Window[]): number {
  return path.reduce((step, { stride }) => step * stride, 1);
}
