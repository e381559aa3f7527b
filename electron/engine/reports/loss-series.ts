import type { LossPoint } from '../../contract/events.ts';

/** Some neighbouring steps of one loss, drawn as one point with its range. */
export interface LossBin {
  /** First step of the bin. */
  step: number;
  mean: number;
  min: number;
  max: number;
}

export interface LossSeries {
  name: string;
  bins: LossBin[];
}

/** The named losses of a run, each in at most `count` bins of equally many points. */
export function lossSeries(points: readonly LossPoint[], count: number): LossSeries[] {
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))];
  return names.map((name) => {
    const own = points.flatMap(({ step, values }) => {
      const value = values[name];
      return value === undefined ? [] : [{ step, value }];
    });
    const size = Math.max(1, Math.ceil(own.length / count));
    const bins = Array.from({ length: Math.ceil(own.length / size) }, (_, i) =>
      binOf(own.slice(i * size, (i + 1) * size)),
    );
    return { name, bins };
  });
}

function binOf(points: { step: number; value: number }[]): LossBin {
  // Loops, as a long run has more points in a bin than a call may have arguments.
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const { value } of points) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { step: points[0]?.step ?? 0, mean: sum / points.length, min, max };
}
