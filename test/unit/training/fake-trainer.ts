import type { Checkpoint } from '../../../electron/engine/training/checkpoint.ts';
import type { CheckpointStore } from '../../../electron/engine/training/checkpoint-folder.ts';
import type { PreviewImages, Trainer } from '../../../electron/engine/training/trainer.ts';

/** A trainer whose one weight counts its steps, for tests of what drives it. */
export class FakeTrainer implements Trainer {
  readonly totalSteps: number;
  readonly stepsPerEpoch = 4;
  readonly networks = [];
  readonly steps: number[] = [];
  weight = 0;
  /** Instead of the usual loss at a step. */
  lossAt: (step: number) => number = (step) => 1 / (step + 1);
  during: (step: number) => void = () => {};

  constructor(totalSteps: number) {
    this.totalSteps = totalSteps;
  }

  async step(index: number): Promise<Record<string, number>> {
    this.steps.push(index);
    this.weight += 1;
    this.during(index);
    return { content: this.lossAt(index) };
  }

  preview(): PreviewImages[] {
    return [];
  }

  translate(): never {
    throw new Error('not part of these tests');
  }

  export(): Map<string, Float32Array> {
    return new Map([['weight', Float32Array.of(this.weight)]]);
  }

  import(variables: ReadonlyMap<string, Float32Array>): void {
    this.weight = variables.get('weight')?.[0] ?? NaN;
  }

  dispose(): void {}
}

/** Keeps what is saved in memory. */
export class MemoryStore implements CheckpointStore {
  readonly saved: Checkpoint[] = [];

  async save(checkpoint: Checkpoint): Promise<void> {
    this.saved.push(checkpoint);
  }

  async latest(): Promise<Checkpoint | undefined> {
    return this.saved.at(-1);
  }
}
