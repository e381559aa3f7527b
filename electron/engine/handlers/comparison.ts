import { resolve } from 'node:path';
import type { z } from 'zod';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { ComparedRun, Comparison } from '../../contract/comparison.ts';
import type { methods } from '../../contract/methods.ts';
import { groupNames } from '../datasets/item-groups.ts';
import { writeComparison } from '../reports/comparison/write-comparison.ts';
import type { ComparisonExample } from '../reports/comparison/comparison-content.ts';
import { findCommonItems } from './comparison/common-items.ts';
import { compareConvergence } from './comparison/convergence.ts';
import { exampleImages } from './comparison/examples.ts';
import { findRuns, inequalities } from './comparison/find-runs.ts';
import type { FoundRun } from './comparison/find-runs.ts';
import { generateRuns } from './comparison/generate-runs.ts';
import { comparisonSummary } from './comparison/in-words.ts';
import type { Performance } from './comparison/score-runs.ts';
import { scoreRuns } from './comparison/score-runs.ts';
import { compareRuns, spreadsOf } from './comparison/score-tables.ts';
import type { EngineContext } from './context.ts';
import { featureProgress, withNetwork } from './runs/evaluate.ts';
import type { PatchNetwork } from './runs/evaluation/patch-distribution.ts';
import { taskProgress } from './task-progress.ts';

type Request = Omit<z.output<(typeof methods)['comparison.make']['payload']>, 'vggWeights'> & {
  /** For the kernel distance, where its weights were given. */
  network: PatchNetwork | null;
};
/** What a task finds out; the rest is the same for both. */
type Found = Pick<
  Comparison,
  'dataRange' | 'images' | 'inputScores' | 'comparisons' | 'distribution' | 'areas'
> & {
  runs: ComparedRun[];
  warnings: string[];
  examples: ComparisonExample[];
};

const cancelled = (): string => 'Cancelled; no comparison was written.';

export function comparisonHandlers(context: EngineContext): Pick<Handlers, 'comparison.make'> {
  return {
    'comparison.make': async ({ split = 'test', images = 64, seed = 1, vggWeights, ...payload }, call) => {
      const { runs, task } = await findRuns(context, payload.runs);
      const request = { ...payload, split, images, seed, output: resolve(payload.output) };
      const compareAll = task === 'generation' ? compareGenerations : compareTranslations;
      const weights = vggWeights ? resolve(vggWeights) : null;
      const found = await withNetwork(weights, (network) =>
        compareAll(context, runs, { ...request, network }, call),
      );
      const { examples, warnings, ...rest } = found;
      const [first] = runs as [FoundRun];
      const comparison: Comparison = {
        ...{ format: 'abbe-comparison', version: 1, created: new Date().toISOString(), task, split },
        dataset: { id: first.dataset.id, name: first.dataset.name },
        ...rest,
        validationInput: first.record.validation?.input ?? {},
        summary: comparisonSummary(rest),
        warnings: [...inequalities(runs), ...warnings],
        ...{ page: '', files: [] },
      };
      return writeComparison(request.output, comparison, examples);
    },
  };
}

async function compareTranslations(
  context: EngineContext,
  runs: readonly FoundRun[],
  { split, network }: Request,
  call: CallContext,
): Promise<Found> {
  const { items, warnings } = await findCommonItems(runs, split);
  const [first] = runs as [FoundRun];
  const groups = groupNames(
    first.dataset,
    items.map(({ item }) => item),
  );
  const tell = taskProgress(call, runs.length * items.length, cancelled);
  const scored = await scoreRuns(context, runs, items, {
    ...{ tell, groups, call, network },
    tellFeatures: featureProgress(call, cancelled),
  });
  const { images, dataRange, distribution } = scored;
  const named = runs.map(({ record, name }) => ({ id: record.id, name }));
  return {
    dataRange,
    images,
    distribution,
    areas: null,
    inputScores: spreadsOf(images.map(({ input }) => input)),
    comparisons: compareRuns(images, named, first.dataset.splitting.by),
    runs: describeRuns(runs, scored.performances, (run) =>
      spreadsOf(images.flatMap((image) => image.runs[run] ?? [])),
    ),
    warnings,
    examples: await exampleImages(context, runs, items, images, call),
  };
}

async function compareGenerations(
  context: EngineContext,
  runs: readonly FoundRun[],
  { split, images: count, seed, network }: Request,
  call: CallContext,
): Promise<Found> {
  const tell = taskProgress(call, runs.length * count, cancelled);
  const { examples, performances, ...found } = await generateRuns(context, runs, {
    ...{ split, count, seed, network, tell, call },
    tellFeatures: featureProgress(call, cancelled),
  });
  const names = new Map(runs.map(({ record, name }) => [record.id, name]));
  return {
    ...{ dataRange: null, images: [], inputScores: {}, comparisons: [], ...found },
    runs: describeRuns(runs, performances, () => ({})),
    warnings: [],
    examples: [0, 1, 2].map((i) => ({
      title: `No. ${i + 1}`,
      id: '',
      pixelSize: null,
      pictures: examples.flatMap(({ set, images }) => {
        const raster = images[i];
        return raster ? [{ caption: set === 'real' ? 'Real' : (names.get(set) ?? set), raster }] : [];
      }),
    })),
  };
}

function describeRuns(
  runs: readonly FoundRun[],
  performances: readonly Performance[],
  scoresOf: (run: string) => ComparedRun['scores'],
): ComparedRun[] {
  const convergence = compareConvergence(runs.map(({ record }) => record));
  return runs.map(({ project, record, name }, i) => {
    const { recipe, preset, dataset, seed, parameters, networks, step, totalSteps, seconds, device } = record;
    const { checkpoint, step: checkpointStep, secondsPerImage } = performances[i] as Performance;
    return {
      ...{
        project: project.folder,
        run: record.id,
        name,
        recipe,
        preset,
        dataset,
        seed,
        parameters,
        networks,
      },
      ...{ step, totalSteps, seconds, device, checkpoint, checkpointStep, secondsPerImage },
      scores: scoresOf(record.id),
      convergence: convergence[i] ?? null,
    };
  });
}
