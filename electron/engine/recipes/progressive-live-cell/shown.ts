import { stagesUpTo } from '../../networks/progressive/stages.ts';
import type { Tensor } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { Shown } from './generator.ts';

const name = 'growth/shown';

/**
 * Keeps how far the networks have grown among the variables, so that stored weights say which blocks make results.
 * @returns notes the stage and alpha of a step, inside a compiled one.
 */
export function keepShown(
  store: VariableStore,
  { stage, alpha }: Shown,
): (stage: number, alpha: Tensor) => void {
  const values = Float32Array.of(stage, alpha);
  const variable = store.create(name, [2], { kind: 'values', values }, false);
  return (now, weight) => tf.tidy(() => variable.assign(tf.stack([tf.scalar(now), weight])));
}

export const isShownVariable = (variable: string): boolean => variable === name;

/** As stored variables say it; null where they hold none that makes sense. */
export function shownOf(variables: ReadonlyMap<string, Float32Array>, resolution: number): Shown | null {
  const [stage = NaN, alpha = NaN] = variables.get(name) ?? [];
  const sensible = Number.isInteger(stage) && stage >= 0 && stage < stagesUpTo(resolution);
  return sensible && alpha >= 0 && alpha <= 1 ? { stage, alpha } : null;
}
