import type { RasterData } from './raster.ts';

const bins = 65536;
/** The most ranks that a second pass can look for; each costs 512 kB. */
const maxRanks = 8;

/**
 * Exact percentiles of any number of images in bounded memory: 8 and 16-bit pixels are counted by value in one
 * pass; 32-bit floats take two passes, the first by the upper and the second by the lower half of their bits
 * (a radix selection). Values that are not finite do not count. Images may come in any order, which changes
 * nothing, as counts are whole numbers.
 * Own code: streaming sketches in packages are approximations, and numpy's percentile needs all values at once.
 */
export class ValueCounts {
  /** Integer pixels by value. */
  readonly #whole = new Float64Array(bins);
  /** Floats by the upper half of their sortable bits. */
  readonly #upper = new Float64Array(bins);
  /** Lower halves of the values whose upper half holds a wanted rank; filled by the second pass. */
  #lower: Map<number, Float64Array> | undefined;
  #floats = 0;
  #count = 0;

  /** Finite values seen in the first pass. */
  get count(): number {
    return this.#count;
  }

  /** First pass: every image once. */
  add(data: RasterData): void {
    if (data instanceof Float32Array) {
      const bits = bitsOf(data);
      for (let i = 0; i < bits.length; i += 1) {
        if (!Number.isFinite(data[i])) continue;
        const key = sortable(bits[i] as number) >>> 16;
        this.#upper[key] = (this.#upper[key] as number) + 1;
        this.#floats += 1;
        this.#count += 1;
      }
      return;
    }
    for (let i = 0; i < data.length; i += 1) {
      const value = data[i] as number;
      this.#whole[value] = (this.#whole[value] as number) + 1;
    }
    this.#count += data.length;
  }

  /**
   * Ends the first pass. True where a second is needed: every image once more through `addAgain`.
   * @param percentiles those that will be asked for, 0 to 100.
   */
  needsSecondPass(percentiles: readonly number[]): boolean {
    if (this.#floats === 0) return false;
    const upper = this.#allUpper();
    const ranks = percentiles.flatMap((percentile) => this.#ranksOf(percentile));
    if (ranks.length > maxRanks) throw new RangeError(`At most ${maxRanks / 2} percentiles at a time.`);
    this.#lower = new Map(ranks.map((rank) => [place(upper, rank).key, new Float64Array(bins)]));
    return true;
  }

  addAgain(data: RasterData): void {
    const floats = data instanceof Float32Array ? data : Float32Array.from(data);
    const bits = bitsOf(floats);
    for (let i = 0; i < bits.length; i += 1) {
      if (!Number.isFinite(floats[i])) continue;
      const key = sortable(bits[i] as number);
      const lower = this.#lower?.get(key >>> 16);
      if (lower) lower[key & 0xffff] = (lower[key & 0xffff] as number) + 1;
    }
  }

  /** The percentile (0 to 100) with linear interpolation between ranks, as numpy.percentile; NaN of nothing. */
  percentile(percentile: number): number {
    if (this.#count === 0) return NaN;
    const [below, above] = this.#ranksOf(percentile).map((rank) => this.#valueAt(rank)) as [number, number];
    const rank = (percentile / 100) * (this.#count - 1);
    return below + (above - below) * (rank - Math.floor(rank));
  }

  #ranksOf(percentile: number): number[] {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new RangeError(`A percentile lies within 0 to 100, not at ${percentile}.`);
    }
    const rank = (percentile / 100) * Math.max(0, this.#count - 1);
    return [Math.floor(rank), Math.ceil(rank)];
  }

  #valueAt(rank: number): number {
    if (this.#floats === 0) return place(this.#whole, rank).key;
    const { key, before } = place(this.#allUpper(), rank);
    const lower = this.#lower?.get(key);
    if (!lower) throw new RangeError('This percentile was not asked for before the second pass.');
    return floatOf(((key << 16) | place(lower, rank - before).key) >>> 0);
  }

  /** Integers among floats count as the floats they are. */
  #allUpper(): Float64Array {
    if (this.#floats === this.#count) return this.#upper;
    const all = this.#upper.slice();
    const bits = bitsOf(Float32Array.from({ length: bins }, (_, value) => value));
    for (let value = 0; value < bins; value += 1) {
      const key = sortable(bits[value] as number) >>> 16;
      all[key] = (all[key] as number) + (this.#whole[value] as number);
    }
    return all;
  }
}

/** The bin that holds a rank, and how many values lie in the bins before it. */
function place(counts: Float64Array, rank: number): { key: number; before: number } {
  let before = 0;
  for (let key = 0; key < counts.length; key += 1) {
    const here = counts[key] as number;
    if (before + here > rank) return { key, before };
    before += here;
  }
  throw new RangeError(`There is no value of rank ${rank}.`);
}

function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

/** Bits of a float as a whole number that sorts as the float does: negative ones turned over. */
function sortable(bits: number): number {
  return (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
}

function floatOf(key: number): number {
  const bits = Uint32Array.of((key & 0x80000000 ? key & 0x7fffffff : ~key) >>> 0);
  return new Float32Array(bits.buffer)[0] as number;
}
