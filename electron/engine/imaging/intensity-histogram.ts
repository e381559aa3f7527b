import type { RasterData } from './raster.ts';

const values = 65536;

/**
 * A histogram of any number of images in bounded memory. 8 and 16-bit pixels are counted by value in the first
 * pass; floats need a second one, once the edges are known. Values that are not finite do not count.
 */
export class IntensityHistogram {
  readonly #whole = new Float64Array(values);
  #min = Infinity;
  #max = -Infinity;
  #hasFloats = false;
  #floats: { edges: readonly number[]; counts: number[] } | undefined;

  /** Smallest and largest value so far; Infinity and -Infinity of nothing. */
  get range(): { min: number; max: number } {
    return { min: this.#min, max: this.#max };
  }

  get hasFloats(): boolean {
    return this.#hasFloats;
  }

  /** First pass. */
  add(data: RasterData): void {
    const isFloat = data instanceof Float32Array;
    this.#hasFloats ||= isFloat;
    let [min, max] = [this.#min, this.#max];
    for (let i = 0; i < data.length; i += 1) {
      const value = data[i] as number;
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      if (!isFloat) this.#whole[value] = (this.#whole[value] as number) + 1;
    }
    [this.#min, this.#max] = [min, max];
  }

  /** Second pass, for images of floats. */
  addAgain(data: Float32Array, edges: readonly number[]): void {
    this.#floats ??= { edges, counts: Array<number>(edges.length - 1).fill(0) };
    const { counts } = this.#floats;
    for (let i = 0; i < data.length; i += 1) count(counts, edges, data[i] as number, 1);
  }

  /** Values in each bin; the last holds its upper edge too. */
  counts(edges: readonly number[]): number[] {
    const counts = this.#floats ? [...this.#floats.counts] : Array<number>(edges.length - 1).fill(0);
    for (let value = 0; value < values; value += 1) {
      const times = this.#whole[value] as number;
      if (times > 0) count(counts, edges, value, times);
    }
    return counts;
  }
}

/**
 * Edges of `bins` equal bins that hold all values of all histograms. Where these are whole numbers the bins are
 * whole too, or some would hold more values than others, which shows as a comb; the last may then end beyond
 * the largest value.
 */
export function commonEdges(histograms: readonly IntensityHistogram[], bins: number): number[] {
  const min = Math.min(...histograms.map(({ range }) => range.min));
  const max = Math.max(...histograms.map(({ range }) => range.max));
  if (!(min <= max)) return Array.from({ length: bins + 1 }, (_, i) => i);
  const isWhole = !histograms.some(({ hasFloats }) => hasFloats);
  const width = isWhole ? Math.ceil((max - min + 1) / bins) : (max - min) / bins || 1 / bins;
  return Array.from({ length: bins + 1 }, (_, i) => min + i * width);
}

function count(counts: number[], edges: readonly number[], value: number, times: number): void {
  const [first, last] = [edges[0] as number, edges.at(-1) as number];
  if (!Number.isFinite(value)) return;
  const bin = Math.floor(((value - first) / (last - first)) * counts.length);
  const inside = Math.min(counts.length - 1, Math.max(0, bin));
  counts[inside] = (counts[inside] as number) + times;
}
