import type { LossPoint } from '../../electron/contract/events.ts';

/** The losses of one run, by name, over its steps. Steps rise; a resumed run overwrites what it takes again. */
export class LossSeries {
  readonly steps: number[] = [];
  readonly byName = new Map<string, number[]>();

  /** A series of points that were fetched, and of what `live` has beyond them. */
  static of(points: readonly LossPoint[], live = new LossSeries()): LossSeries {
    const series = new LossSeries();
    series.append(points);
    const last = series.lastStep ?? -1;
    series.append(
      live.steps.flatMap((step, index) => (step > last ? [{ step, values: live.#valuesAt(index) }] : [])),
    );
    return series;
  }

  get lastStep(): number | null {
    return this.steps[this.steps.length - 1] ?? null;
  }

  /** Adds points in order; a point at or before the last step drops everything from its step on. */
  append(points: readonly LossPoint[]): void {
    for (const point of points) {
      if (this.steps.length > 0 && point.step <= (this.lastStep ?? -1)) this.#dropFrom(point.step);
      const length = this.steps.length;
      this.steps.push(point.step);
      for (const [name, value] of Object.entries(point.values)) this.#column(name, length).push(value);
      // A loss that a step does not report stays a gap.
      for (const column of this.byName.values()) if (column.length === length) column.push(NaN);
    }
  }

  #column(name: string, length: number): number[] {
    let column = this.byName.get(name);
    if (!column) {
      column = new Array<number>(length).fill(NaN);
      this.byName.set(name, column);
    }
    return column;
  }

  #valuesAt(index: number): Record<string, number> {
    const known = [...this.byName].map(([name, column]) => [name, column[index] ?? NaN] as const);
    return Object.fromEntries(known.filter(([, value]) => Number.isFinite(value)));
  }

  #dropFrom(step: number): void {
    let keep = this.steps.length;
    while (keep > 0 && (this.steps[keep - 1] ?? 0) >= step) keep -= 1;
    this.steps.length = keep;
    for (const column of this.byName.values()) column.length = keep;
  }
}

/**
 * Exponential moving average with the start corrected as Adam does it, so that the first values are not pulled
 * to zero. Gaps stay gaps. @param weight share of the past, 0 (none) to below 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let average = 0;
  let norm = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    average = weight * average + (1 - weight) * value;
    norm *= weight;
    return average / (1 - norm);
  });
}
