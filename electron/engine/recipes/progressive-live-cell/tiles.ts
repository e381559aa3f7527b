/** Squares of one side over an image, evenly spaced, neighbours sharing `overlap` px at least. */
export interface TileGrid {
  side: number;
  places: { x: number; y: number }[];
}

/** @param width and height of the image (px), not below `side`. */
export function gridOf(width: number, height: number, side: number, overlap: number): TileGrid {
  const starts = (length: number): number[] => {
    const count = Math.max(1, Math.ceil((length - overlap) / (side - overlap)));
    return Array.from({ length: count }, (_, i) =>
      count === 1 ? 0 : Math.round((i * (length - side)) / (count - 1)),
    );
  };
  return { side, places: starts(height).flatMap((y) => starts(width).map((x) => ({ x, y }))) };
}

/** Weighted mean of tiles: each counts less towards its border, where it knows little of its surroundings. */
export class Blend {
  readonly #width: number;
  readonly #channels: number;
  readonly #side: number;
  readonly #rise: Float32Array;
  readonly #sum: Float32Array;
  readonly #weight: Float32Array;

  /** @param overlap over which a tile's weight rises to 1 (px). */
  constructor(width: number, height: number, channels: number, side: number, overlap: number) {
    [this.#width, this.#channels, this.#side] = [width, channels, side];
    this.#rise = Float32Array.from({ length: side }, (_, i) =>
      Math.min(1, (i + 0.5) / overlap, (side - i - 0.5) / overlap),
    );
    this.#sum = new Float32Array(width * height * channels);
    this.#weight = new Float32Array(width * height);
  }

  /** @param tile (side, side, channels), inside the image. */
  add({ x: left, y: top }: { x: number; y: number }, tile: Float32Array): void {
    const [side, channels] = [this.#side, this.#channels];
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const weight = (this.#rise[y] as number) * (this.#rise[x] as number);
        const at = (top + y) * this.#width + left + x;
        this.#weight[at] = (this.#weight[at] as number) + weight;
        for (let c = 0; c < channels; c += 1) {
          const value = tile[(y * side + x) * channels + c] as number;
          this.#sum[at * channels + c] = (this.#sum[at * channels + c] as number) + weight * value;
        }
      }
    }
  }

  /** (height, width, channels); every pixel lies in a tile. */
  result(): Float32Array {
    const channels = this.#channels;
    return this.#sum.map((sum, i) => sum / (this.#weight[Math.floor(i / channels)] as number));
  }
}
