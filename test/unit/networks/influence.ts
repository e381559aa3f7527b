import type { Network } from '../../../electron/engine/networks/network.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { tf } from '../../../electron/engine/runtime/tensorflow.ts';

/** Where on the input one output pixel comes from. */
export interface Influence {
  top: number;
  left: number;
  height: number;
  width: number;
  /** Number of pixels with influence: height * width where all in between have some. */
  pixels: number;
}

/** The input pixels for which the gradient of output pixel (row, column) is not zero. */
export function influenceOn(network: Network, x: Tensor4D, row: number, column: number): Influence {
  return tf.tidy(() => {
    const pixel = (input: Tensor4D) => {
      const y = network.apply(input) as Tensor4D;
      return tf.sum(tf.slice(y, [0, row, column, 0], [1, 1, 1, y.shape[3]]));
    };
    const gradient = tf.grad((input) => pixel(input as Tensor4D))(x);
    const seen = tf.sum(tf.abs(gradient), [0, 3]).arraySync() as number[][];
    const rows = seen.flatMap((line, y) => (line.some((value) => value > 0) ? [y] : []));
    const columns = [...(seen[0] ?? [])].flatMap((_, x) =>
      seen.some((line) => (line[x] ?? 0) > 0) ? [x] : [],
    );
    const [top = NaN, bottom = NaN] = [rows[0], rows.at(-1)];
    const [left = NaN, right = NaN] = [columns[0], columns.at(-1)];
    return {
      top,
      left,
      height: bottom - top + 1,
      width: right - left + 1,
      pixels: seen.flat().filter((value) => value > 0).length,
    };
  }) as unknown as Influence;
}
