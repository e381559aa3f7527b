import { percentileRange } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';
import { LinearityFit } from '../metrics/linearity.ts';
import type { LineFit } from '../metrics/linearity.ts';
import { residualStructure } from '../metrics/residual-structure.ts';

/** A side of the pairs: what goes in, what comes out, what should. */
export type Side = 'input' | 'result' | 'truth';

export interface ImageResidual {
  id: string;
  /** Null where the residual does not vary, or a pixel is not finite. */
  neighbour: number | null;
  length: number | null;
  withTruth: number | null;
}

/** What the held-out images tell of how far results can be measured in; over pixels, not means of images. */
export interface TrustMeasures {
  /** Images looked at, of so many that are held out. */
  images: number;
  of: number;
  /** Truth (x) against result and input (y); null where the truth does not vary. */
  linearity: { result: LineFit | null; input: LineFit | null };
  /** Pixels spread evenly over all images. */
  points: { truth: number; result: number }[];
  residuals: ImageResidual[];
  /** Of the residual, 1, 2, … pixels away: mean and range over the images. */
  autocorrelation: { mean: number; low: number; high: number }[];
  /** Largest standard error of the neighbours' correlation in white noise. */
  standardError: number;
  /**
   * Share of the pixels of each side in each bin, over all but a thousandth of the truth at either end; null where
   * the input's numbers are not the truth's.
   */
  histogram: { edges: number[]; shares: Record<Side, number[] | null> };
}

const bins = 64;
/** Pixels of each side that the histogram stands on, and that the plot of linearity shows. */
const [mostSampled, mostPoints] = [200_000, 1500];

/** Gathers what pairs tell, one in memory at a time. */
export class TrustCollector {
  readonly #of: number;
  readonly #images: number;
  readonly #result = new LinearityFit();
  readonly #input = new LinearityFit();
  readonly #samples: Record<Side, number[]> = { input: [], result: [], truth: [] };
  readonly #points: TrustMeasures['points'] = [];
  readonly #residuals: ImageResidual[] = [];
  readonly #curves: number[][] = [];
  #standardError = 0;
  /** Truths are whole numbers. */
  #whole = true;

  /** @param images that will be added, `of` those held out. */
  constructor(images: number, of: number) {
    this.#images = images;
    this.#of = of;
  }

  /** @param input null where its numbers are not intensities, such as the classes of a mask. */
  add(id: string, { input, result, truth }: { input: Raster | null; result: Raster; truth: Raster }): void {
    this.#result.add(truth.data, result.data);
    if (input) this.#input.add(truth.data, input.data);
    const { length } = truth.data;
    const places = spread(length, Math.ceil(mostSampled / this.#images));
    const sides = { input, result, truth };
    for (const side of ['input', 'result', 'truth'] as const) {
      const raster = sides[side];
      if (raster) for (const at of places) this.#samples[side].push(raster.data[at] as number);
    }
    for (const at of spread(length, Math.ceil(mostPoints / this.#images))) {
      this.#points.push({ truth: truth.data[at] as number, result: result.data[at] as number });
    }
    this.#whole &&= truth.dtype !== 'float32';
    this.#addResidual(id, result, truth);
  }

  #addResidual(id: string, result: Raster, truth: Raster): void {
    const found = residualStructure(result.data, truth.data, truth);
    this.#residuals.push({
      id,
      neighbour: found?.neighbour ?? null,
      length: found?.length ?? null,
      withTruth: found && Number.isFinite(found.withTruth) ? found.withTruth : null,
    });
    if (!found) return;
    this.#curves.push(found.autocorrelation);
    this.#standardError = Math.max(this.#standardError, found.standardError);
  }

  finish(): TrustMeasures {
    const shortest = Math.min(...this.#curves.map(({ length }) => length));
    const lags = this.#curves.length > 0 ? shortest : 0;
    return {
      images: this.#images,
      of: this.#of,
      linearity: { result: this.#result.fit(), input: this.#input.fit() },
      points: this.#points,
      residuals: this.#residuals,
      autocorrelation: Array.from({ length: lags }, (_, lag) => {
        const values = this.#curves.map((curve) => curve[lag] as number);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return { mean, low: Math.min(...values), high: Math.max(...values) };
      }),
      standardError: this.#standardError,
      histogram: histogramOf(this.#samples, this.#whole),
    };
  }
}

/** At most `count` places in a list, evenly spread but in no step that rows and columns could share. */
function spread(length: number, count: number): number[] {
  if (count >= length) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.floor((((i + 1) * 0.618033988749895) % 1) * length));
}

/** Bins of whole grey levels where pixels are such, or some would hold more values than others. */
function histogramOf(samples: Record<Side, number[]>, whole: boolean): TrustMeasures['histogram'] {
  const data = Float32Array.from(samples.truth);
  const all: Raster = { width: data.length, height: 1, channels: 1, dtype: 'float32', data, notes: [] };
  const { min, max } = percentileRange(all, 0.1, 99.9);
  const low = whole ? Math.floor(min) : min;
  const width = whole ? Math.max(1, Math.ceil((max - low + 1) / bins)) : (max - min) / bins || 1;
  const count = whole ? Math.max(1, Math.ceil((max - low + 1) / width)) : bins;
  const edges = Array.from({ length: count + 1 }, (_, i) => low + i * width);
  const shares = (['input', 'result', 'truth'] as const).map((side) => {
    const values = samples[side];
    if (values.length === 0) return [side, null] as const;
    const counts = new Array<number>(count).fill(0);
    for (const value of values) {
      const bin = Math.floor((value - low) / width);
      if (bin >= 0 && bin < count) counts[bin] = (counts[bin] as number) + 1;
    }
    return [side, counts.map((each) => each / values.length)] as const;
  });
  return { edges, shares: Object.fromEntries(shares) as Record<Side, number[] | null> };
}
