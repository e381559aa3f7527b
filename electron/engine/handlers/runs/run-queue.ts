import { AbbeError } from '../../../contract/errors.ts';
import type { Project } from '../../projects/project.ts';
import type { LiveRun, TrainingSetUp } from './live-run.ts';

/** A run whose turn comes. */
export interface Waiting extends TrainingSetUp {
  run: LiveRun;
}

/** The runs of all projects that wait, in the order of their turns; each run's record knows its place. */
export class RunQueue {
  #waiting: Waiting[] = [];

  /** The place that the next run gets; places rise and may have gaps. */
  get nextPlace(): number {
    return (this.#waiting.at(-1)?.run.record.queue ?? -1) + 1;
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  shift(): Waiting | undefined {
    return this.#waiting.shift();
  }

  /** Takes a run out; false where it does not wait. */
  remove(run: LiveRun): boolean {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((waiting) => waiting.run !== run);
    return this.#waiting.length < before;
  }

  /**
   * Puts a project's waiting runs in this order, on the places that they had together.
   * @throws AbbeError invalid-input unless the ids are those of all its waiting runs: one may have begun meanwhile.
   */
  async reorder(project: Project, ids: readonly string[]): Promise<void> {
    const mine = this.#waiting.filter(({ run }) => run.project.folder === project.folder);
    const inOrder = ids.map((id) => mine.find(({ run }) => run.record.id === id));
    if (inOrder.includes(undefined) || new Set(ids).size !== mine.length) {
      const waiting = mine.map(({ run }) => run.record.id).join(', ') || 'none';
      throw new AbbeError(
        'invalid-input',
        `The queue has changed; now wait: ${waiting}. Look and order it anew.`,
      );
    }
    const places = mine.map(({ run }) => run.record.queue ?? 0);
    const next = (inOrder as Waiting[]).values();
    this.#waiting = this.#waiting.map(
      (waiting) => (mine.includes(waiting) ? next.next().value : waiting) as Waiting,
    );
    await Promise.all((inOrder as Waiting[]).map(({ run }, i) => run.edit({ queue: places[i] ?? 0 })));
  }
}
