import { crop } from '../../imaging/raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Tile } from '../../inference/tiles.ts';
import { runTiled } from '../../inference/tiles.ts';
import type { TranslateOptions } from '../../training/trainer.ts';
import type { PairedGenerator, Values } from './generator.ts';
import type { Size } from '../../training/buckets.ts';
import type { PairKind } from './kind.ts';

/** Images of up to so many pixels go through whole. */
export const wholePixels = 1024 * 1024;
/** Side of tiles and overlap between neighbours where the network looks at all of the image (px). */
const tileSide = 512;
const blendedOverlap = 128;

/** What tiles need of a generator. */
export interface TileGenerator extends Pick<PairedGenerator, 'network' | 'multiple' | 'paddedSize' | 'run'> {
  kind: Pick<PairKind, 'outputs'> & Partial<PairKind>;
}

/**
 * An image through a generator, whole or in tiles. Where no pixel depends on input beyond the receptive radius,
 * tiles give the numbers of the whole; statistics of normalisation layers are of each tile, and there neighbouring
 * tiles are blended over their overlap.
 */
export async function translateTiled(
  generator: TileGenerator,
  image: Raster,
  options: TranslateOptions,
): Promise<Values> {
  const { width, height } = image;
  const { stride, receptiveRadius } = generator.network;
  const blends = !Number.isFinite(receptiveRadius);
  const radius = blends ? blendedOverlap / 2 : receptiveRadius;
  const margin = marginOf(stride, receptiveRadius);
  const padded = generator.paddedSize(image);
  const whole = padded.width * padded.height <= wholePixels;
  const side = whole ? Math.max(padded.width, padded.height) : largeTile(generator.multiple, margin);
  const canvas = new Canvas(width, height, generator.kind.outputs, blends ? 2 * margin : 0);
  const run = (tile: Tile, currentSide: number): void => {
    if (tile.x === 0 && tile.y === 0) canvas.clear();
    const own = generator.paddedSize(tile);
    // Tiles at the border are continued to the side of the others: one shape for all.
    const size = {
      width: width > currentSide ? currentSide : own.width,
      height: height > currentSide ? currentSide : own.height,
    };
    canvas.add(tile, generator.run(crop(image, tile), size));
  };
  await runTiled(width, height, { tile: side, stride, receptiveRadius: radius }, run, options);
  return canvas.result();
}

/** Sides (px) of the pieces that an image goes through in: its own, continued, or a tile's. */
export function pieceSize(
  { network: { stride, receptiveRadius }, multiple }: Pick<TileGenerator, 'network' | 'multiple'>,
  image: Size,
): Size {
  const up = (side: number): number => Math.ceil(side / multiple) * multiple;
  const padded = { width: up(image.width), height: up(image.height) };
  if (padded.width * padded.height <= wholePixels) return padded;
  const side = largeTile(multiple, marginOf(stride, receptiveRadius));
  return { width: side, height: side };
}

/** What a tile reaches beyond its core (px), or fades over to either side. */
const marginOf = (stride: number, receptiveRadius: number): number =>
  Math.ceil((Number.isFinite(receptiveRadius) ? receptiveRadius : blendedOverlap / 2) / stride) * stride;

const largeTile = (multiple: number, margin: number): number =>
  Math.ceil(Math.max(tileSide, 4 * margin) / multiple) * multiple;

/** Collects tiles: their cores, or their weighted mean where they overlap. */
class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #channels: number;
  /** Neighbouring tiles fade into each other over this (px); 0: cores side by side. */
  readonly #overlap: number;
  readonly #sum: Float32Array;
  readonly #weight: Float32Array;

  constructor(width: number, height: number, channels: number, overlap: number) {
    this.#width = width;
    this.#height = height;
    this.#channels = channels;
    this.#overlap = overlap;
    this.#sum = new Float32Array(width * height * channels);
    this.#weight = new Float32Array(width * height);
  }

  clear(): void {
    this.#sum.fill(0);
    this.#weight.fill(0);
  }

  add(tile: Tile, { data }: Values): void {
    const channels = this.#channels;
    for (let y = 0; y < tile.height; y += 1) {
      const across = this.#fade(y, tile.y, tile.height, this.#height, tile.core.y, tile.core.height);
      if (across === 0) continue;
      for (let x = 0; x < tile.width; x += 1) {
        const weight = across * this.#fade(x, tile.x, tile.width, this.#width, tile.core.x, tile.core.width);
        if (weight === 0) continue;
        const at = (tile.y + y) * this.#width + tile.x + x;
        this.#weight[at] = (this.#weight[at] as number) + weight;
        for (let c = 0; c < channels; c += 1) {
          const value = data[(y * tile.width + x) * channels + c] as number;
          this.#sum[at * channels + c] = (this.#sum[at * channels + c] as number) + weight * value;
        }
      }
    }
  }

  result(): Values {
    const channels = this.#channels;
    const data = this.#sum.map((sum, i) => sum / (this.#weight[Math.floor(i / channels)] as number));
    return { width: this.#width, height: this.#height, data };
  }

  /** Weight of a tile's row or column: rises and falls over the overlap, but not at the image's own border. */
  #fade(at: number, start: number, length: number, whole: number, core: number, coreLength: number): number {
    if (this.#overlap === 0) return start + at >= core && start + at < core + coreLength ? 1 : 0;
    const rise = start === 0 ? 1 : (at + 0.5) / this.#overlap;
    const fall = start + length === whole ? 1 : (length - at - 0.5) / this.#overlap;
    return Math.min(1, rise, fall);
  }
}
