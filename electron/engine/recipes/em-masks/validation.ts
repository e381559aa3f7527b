import { setImmediate as turn } from 'node:timers/promises';
import { classShares } from '../../imaging/class-map.ts';
import type { Raster } from '../../imaging/raster.ts';
import { energyDistance } from '../../metrics/energy-distance.ts';
import { featureGrid, pixelFeatures } from '../../metrics/feature-rows.ts';
import type { Pca } from '../../metrics/pca.ts';
import { fitPca, projectPca } from '../../metrics/pca.ts';
import type { Criterion } from '../../training/early-stop.ts';
import type { OwnValidation } from '../../training/trainer.ts';
import type { ClassColours } from './classes.ts';
import { inColours } from './classes.ts';
import type { MaskMaker } from './generator.ts';
import { noiseOf } from './noise.ts';
import type { RealMasks } from './real-masks.ts';

/** Views are compared at this many pixels at most (32 x 32), as their arrangement and not their edges counts. */
const comparedPixels = 1024;
const components = 10;
/** Views of training masks that the components are fitted on, for each mask of a validation. */
const fittedViews = 4;

const criteria: readonly Criterion[] = [
  { id: 'pcaDistance', label: 'PCA distance', better: 'lower' },
  { id: 'areaDifference', label: 'difference in area', better: 'lower' },
];

export interface MaskValidationOptions {
  masks: RealMasks;
  maker: MaskMaker;
  colours: ClassColours;
  /** Generated masks, and views of held-out ones. */
  count: number;
  seed: number;
}

/** Real masks as the scores need them. */
interface Reference {
  pca: Pca;
  /** Scores of held-out views on the components. */
  heldOut: number[][];
  /** Mean part of each class, background first, of held-out views. */
  shares: number[];
}

/**
 * Scores of generated masks against views of held-out real ones, fixed by the seed:
 * `pcaDistance`, the energy distance on the first ten principal components of training masks shrunken to 32 x 32,
 * in grey levels; and `areaDifference`, the mean over classes of the absolute difference of their mean parts of the
 * area (0 to 1). Undefined where no mask is held out.
 */
export async function validateMasks(options: MaskValidationOptions): Promise<OwnValidation | undefined> {
  const { masks, maker, colours, count, seed } = options;
  if (masks.ids('validation').length === 0) return undefined;
  const views = await masks.views('validation', count, seed);
  const fitted = await masks.views('training', count * fittedViews, seed);
  const reference = await referenceOf(fitted, views, colours);
  return {
    criteria,
    async score() {
      const made: Raster[] = [];
      for (let i = 0; i < count; i += 1) {
        made.push(maker.classMap(noiseOf(seed, i, maker.noise)));
        // Between masks calls are answered, as between steps.
        await turn();
      }
      return scoresOf(made, reference, colours);
    },
  };
}

async function referenceOf(
  fitted: readonly Raster[],
  heldOut: readonly Raster[],
  colours: ClassColours,
): Promise<Reference> {
  const pca = fitPca(await rowsOf(fitted, colours), components);
  return {
    pca,
    heldOut: (await rowsOf(heldOut, colours)).map((row) => projectPca(pca, row).scores),
    shares: meanShares(heldOut, colours),
  };
}

async function scoresOf(
  made: readonly Raster[],
  { pca, heldOut, shares }: Reference,
  colours: ClassColours,
): Promise<Record<string, number>> {
  const rows = (await rowsOf(made, colours)).map((row) => projectPca(pca, row).scores);
  const distance = energyDistance(rows, heldOut, { permutations: 0 });
  const differences = meanShares(made, colours).map((share, i) => Math.abs(share - (shares[i] as number)));
  return {
    pcaDistance: distance?.statistic ?? NaN,
    areaDifference: differences.reduce((sum, difference) => sum + difference, 0) / differences.length,
  };
}

function rowsOf(maps: readonly Raster[], colours: ClassColours): Promise<Float32Array[]> {
  return Promise.all(
    maps.map((map) => pixelFeatures(inColours(map, colours), featureGrid(map, comparedPixels))),
  );
}

function meanShares(maps: readonly Raster[], colours: ClassColours): number[] {
  const classes = colours.length + 1;
  const shares = maps.map((map) => classShares(map, classes));
  return Array.from(
    { length: classes },
    (_, c) => shares.reduce((sum, own) => sum + (own[c] as number), 0) / shares.length,
  );
}
