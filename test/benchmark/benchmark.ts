/** One line of `npm run benchmark`: medians in milliseconds; ratio = theirs / ours, above 1 is ahead. */
export interface Row {
  name: string;
  peer: string;
  ours: number;
  theirs: number;
  ratio: number;
}

/** A line that has no peer: a share of the time, which shall stay below its aim. */
export interface ShareRow {
  name: string;
  /** 0 to 1. */
  share: number;
  aim: number;
  /** What it was measured with. */
  detail: string;
}

export interface BenchmarkContext {
  /** Python of the environment that holds the peers. */
  python: string;
  /** Tells a person how far it is. */
  note(message: string): void;
  /** Recipes' steps by the processor's time with one thread, which other work on the machine disturbs little. */
  processorTime: boolean;
}

/** A comparison or a measurement; a new one is a file in this folder and a line in list.ts. */
export interface Benchmark {
  id: string;
  run(context: BenchmarkContext): Promise<(Row | ShareRow)[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/**
 * Times two things in turn, A B A B …, so that both see the same machine; the first round warms up.
 * @param ours and theirs run `steps` steps and give the milliseconds of each.
 */
export async function alternate(
  rounds: number,
  steps: number,
  ours: (steps: number) => Promise<number[]> | number[],
  theirs: (steps: number) => Promise<number[]>,
): Promise<{ ours: number; theirs: number; ratio: number }> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const a = await ours(steps);
    const b = await theirs(steps);
    if (round === 0) continue;
    times.ours.push(...a);
    times.theirs.push(...b);
  }
  const [a, b] = [median(times.ours), median(times.theirs)];
  return { ours: a, theirs: b, ratio: b / a };
}
