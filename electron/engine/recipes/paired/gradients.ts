import type { Adam } from '../../runtime/optimiser.ts';
import type { Tensor } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';

export type LossTensors = { total: Tensor } & Record<string, Tensor>;

/** The losses that `compute` makes, and the gradients of `total` for an optimiser's variables. */
export function lossesAndGradients<L extends LossTensors>(
  adam: Adam,
  compute: () => L,
): { losses: L; gradients: Map<string, Tensor> } {
  let parts: [string, Tensor][] = [];
  const { gradients } = adam.gradients(() => {
    const computed = compute();
    // The gradient frees all but its result when it ends: kept until they are copied into this step's scope.
    parts = Object.entries(computed).map(([name, part]) => [name, tf.keep(part)]);
    return computed.total;
  });
  const copies = parts.map(([name, part]) => {
    const copy = tf.clone(part);
    part.dispose();
    return [name, copy];
  });
  return { losses: Object.fromEntries(copies) as L, gradients };
}
