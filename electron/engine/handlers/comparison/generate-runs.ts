import type { CallContext } from '../../../contract/calls.ts';
import type { ComparedAreas, ComparedDistribution, Spread } from '../../../contract/comparison.ts';
import type { Split } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { colourShares } from '../../imaging/colour-shares.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { EngineContext } from '../context.ts';
import type { Tell } from '../task-progress.ts';
import { PatchDistribution } from '../runs/evaluation/patch-distribution.ts';
import type { PatchNetwork } from '../runs/evaluation/patch-distribution.ts';
import { comparedDistribution } from './distribution.ts';
import type { FoundRun } from './find-runs.ts';
import { openFeed } from './score-runs.ts';
import type { Performance } from './score-runs.ts';
import { spreadOf } from '../score-statistics.ts';
import { medianSeconds } from './timing.ts';

export interface GenerateOptions {
  split: Split;
  /** Images that each run makes, and views of real ones. */
  count: number;
  seed: number;
  /** For the kernel distance; null: of structure features. */
  network: PatchNetwork | null;
  tell: Tell;
  /** Told of each patch that the network looks at. */
  tellFeatures(done: number, total: number): Promise<void>;
  call: CallContext;
}

export interface GeneratedRuns {
  distribution: ComparedDistribution | null;
  areas: ComparedAreas | null;
  performances: Performance[];
  /** The first of the real images and of each run's, for the page. */
  examples: { set: string; images: Raster[] }[];
}

/** Images shown of each set. */
const shown = 3;

/**
 * What each run makes of the same noise numbers against views of held-out real images, with views of training images
 * as the yardstick: principal components, distances, and the part of the area that each class has.
 */
export async function generateRuns(
  context: EngineContext,
  runs: readonly FoundRun[],
  options: GenerateOptions,
): Promise<GeneratedRuns> {
  const [first] = runs as [FoundRun];
  const { call, count, seed, tell } = options;
  const real = await realImages(context, first, options, count);
  const size = real[0] as Raster;
  const training =
    options.split === 'training'
      ? []
      : await realImages(context, first, { ...options, split: 'training' }, count);
  const performances: Performance[] = [];
  const made: { set: string; images: Raster[] }[] = [];
  for (const [r, run] of runs.entries()) {
    const { images, performance: own } = await context.generators.use(
      run.project.folder,
      run.record,
      'best',
      async ({ generator, checkpoint, step }) => {
        if (!generator.generate)
          throw new AbbeError('internal', `${run.recipe.title} makes no images of noise.`);
        const [images, times]: [Raster[], number[]] = [[], []];
        for (let i = 0; i < count; i += 1) {
          await tell(r * count + i, `${run.name}: image ${i + 1}`);
          const started = performance.now();
          images.push(...(await generator.generate({ seed, from: i, count: 1 }, { signal: call.signal })));
          times.push((performance.now() - started) / 1000);
        }
        return { images, performance: { checkpoint, step, secondsPerImage: medianSeconds(times) } };
      },
    );
    requireSize(first, run, size, images[0] as Raster);
    made.push({ set: run.record.id, images });
    performances.push(own);
  }
  return {
    performances,
    distribution: await distributionOf(
      [{ set: 'real', images: real }, ...made, { set: 'training', images: training }],
      options,
    ),
    areas: compareAreas(first, real, made),
    examples: [{ set: 'real', images: real }, ...made].map(({ set, images }) => ({
      set,
      images: images.slice(0, shown),
    })),
  };
}

async function distributionOf(
  sets: readonly { set: string; images: readonly Raster[] }[],
  { network, tellFeatures }: Pick<GenerateOptions, 'network' | 'tellFeatures'>,
): Promise<ComparedDistribution | null> {
  const smallest = Math.min(
    ...sets.flatMap(({ images }) => images.flatMap(({ width, height }) => [width, height])),
  );
  const largest = Math.max(...sets.map(({ images }) => images.length));
  const distribution = new PatchDistribution<string>(smallest, largest, network);
  for (const { set, images } of sets) {
    for (const [i, image] of images.entries()) await distribution.add(set, `No. ${i + 1}`, image);
  }
  return comparedDistribution(await distribution.measure(tellFeatures));
}

async function realImages(
  context: EngineContext,
  run: FoundRun,
  { split, seed }: Pick<GenerateOptions, 'split' | 'seed'>,
  count: number,
): Promise<Raster[]> {
  const feed = await openFeed(context, run);
  const { parameters } = run.record;
  const images = (await run.recipe.realImages?.({ parameters, feed, split, count, seed })) ?? [];
  if (images.length > 0) return images;
  throw new AbbeError(
    'invalid-input',
    `The dataset “${run.dataset.name}” has no images in its ${split} split to compare with; choose another split.`,
  );
}

function requireSize(first: FoundRun, run: FoundRun, real: Raster, made: Raster): void {
  if (made.width === real.width && made.height === real.height && made.channels === real.channels) return;
  throw new AbbeError(
    'invalid-input',
    `The runs ${first.record.id} and ${run.record.id} cannot be compared: they make images of different sizes or channels.`,
  );
}

/** Null where images show no classes. */
function compareAreas(
  { dataset }: FoundRun,
  real: readonly Raster[],
  made: readonly { set: string; images: readonly Raster[] }[],
): ComparedAreas | null {
  if (dataset.classes.length === 0) return null;
  const classes = [{ name: 'background', colour: [0, 0, 0] as [number, number, number] }, ...dataset.classes];
  const colours = classes.map(({ colour }) => colour);
  const spreads = (images: readonly Raster[]): Spread[] => {
    const shares = images.map((image) => colourShares(image, colours));
    return classes.map((_, c) => spreadOf(shares.map((own) => own[c] ?? null)));
  };
  const ofReal = spreads(real);
  const ofRuns = made.map(({ set, images }) => ({ set, spreads: spreads(images) }));
  return {
    classes: classes.map(({ name, colour }, c) => ({
      name,
      colour,
      real: ofReal[c] as Spread,
      runs: Object.fromEntries(ofRuns.map(({ set, spreads: own }) => [set, own[c] as Spread])),
    })),
  };
}
