import type { CallContext } from '../../../contract/calls.ts';
import type { ComparedAreas, ComparedDistribution, Spread } from '../../../contract/comparison.ts';
import type { Split } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { colourShares } from '../../imaging/colour-shares.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { EngineContext } from '../context.ts';
import type { Tell } from '../task-progress.ts';
import type { Row } from './distribution.ts';
import { compareDistributions, FeatureSpace } from './distribution.ts';
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
  tell: Tell;
  call: CallContext;
}

export interface GeneratedRuns {
  distribution: ComparedDistribution | null;
  areas: ComparedAreas | null;
  performances: Performance[];
  /** The first of the real images and of each run's, for the page. */
  examples: { set: string; images: Raster[] }[];
}

/** Views of training images for each one that is compared: what components are fitted on. */
const fittedViews = 4;
/** Images shown of each set. */
const shown = 3;

/**
 * What each run makes of the same noise numbers against views of held-out real images: principal components fitted
 * on views of training images, energy distances, and the part of the area that each class has.
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
  const space = new FeatureSpace(count, size);
  const fitted = await realImages(context, first, { ...options, split: 'training' }, count * fittedViews);
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
  const rowsOf = async (images: readonly Raster[]): Promise<Row[]> =>
    (await Promise.all(images.map((image, i) => space.rowsOf(`No. ${i + 1}`, image)))).flat();
  const sets: { set: string; rows: Row[] }[] = [];
  for (const { set, images } of made) sets.push({ set, rows: await rowsOf(images) });
  const rows = { fitted: await rowsOf(fitted), real: await rowsOf(real) };
  return {
    performances,
    distribution: compareDistributions({ features: space.description, ...rows, sets }),
    areas: compareAreas(first, real, made),
    examples: [{ set: 'real', images: real }, ...made].map(({ set, images }) => ({
      set,
      images: images.slice(0, shown),
    })),
  };
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
    `The dataset “${run.dataset.name}” has no images in its ${split} split to compare with; choose another with --split.`,
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
