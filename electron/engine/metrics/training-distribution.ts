import type { Plane } from '../imaging/registration/plane.ts';
import { intensityNames, tileStatistics } from './image-statistics.ts';
import type { ImageStatistics } from './image-statistics.ts';
import { fitPca, projectPca } from './pca.ts';
import type { Pca } from './pca.ts';
import { quantile } from './robust-spread.ts';

/** What training images are like, in numbers that a file can hold. */
export interface TrainingDistribution {
  images: number;
  /** Side of the tiles that are looked at (px): the median of the training images' shorter sides, 256 at most. */
  side: number;
  /** Smallest and largest of each of `intensityNames` over tiles. */
  intensities: { low: number; high: number }[];
  /** Textures: mean, scale, directions, and variance along them, in units of the scale. */
  mean: number[];
  scale: number[];
  components: number[][];
  variance: number[];
  /** The median of how far each training image lies from the others. */
  typical: number;
}

/** Fewer training images than this do not tell how much images differ. */
const fewest = 3;
const largestSide = 256;
/** Textures that differ by less than this hardly differ: a twentieth of a decade, or of a skewness of 1. */
const leastScale = 0.05;
/** Variances along components are no smaller than this: few images do not fill all directions. */
const leastVariance = 0.1;
/**
 * An image is outside from so many times the typical distance on. Measured on crops of blurred stained cells: 1 of 20
 * held-out crops and none of 20 whole photos lie beyond, an electron micrograph of their brightness and contrast does.
 */
const factor = 3;

/** Measures training images. Null where there are too few, or none has a size that can be measured. */
export function measureTraining(planes: readonly Plane[]): TrainingDistribution | null {
  const sides = planes.map(({ width, height }) => Math.min(width, height));
  const side = Math.min(largestSide, Math.floor(quantile(sides, 0.5)));
  const images = planes.map((plane) => tileStatistics(plane, side)).filter((tiles) => tiles.length > 0);
  if (images.length < fewest) return null;
  const tiles = images.flat();
  const fit = fitTexture(tiles);
  const apart = images.map((own) => {
    const others = fitTexture(images.filter((other) => other !== own).flat());
    return middle(own.map(({ texture }) => distanceFrom(others, texture)));
  });
  return {
    images: images.length,
    side,
    intensities: intensityNames.map((_, i) => {
      const values = tiles.map(({ intensities }) => intensities[i] as number);
      return { low: Math.min(...values), high: Math.max(...values) };
    }),
    ...fit,
    typical: middle(apart),
  };
}

/**
 * Why an image lies outside what was trained on, one sentence each; none where it does not. By its grey levels: far
 * beyond those of all training tiles. By its texture: the median distance of its tiles from the training's on their
 * principal components is three times as large as is usual among these.
 */
export function reasonsOutside(training: TrainingDistribution, plane: Plane): string[] {
  const tiles = tileStatistics(plane, training.side);
  if (tiles.length === 0) return [];
  const contrast = contrastOf(training);
  const reasons = intensityNames.flatMap((name, i) => {
    const { low, high } = training.intensities[i] as { low: number; high: number };
    const value = middle(tiles.map(({ intensities }) => intensities[i] as number));
    const margin = (high - low) / 2 + contrast / 10;
    if (value >= low - margin && value <= high + margin) return [];
    const beyond = value < low ? 'below' : 'above';
    return [
      `its ${name} of ${figure(value)} lies far ${beyond} the training images’ ${figure(low)} to ${figure(high)}`,
    ];
  });
  const distance = middle(tiles.map(({ texture }) => distanceFrom(training, texture)));
  const limit = factor * training.typical;
  if (distance > limit) {
    reasons.push(
      `its texture lies ${figure(distance / training.typical)} times as far from the training images as these usually lie from each other`,
    );
  }
  return reasons;
}

/** From the darkest to the brightest that training images are. */
function contrastOf({ intensities }: TrainingDistribution): number {
  return (intensities[4]?.high ?? 0) - (intensities[2]?.low ?? 0);
}

type Texture = Pick<TrainingDistribution, 'mean' | 'scale' | 'components' | 'variance'>;

function fitTexture(tiles: readonly ImageStatistics[]): Texture {
  const rows = tiles.map(({ texture }) => texture);
  const width = rows[0]?.length ?? 0;
  const column = (i: number): number[] => rows.map((row) => row[i] as number);
  const mean = Array.from({ length: width }, (_, i) => sum(column(i)) / rows.length);
  const scale = mean.map((centre, i) =>
    Math.max(leastScale, Math.sqrt(sum(column(i).map((value) => (value - centre) ** 2)) / rows.length)),
  );
  const scaled = rows.map((row) =>
    row.map((value, i) => (value - (mean[i] as number)) / (scale[i] as number)),
  );
  const { components, explainedVariance }: Pick<Pca, 'components' | 'explainedVariance'> =
    scaled.length < 2 ? { components: [], explainedVariance: [] } : fitPca(scaled, width);
  return { mean, scale, components: components.map((each) => [...each]), variance: explainedVariance };
}

/** Mahalanobis' distance along the components, with what lies beside them counted as along the least of them. */
function distanceFrom({ mean, scale, components, variance }: Texture, texture: readonly number[]): number {
  const row = texture.map((value, i) => (value - (mean[i] as number)) / (scale[i] as number));
  const pca: Pca = {
    mean: new Float64Array(row.length),
    components: components.map((each) => Float64Array.from(each)),
    ...{ explainedVariance: [], explainedVarianceRatio: [], rows: 0 },
  };
  const { scores, residual } = projectPca(pca, row);
  const along = scores.map((score, i) => score ** 2 / Math.max(leastVariance, variance[i] ?? 0));
  return Math.sqrt((sum(along) + residual ** 2 / leastVariance) / row.length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const middle = (values: readonly number[]): number => quantile(values, 0.5);
const figure = (value: number): string => String(Number(value.toPrecision(3)));
