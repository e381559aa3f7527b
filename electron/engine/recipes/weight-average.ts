import type { VariableStore } from '../runtime/variables.ts';
import type { Tensor } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';

/** Of a generator's weights, and of the moving averages of them that make results. */
export const generatorPrefix = 'generator';
export const averagePrefix = 'average/generator';

/**
 * The decay of the averages at a step: starts at 0, so that the first average is the weights themselves.
 * @param most what it rises to.
 */
export function averageDecayAt(step: number, most: number): number {
  return Math.min(most, step / (step + 9));
}

/** Moves each average towards its weight; without averages nothing. To be called inside a step. */
export function updateAverages(store: VariableStore, decay: Tensor): void {
  for (const name of store.names(`${averagePrefix}/`)) {
    const average = store.get(name);
    const weight = store.get(name.replace(averagePrefix, generatorPrefix));
    tf.tidy(() => average.assign(tf.add(weight, tf.mul(decay, tf.sub(average, weight)))));
  }
}
