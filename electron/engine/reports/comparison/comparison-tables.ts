import type { ComparedRun, Comparison, Spread } from '../../../contract/comparison.ts';
import type { ImageScores } from '../../../contract/metric-methods.ts';
import { metrics } from '../../metrics/index.ts';
import type { ChartTable } from '../charts/chart.ts';

type Cell = string | number | null;

/** The numbers of a comparison as CSV files, by name. */
export function comparisonTables(comparison: Comparison): Record<string, ChartTable> {
  const { images, areas, runs } = comparison;
  return {
    'runs.csv': runTable(runs),
    ...(images.length > 0
      ? { 'images.csv': imageTable(comparison), 'tests.csv': testTable(comparison) }
      : {}),
    ...(areas ? { 'areas.csv': areaTable(comparison, areas) } : {}),
  };
}

function runTable(runs: readonly ComparedRun[]): ChartTable {
  const scored = metrics.filter(({ id }) => runs.some(({ scores }) => scores[id]));
  return {
    columns: [
      ...['name', 'run', 'recipe', 'preset', 'seed', 'steps', 'checkpoint', 'checkpoint step'],
      ...['generator parameters', 'all parameters', 'training seconds', 'seconds per image'],
      ...['best validation', 'at step', 'within 5 % of its best at step', 'at the common level at step'],
      ...scored.flatMap(({ id }) => [`${id} mean`, `${id} sd`, `${id} low`, `${id} high`]),
    ],
    rows: runs.map((run) => [
      ...[run.name, run.run, run.recipe, run.preset, run.seed, run.step, run.checkpoint, run.checkpointStep],
      ...[parametersOf(run, true), parametersOf(run, false), run.seconds, run.secondsPerImage],
      run.convergence?.best?.value ?? null,
      run.convergence?.best?.step ?? null,
      run.convergence?.withinFivePercent ?? null,
      run.convergence?.commonLevel ?? null,
      ...scored.flatMap(({ id }) => spreadCells(run.scores[id])),
    ]),
  };
}

/** Trainable parameters of what makes the images, or of everything that was trained. */
export function parametersOf({ networks }: Pick<ComparedRun, 'networks'>, generatorOnly: boolean): number {
  return networks
    .filter(({ role }) => !generatorOnly || role === 'generator')
    .reduce((sum, { parameters }) => sum + parameters, 0);
}

const spreadCells = (spread: Spread | undefined): Cell[] => [
  spread?.mean ?? null,
  spread?.sd ?? null,
  spread?.interval?.low ?? null,
  spread?.interval?.high ?? null,
];

/** The PSNR of an image without any error is infinite, which documents keep as no number. */
export function decibelsOf({ psnr, mae }: ImageScores): number | null {
  return psnr ?? (mae === 0 ? Infinity : null);
}

function scoreCells(scores: ImageScores | undefined): Cell[] {
  const all: Partial<ImageScores> = scores ? { ...scores, psnr: decibelsOf(scores) } : {};
  return metrics.map(({ id }) => all[id as keyof ImageScores] ?? null);
}

function imageTable({ images, runs }: Comparison): ChartTable {
  return {
    columns: ['image', 'file', 'group', 'of', 'run', ...metrics.map(({ id }) => id)],
    rows: images.flatMap(({ id, file, group, input, runs: scores }) => [
      [id, file, group, 'input', null, ...scoreCells(input)],
      ...runs.map(({ run, name }): Cell[] => [...[id, file, group, name, run], ...scoreCells(scores[run])]),
    ]),
  };
}

function testTable({ comparisons, runs }: Comparison): ChartTable {
  const nameOf = (id: string): string => runs.find(({ run }) => run === id)?.name ?? id;
  return {
    columns: [
      ...['metric', 'over', 'first', 'second', 'n', 'better', 'worse', 'equal', 'mean difference'],
      ...['low', 'high', 'p', 'p after Holm', 'effect size', 'method'],
    ],
    rows: comparisons.map((one) => [
      ...[
        one.metric,
        one.over,
        nameOf(one.first),
        nameOf(one.second),
        one.n,
        one.better,
        one.worse,
        one.equal,
      ],
      ...[one.meanDifference, one.interval?.low ?? null, one.interval?.high ?? null],
      ...[one.p, one.correctedP, one.effectSize, one.method],
    ]),
  };
}

function areaTable({ runs }: Comparison, { classes }: NonNullable<Comparison['areas']>): ChartTable {
  return {
    columns: ['class', 'of', 'mean part of the area', 'sd', 'low', 'high'],
    rows: classes.flatMap(({ name, real, runs: own }) => [
      [name, 'real', ...spreadCells(real)],
      ...runs.map(({ run, name: of }): Cell[] => [name, of, ...spreadCells(own[run])]),
    ]),
  };
}
