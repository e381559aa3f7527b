import { graphsLoaded } from '../runtime/session.ts';
import type { Trainer, TrainingPhase } from './trainer.ts';

export interface MeasuredSteps {
  /** Seconds of the first step, in which it is compiled. */
  firstStep: number;
  /** Seconds of each step after it. */
  seconds: number[];
}

/**
 * Takes steps of a phase and tells how long each took. A step in which another shape of images was compiled is
 * taken again, and from then on every step is: a graph's first run at a shape is slow and says nothing of a run.
 * @param count of steps beside the first.
 * @param tell is called before each step and may throw.
 */
export async function measureSteps(
  trainer: Trainer,
  { first, steps }: Pick<TrainingPhase, 'first' | 'steps'>,
  count: number,
  tell: (done: number) => Promise<void>,
): Promise<MeasuredSteps> {
  const time = async (step: number): Promise<number> => {
    const start = performance.now();
    await trainer.step(step);
    return (performance.now() - start) / 1000;
  };
  await tell(0);
  const firstStep = await time(first);
  const graphs = graphsLoaded();
  const seconds: number[] = [];
  for (let done = 1; done <= count; done += 1) {
    await tell(done);
    const step = first + (done % steps);
    const once = await time(step);
    seconds.push(graphsLoaded() === graphs ? once : await time(step));
  }
  return { firstStep, seconds };
}
