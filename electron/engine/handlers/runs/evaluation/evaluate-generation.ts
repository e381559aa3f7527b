import type { DatasetDocument, Split } from '../../../../contract/datasets.ts';
import { AbbeError } from '../../../../contract/errors.ts';
import type { AreaMeasures } from '../../../../contract/evaluation-measures.ts';
import type { Evaluation } from '../../../../contract/evaluation.ts';
import { colourShares } from '../../../imaging/colour-shares.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { energyDistance } from '../../../metrics/energy-distance.ts';
import { spreadOf } from '../../score-statistics.ts';
import type { Tell } from '../../task-progress.ts';
import type { LoadedGenerator } from '../generator-pool.ts';
import type { Checked } from './dataset-checks.ts';
import { nothingMeasured } from './measure.ts';
import type { PatchNetwork } from './patch-distribution.ts';
import { PatchDistribution } from './patch-distribution.ts';
import { summariseScores } from './summarise-scores.ts';

/** Sets of images that are compared as such. */
export type GenerationSets = Record<'real' | 'generated' | 'training', Raster[]>;

export interface GenerationRequest {
  run: string;
  split: Split;
  dataset: DatasetDocument;
  loaded: LoadedGenerator;
  checked: Checked;
  /** Views of the real images of a split, like those of training. */
  realImages(split: Split): Promise<Raster[]>;
  /** How many images are made of noise, and with which seed. */
  count: number;
  seed: number;
  network?: PatchNetwork | null;
  signal: AbortSignal;
  tell: Tell;
  /** Told of the patches that a network looks at. */
  tellFeatures(done: number, total: number): Promise<void>;
  /** Told of each image that is compared, for example to write it; `number` counts from 1 in its set. */
  onImage?(set: keyof GenerationSets, number: number, image: Raster): Promise<void>;
}

/**
 * Images of noise have no truth each: the set of them is compared with real images of the split, and these with
 * those of training as a yardstick; of class maps in their classes' colours the share of each class as well.
 * @throws AbbeError invalid-input where the split holds no images; cancelled.
 */
export async function evaluateGeneration(request: GenerationRequest): Promise<Evaluation> {
  const { run, split, dataset, loaded, checked } = request;
  const real = await request.realImages(split);
  if (real.length === 0) {
    throw new AbbeError('invalid-input', `The dataset has no images in its ${split} split; choose another.`);
  }
  const generated = await makeImages(request);
  const training = split === 'training' ? [] : await request.realImages('training');
  const sets: GenerationSets = { real, generated, training };
  const distribution = await measureSets(sets, request);
  return {
    ...{ format: 'abbe-evaluation', version: 2, run, created: new Date().toISOString(), task: 'generation' },
    ...{ checkpoint: loaded.checkpoint, step: loaded.step, split, dataRange: null, n: generated.length },
    photos: 0,
    perImage: [],
    ...summariseScores([], dataset.splitting.by),
    ...{ definitions: {}, inputScaling: null, checks: checked.checks, warnings: checked.warnings },
    ...nothingMeasured,
    distribution,
    areas: areasOf(dataset.classes, real, generated),
  };
}

/** One by one, so that a person sees how far it is and can cancel. */
async function makeImages({ loaded, seed, count, signal, tell }: GenerationRequest): Promise<Raster[]> {
  const { generator } = loaded;
  if (!generator.generate) throw new AbbeError('internal', 'The generator makes nothing of noise.');
  const made: Raster[] = [];
  for (let i = 0; i < count; i += 1) {
    await tell(i, `Making image ${i + 1} of ${count}`);
    made.push(...(await generator.generate({ seed, from: i, count: 1 }, { signal })));
  }
  await tell(count, 'Comparing the sets');
  return made;
}

async function measureSets(
  sets: GenerationSets,
  { network = null, onImage, tellFeatures }: GenerationRequest,
): Promise<Evaluation['distribution']> {
  const lists = Object.values(sets);
  const smallest = Math.min(...lists.flat().flatMap(({ width, height }) => [width, height]));
  const largest = Math.max(...lists.map(({ length }) => length));
  const distribution = new PatchDistribution<'generated' | 'training'>(smallest, largest, network);
  for (const set of ['real', 'generated', 'training'] as const) {
    for (const [i, raster] of sets[set].entries()) {
      await distribution.add(set, `${set} ${i + 1}`, raster);
      await onImage?.(set, i + 1, raster);
    }
  }
  return distribution.measure(tellFeatures);
}

/** Null where the images are no maps in the classes' colours. */
function areasOf(
  classes: DatasetDocument['classes'],
  real: readonly Raster[],
  generated: readonly Raster[],
): AreaMeasures | null {
  if (classes.length === 0 || [...real, ...generated].some(({ channels }) => channels !== 3)) return null;
  const colours = classes.map(({ colour }) => colour);
  const shares = {
    real: real.map((image) => colourShares(image, colours)),
    generated: generated.map((image) => colourShares(image, colours)),
  };
  return {
    classes: classes.map(({ name }, c) => {
      const perImage = {
        real: shares.real.map((own) => own[c] as number),
        generated: shares.generated.map((own) => own[c] as number),
      };
      const rows = (values: readonly number[]): number[][] => values.map((value) => [value]);
      return {
        ...{ name, real: spreadOf(perImage.real), generated: spreadOf(perImage.generated) },
        energy: energyDistance(rows(perImage.real), rows(perImage.generated)),
        perImage,
      };
    }),
  };
}
