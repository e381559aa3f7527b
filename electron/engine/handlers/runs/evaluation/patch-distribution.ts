import { AbbeError } from '../../../../contract/errors.ts';
import type { DistributionMeasures } from '../../../../contract/evaluation-measures.ts';
import { evenly } from '../../../imaging/evenly.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { crop } from '../../../imaging/raster.ts';
import { energyDistance } from '../../../metrics/energy-distance.ts';
import { pixelFeatures } from '../../../metrics/feature-rows.ts';
import type { Features } from '../../../metrics/feature-rows.ts';
import { kernelDistance } from '../../../metrics/kid.ts';
import { fitPca, projectPca } from '../../../metrics/pca.ts';
import {
  standardiser,
  structureFeatures,
  structureFeatureText,
} from '../../../metrics/structure-features.ts';

/** Patches of so many pixels a side at most, shrunken to `grid` a side. */
const largestPatch = 256;
const grid = 32;
/** Of one image, and of one set. */
const mostOfImage = 16;
const mostOfSet = 400;
/** Components that are fitted. */
const mostComponents = 10;
/** KID's subsets: their number, their rows at most, and at least; of each set twice as many rows are needed. */
const subsets = 100;
const largestSubset = 100;
const smallestSubset = 10;

/** Features of a network, for the kernel distance. */
export interface PatchNetwork {
  id: 'vgg16';
  /** What they are, in words. */
  text: string;
  /** Features of a patch, (height, width, channels). @param range what is black and what is white. */
  features(patch: Raster, range: { low: number; high: number }): Promise<Features>;
}

interface Row<S> {
  set: S;
  image: string;
  pixels: Float32Array;
  structure: Float64Array;
  /** For the network, where there is one. */
  patch: Raster | null;
}

/** What comes of it, whatever the sets are called. */
export type PatchMeasures<S extends string> = Omit<
  DistributionMeasures,
  'rows' | 'points' | 'energy' | 'kernel'
> & {
  rows: Partial<Record<S, number>>;
  points: { set: S; image: string; x: number; y: number }[];
  energy: { set: S; statistic: number; pValue: number; permutations: number }[];
  kernel:
    | (Omit<NonNullable<DistributionMeasures['kernel']>, 'distances'> & {
        distances: { set: S; kid: number; sd: number; subsets: number; subsetSize: number }[];
      })
    | null;
};

const dependent =
  'Patches of one image are not independent, so the permutation test, which mixes patches, calls small differences certain too soon; compare the distances with that of the training images, which are real as well.';

/**
 * Patches of several sets of images beside those of the set `real`: their pixels, shrunken, on the principal
 * components of the real ones (the EM paper's plot); the energy distance of each other set from the real one over
 * the pixels themselves; and the kernel distance (KID) over features that do not depend on where structures lie.
 * Evaluations and comparisons have their numbers from here, so that they agree (decision 0066).
 */
export class PatchDistribution<S extends string> {
  readonly #patch: number;
  readonly #ofImage: number;
  readonly #network: PatchNetwork | null;
  readonly #rows: Row<S | 'real'>[] = [];
  #leftOut = 0;

  /**
   * @param smallestSide of all images that will come (px).
   * @param images how many there are in the largest set: of many, fewer patches are taken each.
   */
  constructor(smallestSide: number, images: number, network: PatchNetwork | null = null) {
    this.#patch = Math.min(largestPatch, smallestSide);
    this.#ofImage = Math.min(mostOfImage, Math.max(1, Math.floor(mostOfSet / images)));
    this.#network = network;
  }

