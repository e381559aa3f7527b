const remembered = 100;
const needed = 5;

/** Measures steps alone, so that pauses, previews and checkpoints do not count. */
export class StepClock {
  readonly #durations: number[] = [];
  #seconds: number;

  /** @param seconds of training before this clock started. */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  get seconds(): number {
    return this.#seconds;
  }

  /** Of recent steps; 0 before the first. */
  get stepsPerSecond(): number {
    const typical = this.#typical();
    return typical > 0 ? 1 / typical : 0;
  }

  async measure<T>(step: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await step();
    const seconds = (performance.now() - start) / 1000;
    this.#seconds += seconds;
    this.#durations.push(seconds);
    if (this.#durations.length > remembered) this.#durations.shift();
    return result;
  }

  /** Expected seconds for a number of steps; null until a few are measured. */
  secondsFor(steps: number): number | null {
    return this.#durations.length < needed ? null : steps * this.#typical();
  }

  /** Mean without the slowest tenth: the first step at each size compiles and says nothing of the rest. */
  #typical(): number {
    const sorted = this.#durations.toSorted((a, b) => a - b);
    const usual = sorted.slice(0, Math.max(1, Math.floor(sorted.length * 0.9)));
    return usual.length ? usual.reduce((sum, value) => sum + value, 0) / usual.length : 0;
  }
}
