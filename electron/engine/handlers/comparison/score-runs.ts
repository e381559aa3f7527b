import type { CallContext } from '../../../contract/calls.ts';
import type { ComparedDistribution, ComparedImage } from '../../../contract/comparison.ts';
import type { ImageScores } from '../../../contract/metric-methods.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { sourcesOfImage } from '../../datasets/item-groups.ts';
import type { Raster } from '../../imaging/raster.ts';
import { findDataRange } from '../runs/evaluation/data-range.ts';
import { baselineOf } from '../runs/evaluation/scored-pair.ts';
import type { EngineContext } from '../context.ts';
import type { ExperimentFeed } from '../runs/experiment.ts';
import type { LoadedGenerator } from '../runs/generator-pool.ts';
import { pixelsOf, scoreImage } from '../score-image.ts';
import type { Tell } from '../task-progress.ts';
import type { CommonItem } from './common-items.ts';
import { besideSplit, distributionOf } from '../runs/evaluation/distribution-measure.ts';
import type { PatchDistribution, PatchNetwork } from '../runs/evaluation/patch-distribution.ts';
import { comparedDistribution } from './distribution.ts';
import type { FoundRun } from './find-runs.ts';
import { medianSeconds } from './timing.ts';

/** What is known of a run once it has made its images. */
export type Performance = Pick<LoadedGenerator, 'checkpoint' | 'step'> & { secondsPerImage: number | null };

export interface ScoredRuns {
  dataRange: number | null;
  images: ComparedImage[];
  distribution: ComparedDistribution | null;
  /** In the order of the runs. */
  performances: Performance[];
}

export interface ScoreOptions {
  tell: Tell;
  /** Told of each patch that the network looks at. */
  tellFeatures(done: number, total: number): Promise<void>;
  groups: ReadonlyMap<string, string>;
  /** For the kernel distance; null: of structure features. */
  network: PatchNetwork | null;
  call: CallContext;
}

interface Reference {
  patches: PatchDistribution<string>;
  dataRange: number | null;
  images: Omit<ComparedImage, 'runs'>[];
  kinds: string[];
}

/** Every run on the same held-out items: scores of each image, and all of them on the components of real ones. */
export async function scoreRuns(
  context: EngineContext,
  runs: readonly FoundRun[],
  items: readonly CommonItem[],
  { tell, tellFeatures, groups, network, call }: ScoreOptions,
): Promise<ScoredRuns> {
  const [first] = runs as [FoundRun];
  const feed = await openFeed(context, first);
  const reference = await measureReference(feed, items, { groups, network, call });
  const scores: Record<string, ImageScores>[] = items.map(() => ({}));
  const notes = items.map((_, i) => new Set(reference.images[i]?.notes));
  const performances: Performance[] = [];
  for (const [r, run] of runs.entries()) {
    const own = r === 0 ? feed : await openFeed(context, run);
    const made = await context.generators.use(run.project.folder, run.record, 'best', async (loaded) => {
      const times: number[] = [];
      for (const [i, { ids, item }] of items.entries()) {
        await tell(r * items.length + i, `${run.name}: ${item.id}`);
        const { input, truth } = await own.load(ids[r] as string);
        requireKind(reference.kinds[i], truth, [first, run]);
        const started = performance.now();
        const result = await loaded.generator.translate(input, { signal: call.signal });
        times.push((performance.now() - started) / 1000);
        const { scores: of, notes: said } = scoreImage(
          pixelsOf('the result', result),
          pixelsOf('the truth', truth),
          reference.dataRange,
        );
        (scores[i] as Record<string, ImageScores>)[run.record.id] = of;
        said.forEach((note) => notes[i]?.add(`${run.name}: ${note}`));
        await reference.patches.add(run.record.id, item.id, result);
      }
      const { checkpoint, step } = loaded;
      return { checkpoint, step, secondsPerImage: medianSeconds(times) };
    });
    performances.push(made);
  }
  const { patches, dataRange } = reference;
  return {
    dataRange,
    performances,
    images: reference.images.map((image, i) => ({
      ...image,
      runs: scores[i] ?? {},
      notes: [...(notes[i] ?? [])],
    })),
    distribution: comparedDistribution(await patches.measure(tellFeatures)),
  };
}

export async function openFeed(
  context: EngineContext,
  { project, record }: FoundRun,
): Promise<ExperimentFeed> {
  return (await context.experiments.open(project, record)).feed;
}

async function measureReference(
  feed: ExperimentFeed,
  items: readonly CommonItem[],
  { groups, network, call: { signal } }: Pick<ScoreOptions, 'groups' | 'network' | 'call'>,
): Promise<Reference> {
  const goOn = (): void => {
    if (signal.aborted) throw new AbbeError('cancelled', 'Cancelled; nothing was written.');
  };
  const ids = items.map(({ item }) => item.id);
  const dataRange = (await findDataRange(feed, ids, goOn))?.value ?? null;
  const training = besideSplit(feed, items[0]?.item.split ?? 'test');
  const patches = distributionOf<string>(feed, ids, training, network);
  const images: Reference['images'] = [];
  const kinds: string[] = [];
  for (const { item } of items) {
    goOn();
    const { input, truth } = await feed.load(item.id);
    const baseline = baselineOf({ input, truth }, feed.inputScaling);
    const { scores, notes } = scoreImage(
      pixelsOf('the input', baseline),
      pixelsOf('the truth', truth),
      dataRange,
    );
    const file = sourcesOfImage(item.target)[0] ?? '';
    images.push({ id: item.id, file, group: groups.get(item.id) ?? item.id, input: scores, notes });
    kinds.push(kindOf(truth));
    await patches.add('real', item.id, truth);
    // Inputs of other channels, such as coloured masks, are no points beside grey images.
    if (baseline.channels === truth.channels) await patches.add('input', item.id, baseline);
  }
  for (const id of training) {
    goOn();
    const { truth } = await feed.load(id);
    // Images of other channels do not stand beside those compared.
    if (kindOf(truth).split(' ')[2] === kinds[0]?.split(' ')[2]) await patches.add('training', id, truth);
  }
  return { patches, dataRange, images, kinds };
}

const kindOf = ({ width, height, channels, dtype }: Raster): string =>
  `${width} ${height} ${channels} ${dtype}`;

function requireKind(
  kind: string | undefined,
  truth: Raster,
  [first, other]: readonly [FoundRun, FoundRun],
): void {
  if (kind === kindOf(truth)) return;
  throw new AbbeError(
    'invalid-input',
    `The runs ${first.record.id} and ${other.record.id} cannot be compared: the images that they are to make of one item differ in size, channels or type.`,
  );
}
