import type { DatasetDocument, Split } from '../../../../contract/datasets.ts';
import { AbbeError } from '../../../../contract/errors.ts';
import type { AreaMeasures, ImageSet } from '../../../../contract/evaluation-measures.ts';
import type { Evaluation } from '../../../../contract/evaluation.ts';
import { colourShares } from '../../../imaging/colour-shares.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { energyDistance } from '../../../metrics/energy-distance.ts';
import { spreadOf } from '../../score-statistics.ts';
import type { LoadedGenerator } from '../generator-pool.ts';
import type { Checked } from './dataset-checks.ts';
import { nothingMeasured } from './measure.ts';
import { PatchDistribution } from './patch-distribution.ts';
import { summariseScores } from './summarise-scores.ts';

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
  signal: AbortSignal;
}

/**
 * Images of noise have no truth each: the set of them is compared with real images of the split, and these with
 * those of training as a yardstick; of class maps in their classes' colours the share of each class as well.
 * @throws AbbeError invalid-input where the split holds no images.
 */
export async function evaluateGeneration(request: GenerationRequest): Promise<Evaluation> {
  const { run, split, dataset, loaded, checked, count, seed, signal } = request;
  const { generator } = loaded;
  if (!generator.generate) throw new AbbeError('internal', 'The generator makes nothing of noise.');
  const real = await request.realImages(split);
  if (real.length === 0) {
    throw new AbbeError('invalid-input', `The dataset has no images in its ${split} split; choose another.`);
  }
  const generated = await generator.generate({ seed, from: 0, count }, { signal });
  const training = split === 'training' ? [] : await request.realImages('training');
  const sets: Partial<Record<ImageSet, Raster[]>> = { real, generated, training };
  return {
    ...{ format: 'abbe-evaluation', version: 2, run, created: new Date().toISOString(), task: 'generation' },
    ...{ checkpoint: loaded.checkpoint, step: loaded.step, split, dataRange: null, n: generated.length },
    photos: 0,
    perImage: [],
    ...summariseScores([], dataset.splitting.by),
    ...{ definitions: {}, inputScaling: null, checks: checked.checks, warnings: checked.warnings },
    ...nothingMeasured,
    distribution: await distributionOf(sets),
    areas: areasOf(dataset.classes, real, generated),
  };
}

async function distributionOf(
  sets: Partial<Record<ImageSet, Raster[]>>,
): Promise<Evaluation['distribution']> {
  const images = Object.values(sets).flat();
  const smallest = Math.min(...images.flatMap(({ width, height }) => [width, height]));
  const distribution = new PatchDistribution(smallest);
  for (const [set, rasters] of Object.entries(sets)) {
    for (const [i, raster] of rasters.entries()) {
      await distribution.add(set as ImageSet, `${set} ${i + 1}`, raster);
    }
  }
  return distribution.measure();
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
