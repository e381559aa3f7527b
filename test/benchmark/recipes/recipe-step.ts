import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStepRandom } from '../../../electron/engine/runtime/step-random.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts';
import { alternate } from '../benchmark.ts';
import { Peer } from '../peer.ts';

/** A recipe's own model at one batch. */
export interface RecipeModel {
  /** Trainable parameters by network. */
  counts: Record<string, number>;
  /** One full training step, as the recipe's trainer makes it. @returns its losses. */
  step(index: number): Record<string, number>;
  /** Weights and the batch, by the names that the peer reads. */
  state(): Map<string, Float32Array>;
  dispose(): void;
}

/** A recipe's step beside the same step in PyTorch. */
export interface RecipeCase {
  /** The peer is peers/RECIPE.py. */
  recipe: string;
  size: string;
  /** Of the recipe, and the shapes that the peer needs. */
  parameters: Record<string, unknown>;
  /** Steps a round. */
  steps: number;
  /** Random numbers that a step draws: at which position, and what. Dropout is not among them. */
  draws?: { kind: 'uniform' | 'normal'; shape: number[]; positions(index: number): number[] };
  /** @param exact without dropout, to be compared with the peer. */
  makeModel(exact: boolean): RecipeModel;
}

const rounds = 6;
const checkedSteps = 3;
export const seed = 0;

/** A benchmark of one row: the compiled step against PyTorch's, once both have given the same losses. */
export function recipeBenchmark(recipe: string, makeCase: () => RecipeCase): Benchmark {
  return {
    id: `train-${recipe}`,
    async run(context) {
      if (context.processorTime) process.env['TF_NUM_INTRAOP_THREADS'] = '1';
      if (context.processorTime) process.env['TF_NUM_INTEROP_THREADS'] = '1';
      await loadTensorFlow();
      const folder = mkdtempSync(join(tmpdir(), 'abbe-benchmark-'));
      try {
        return [await compare(makeCase(), context, join(folder, 'state'))];
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

async function compare(
  of: RecipeCase,
  { python, note, processorTime }: BenchmarkContext,
  file: string,
): Promise<Row> {
  note(`${of.recipe} ${of.size}`);
  const expected = runExact(of, file);
  const peer = new Peer(python, `${of.recipe}.py`, [
    JSON.stringify({ ...of.parameters, checkedSteps, processorTime }),
    file,
  ]);
  const model = of.makeModel(false);
  try {
    const { parameters, format } = JSON.parse(await peer.line()) as PeerAnswer;
    requireEqualCounts(of.recipe, model.counts, parameters);
    requireEqualLosses(of.recipe, expected, (await peer.ask('losses')) as Record<string, number>[]);
    const clock = processorTime ? processorClock : () => performance.now();
    let index = checkedSteps;
    const ours = (count: number): number[] =>
      Array.from({ length: count }, () => {
        const start = clock();
        model.step(index++);
        return clock() - start;
      });
    const times = await alternate(rounds, of.steps, ours, (count) => peer.steps(count));
    const name = `${of.recipe} ${of.size}, step${processorTime ? ' (processor time)' : ''}`;
    return { name, peer: `PyTorch 2.13 CPU, ${format}`, ...times };
  } finally {
    await peer.close();
    model.dispose();
  }
}

/** Of this process, in milliseconds. */
function processorClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface PeerAnswer {
  parameters: Record<string, number>;
  /** Of its images in memory: whichever was faster. */
  format: string;
}

/** Writes the state of a new model, with the random numbers of its first steps. @returns the losses of those. */
function runExact(of: RecipeCase, file: string): Record<string, number>[] {
  const model = of.makeModel(true);
  try {
    const state = model.state();
    for (const [position, values] of drawAll(of)) state.set(`draw/${position}`, values);
    writeState(file, state);
    return Array.from({ length: checkedSteps }, (_, index) => model.step(index));
  } finally {
    model.dispose();
  }
}

/** What the first steps draw, by position. */
function drawAll({ draws }: RecipeCase): [position: number, values: Float32Array][] {
  if (!draws) return [];
  const { kind, shape, positions } = draws;
  const steps = Array.from({ length: checkedSteps }, (_, index) => positions(index));
  return steps.flat().map((position) => {
    const values = tf.tidy(() => {
      const random = createStepRandom(tf.tensor1d([seed, position], 'int32'));
      return random[kind](shape).dataSync() as Float32Array;
    });
    return [position, values];
  });
}

/** A line of JSON, [name, length] each, then the float32 values. */
function writeState(file: string, state: ReadonlyMap<string, Float32Array>): void {
  const lengths = [...state].map(([name, values]) => [name, values.length]);
  const bytes = [...state.values()].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  writeFileSync(file, Buffer.concat([Buffer.from(`${JSON.stringify(lengths)}\n`), ...bytes]));
}

function requireEqualCounts(
  recipe: string,
  ours: Record<string, number>,
  theirs: Record<string, number>,
): void {
  for (const [network, count] of Object.entries(ours)) {
    if (theirs[network] === count) continue;
    throw new Error(`${recipe}: our ${network} has ${count} parameters, theirs ${theirs[network]}.`);
  }
}

/** Losses after updates are equal only if gradients and optimisers are. */
function requireEqualLosses(
  recipe: string,
  ours: Record<string, number>[],
  theirs: Record<string, number>[],
): void {
  theirs.forEach((losses, step) => {
    for (const [name, theirLoss] of Object.entries(losses)) {
      const ourLoss = ours[step]?.[name] ?? NaN;
      if (Math.abs(ourLoss - theirLoss) <= 1e-3 * (1 + Math.abs(theirLoss))) continue;
      throw new Error(`${recipe}, step ${step}: our loss "${name}" is ${ourLoss}, theirs ${theirLoss}.`);
    }
  });
}