  /** Takes evenly spaced patches of an image; those with pixels that are no numbers are left out and counted. */
  async add(set: S | 'real', image: string, raster: Raster): Promise<void> {
    const side = Math.min(grid, this.#patch);
    for (const [x, y] of positions(raster, this.#patch, this.#ofImage)) {
      const patch = crop(raster, { x, y, width: this.#patch, height: this.#patch });
      const pixels = await pixelFeatures(patch, { width: side, height: side });
      if (!patch.data.every(Number.isFinite)) {
        this.#leftOut += 1;
        continue;
      }
      const structure = structureFeatures(patch);
      this.#rows.push({ set, image, pixels, structure, patch: this.#network && patch });
    }
  }

  /**
   * Without two real patches there are no numbers, and a note says so.
   * @param tell told of each patch that a network looks at.
   * @throws AbbeError where colours and grey images are mixed.
   */
  async measure(
    tell: (done: number, total: number) => Promise<void> = async () => undefined,
  ): Promise<PatchMeasures<S | 'real'>> {
    const sets = [...new Set<S | 'real'>(['real', ...this.#rows.map(({ set }) => set)])];
    const bySet = new Map(
      sets.map((set) => [
        set,
        evenly(
          this.#rows.filter((row) => row.set === set),
          mostOfSet,
        ),
      ]),
    );
    const real = bySet.get('real') ?? [];
    const side = Math.min(grid, this.#patch);
    const common = {
      features: `pixels of patches of ${this.#patch} x ${this.#patch} px, shrunken to ${side} x ${side}`,
      ...{ patch: this.#patch, shrunkenTo: side },
      rows: Object.fromEntries([...bySet].map(([set, rows]) => [set, rows.length])) as Record<
        S | 'real',
        number
      >,
    };
    const lost = this.#leftOut > 0 ? [leftOutNote(this.#leftOut)] : [];
    if (real.length < 2) {
      const none = { explainedVarianceRatio: [], points: [], energy: [], kernel: null };
      return { ...common, ...none, notes: [tooFewReal(real.length, this.#patch), ...lost] };
    }
    this.#requireOneKind(real[0] as Row<S | 'real'>);
    const pca = fitPca(
      real.map(({ pixels }) => pixels),
      mostComponents,
    );
    const others = [...bySet].filter(([set]) => set !== 'real');
    const { kernel, notes } = await this.#kernelOf(real, others, tell);
    return {
      ...common,
      explainedVarianceRatio: pca.explainedVarianceRatio,
      points: [...bySet.values()].flat().map(({ set, image, pixels }) => {
        const [x = 0, y = 0] = projectPca(pca, pixels).scores;
        return { set, image, x, y };
      }),
      energy: others.flatMap(([set, rows]) => {
        const pixelsOf = (of: typeof rows): Float32Array[] => of.map(({ pixels }) => pixels);
        const distance = energyDistance(pixelsOf(real), pixelsOf(rows));
        return distance ? [{ set, ...distance }] : [];
      }),
      kernel,
      notes: [dependent, ...notes, ...lost],
    };
  }

  #requireOneKind(first: Row<S | 'real'>): void {
    const other = this.#rows.find(({ pixels }) => pixels.length !== first.pixels.length);
    if (!other) return;
    throw new AbbeError('invalid-input', `${other.image} has other channels than the real images.`);
  }

  async #kernelOf(
    real: readonly Row<S | 'real'>[],
    others: readonly (readonly [S | 'real', readonly Row<S | 'real'>[]])[],
    tell: (done: number, total: number) => Promise<void>,
  ): Promise<Pick<PatchMeasures<S | 'real'>, 'kernel' | 'notes'>> {
    const enough = others.filter(([, rows]) => Math.min(real.length, rows.length) >= 2 * smallestSubset);
    const notes = others
      .filter((other) => !enough.includes(other))
      .map(([set, rows]) => tooFewForKernel(set, rows.length, real.length));
    if (enough.length === 0) return { kernel: null, notes };
    const featuresOf = this.#network
      ? await networkFeatures(this.#network, [real, ...enough.map(([, rows]) => rows)].flat(), tell)
      : standardised(real);
    const ofReal = real.map(featuresOf);
    const distances = enough.flatMap(([set, rows]) => {
      const subsetSize = Math.min(largestSubset, Math.floor(Math.min(real.length, rows.length) / 2));
      const distance = kernelDistance(ofReal, rows.map(featuresOf), { subsets, subsetSize });
      return distance ? [{ set, ...distance }] : [];
    });
    const { id, text } = this.#network ?? { id: 'structure' as const, text: structureFeatureText };
    return { kernel: { network: id, features: text, distances }, notes };
  }
}

function standardised<S>(real: readonly Row<S>[]): (row: Row<S>) => Features {
  const standard = standardiser(real.map(({ structure }) => structure));
  return ({ structure }) => standard(structure);
}

async function networkFeatures<S>(
  network: PatchNetwork,
  rows: readonly Row<S>[],
  tell: (done: number, total: number) => Promise<void>,
): Promise<(row: Row<S>) => Features> {
  const range = rangeOf(rows.flatMap(({ set, patch }) => (set === 'real' && patch ? [patch] : [])));
  const features = new Map<Row<S>, Features>();
  for (const [i, row] of rows.entries()) {
    await tell(i, rows.length);
    if (row.patch) features.set(row, await network.features(row.patch, range));
  }
  return (row) => features.get(row) as Features;
}

/** 0 to 255 of 8 bits, else from the smallest to the largest real pixel. */
function rangeOf(patches: readonly Raster[]): { low: number; high: number } {
  if (patches.every(({ dtype }) => dtype === 'uint8')) return { low: 0, high: 255 };
  let [low, high] = [Infinity, -Infinity];
  for (const { data } of patches) {
    for (const value of data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { low, high: high > low ? high : low + 1 };
}

const leftOutNote = (count: number): string =>
  `${count === 1 ? 'One patch' : `${count} patches`} with pixels that are no numbers ${count === 1 ? 'was' : 'were'} left out.`;

const tooFewReal = (count: number, side: number): string =>
  `${count === 0 ? 'No real patch' : 'One real patch'} of ${side} x ${side} px is too few to compare sets of images: two are needed at least.`;

const tooFewForKernel = (set: string, rows: number, real: number): string =>
  `The kernel distance (KID) of “${set}” needs ${2 * smallestSubset} patches of each set; there are ${rows}, and ${real} real ones.`;

/** Corners of evenly spaced patches that do not overlap, as many as fit, at most `most`. */
function positions({ width, height }: Raster, side: number, most: number): [number, number][] {
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
  return evenly(all, most);
}
