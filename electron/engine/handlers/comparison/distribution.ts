import type { ComparedDistribution } from '../../../contract/comparison.ts';
import { evenly } from '../../imaging/evenly.ts';
import type { Raster } from '../../imaging/raster.ts';
import { crop } from '../../imaging/raster.ts';
import { energyDistance } from '../../metrics/energy-distance.ts';
import { featureGrid, pixelFeatures } from '../../metrics/feature-rows.ts';
import type { Features } from '../../metrics/feature-rows.ts';
import { fitPca, projectPca } from '../../metrics/pca.ts';

/** Pixels of a row at most (32 x 32), as the arrangement counts here and not the finest detail. */
const rowPixels = 1024;
/** Rows that components are fitted on, and rows of a set that distances are measured between, at most. */
const mostFitted = 400;
const mostRows = 900;
const components = 10;
/** With fewer images, each is cut into so many squares a side, where they stay large enough. */
const fewImages = 20;
const squaresPerSide = 4;
const smallestSquare = 32;

/** One image, or a square of it, as a row of numbers. */
export interface Row {
  image: string;
  features: Features;
}

/** What images are looked at as: all sets of a comparison in the same way. */
export class FeatureSpace {
  readonly #squares: number;
  readonly #grid: { width: number; height: number };
  readonly description: string;

  /** @param images how many there are in the smallest set, and what the first one is like. */
  constructor(images: number, { width, height }: Pick<Raster, 'width' | 'height'>) {
    const side = Math.floor(Math.min(width, height) / squaresPerSide);
    this.#squares = images < fewImages && side >= smallestSquare ? squaresPerSide : 1;
    this.#grid = featureGrid({ width: width / this.#squares, height: height / this.#squares }, rowPixels);
    const size = `${this.#grid.width} x ${this.#grid.height} pixels`;
    this.description =
      this.#squares === 1
        ? `whole images, shrunken to ${size}`
        : `${this.#squares ** 2} parts of each image, shrunken to ${size}; parts of one image are alike, so p-values are too small`;
  }

  /** Images whose rows are as many as components are fitted on. */
  get fittedImages(): number {
    return Math.ceil(mostFitted / this.#squares ** 2);
  }

  async rowsOf(image: string, raster: Raster): Promise<Row[]> {
    const n = this.#squares;
    const [width, height] = [Math.floor(raster.width / n), Math.floor(raster.height / n)];
    const parts = Array.from({ length: n * n }, (_, i) =>
      n === 1 ? raster : crop(raster, { x: (i % n) * width, y: Math.floor(i / n) * height, width, height }),
    );
    return Promise.all(
      parts.map(async (part) => ({ image, features: await pixelFeatures(part, this.#grid) })),
    );
  }
}

export interface DistributionRows {
  features: string;
  /** Real images that the components are fitted on, and those that the sets are compared with. */
  fitted: readonly Row[];
  real: readonly Row[];
  /** Inputs and runs by their name in the result. */
  sets: readonly { set: string; rows: readonly Row[] }[];
}

/**
 * The EM paper's plot and a number for it: principal components of real images, everything projected onto them, and
 * the energy distance of each set from the real one over the first ten components, with its permutation test. Null
 * where there are too few real images, or all are the same.
 */
export function compareDistributions({
  features,
  fitted,
  real,
  sets,
}: DistributionRows): ComparedDistribution | null {
  const basis = fitted.length > 1 ? fitted : real;
  if (basis.length < 2) return null;
  const used = evenly(basis, mostFitted);
  const pca = fitPca(
    used.map((row) => row.features),
    components,
  );
  if (pca.components.length === 0) return null;
  const scoresOf = (rows: readonly Row[]): { image: string; scores: number[] }[] =>
    evenly(rows, mostRows).map((row) => ({ image: row.image, scores: projectPca(pca, row.features).scores }));
  const projected = [{ set: 'real', rows: real }, ...sets].map(({ set, rows }) => ({
    set,
    scores: scoresOf(rows),
  }));
  const reference = (projected[0]?.scores ?? []).map(({ scores }) => scores);
  return {
    features,
    fitted: used.length,
    explainedVarianceRatio: pca.explainedVarianceRatio,
    points: projected.flatMap(({ set, scores: own }) =>
      own.map(({ image, scores: [x = 0, y = 0] }) => ({ set, image, x, y })),
    ),
    distances: projected.slice(1).flatMap(({ set, scores: own }) => {
      const distance = energyDistance(
        own.map(({ scores }) => scores),
        reference,
      );
      return distance ? [{ set, rows: own.length, ...distance }] : [];
    }),
  };
}
