import { AbbeError } from '../../../contract/errors.ts';
import type { EngineContext } from '../context.ts';

/**
 * Says no to what would share processors and memory with a run.
 * @param why what would suffer, as the end of “A run is being trained, …”.
 * @throws AbbeError invalid-input while a run trains.
 */
export function refuseWhileTraining({ runs }: Pick<EngineContext, 'runs'>, why: string): void {
  if (!runs.isTraining) return;
  throw new AbbeError('invalid-input', `A run is being trained, ${why}: stop it or wait for it.`);
}
