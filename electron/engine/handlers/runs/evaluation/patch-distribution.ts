import type { DistributionMeasures, ImageSet } from '../../../../contract/evaluation-measures.ts';
import { imageSets } from '../../../../contract/evaluation-measures.ts';
import { AbbeError } from '../../../../contract/errors.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { crop } from '../../../imaging/raster.ts';
import { energyDistance } from '../../../metrics/energy-distance.ts';
import { pixelFeatures } from '../../../metrics/feature-rows.ts';
import { fitPca, projectPca } from '../../../metrics/pca.ts';

/** Patches of so many pixels a side at most, shrunken to `grid` a side. */
const largestPatch = 256;
const grid = 32;
/** Of one image, and of one set. */
const mostOfImage = 16;
const mostOfSet = 400;
/** Coordinates that the energy distance is over. */
const mostComponents = 10;

interface Row {
  set: ImageSet;
  image: string;
  features: Float32Array;
}

/**
 * Patches of several sets of images as points: their pixels, shrunken, on the principal components of the real
 * ones (the EM paper's plot); with the energy distance of each other set from the real one. That is over the pixels
 * themselves: on components fitted to few real patches others always lie nearer to the middle than these.
 */
export class PatchDistribution {
  readonly #patch: number;
  readonly #rows: Row[] = [];

  /** @param smallestSide of all images that will come. */
  constructor(smallestSide: number) {
    this.#patch = Math.min(largestPatch, smallestSide);
  }

  /** Takes evenly spaced patches of an image. */
  async add(set: ImageSet, image: string, raster: Raster): Promise<void> {
    const side = Math.min(grid, this.#patch);
    for (const [x, y] of positions(raster, this.#patch)) {
      if (this.#rows.filter((row) => row.set === set).length >= mostOfSet) return;
      const patch = crop(raster, { x, y, width: this.#patch, height: this.#patch });
      const features = await pixelFeatures(patch, { width: side, height: side });
      if (features.every(Number.isFinite)) this.#rows.push({ set, image, features });
    }
  }

  /** Null where there are too few real patches to fit. @throws AbbeError where colours and grey images are mixed. */
  measure(): DistributionMeasures | null {
    const of = (set: ImageSet): Row[] => this.#rows.filter((row) => row.set === set);
    const real = of('real');
    if (real.length < 2) return null;
    const other = this.#rows.find(({ features }) => features.length !== real[0]?.features.length);
    if (other) {
      throw new AbbeError('invalid-input', `${other.image} has other channels than the real images.`);
    }
    const featuresOf = (set: ImageSet): Float32Array[] => of(set).map(({ features }) => features);
    const pca = fitPca(featuresOf('real'), mostComponents);
    const points = this.#rows.map(({ set, image, features }) => {
      const [x = 0, y = 0] = projectPca(pca, features).scores;
      return { set, image, x, y };
    });
    const sets = imageSets.filter((set) => this.#rows.some((row) => row.set === set));
    const side = Math.min(grid, this.#patch);
    return {
      features: `pixels of patches of ${this.#patch} x ${this.#patch} px, shrunken to ${side} x ${side}`,
      patch: this.#patch,
      shrunkenTo: side,
      rows: Object.fromEntries(sets.map((set) => [set, of(set).length])),
      explainedVarianceRatio: pca.explainedVarianceRatio,
      points,
      energy: sets
        .filter((set) => set !== 'real')
        .flatMap((set) => {
          const distance = energyDistance(featuresOf('real'), featuresOf(set));
          return distance ? [{ set, ...distance }] : [];
        }),
      notes: [
        'Patches of one image are not independent, so the permutation test, which mixes patches, calls small differences certain too soon; compare the distances with that of the training images, which are real as well.',
      ],
    };
  }
}

/** Corners of evenly spaced patches that do not overlap, as many as fit, at most `mostOfImage`. */
function positions({ width, height }: Raster, side: number): [number, number][] {
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  const all: [number, number][] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      all.push([
        Math.floor(((column + 0.5) * width) / columns - side / 2),
        Math.floor(((row + 0.5) * height) / rows - side / 2),
      ]);
    }
  }
  if (all.length <= mostOfImage) return all;
  return Array.from(
    { length: mostOfImage },
    (_, i) => all[Math.floor((i * all.length) / mostOfImage)] as [number, number],
  );
}
