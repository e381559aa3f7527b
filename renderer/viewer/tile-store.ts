import { AbbeError } from '../../electron/contract/errors.ts';
import type { ImageSource, Picture } from './image-source.ts';
import { fetchBox, type TileId } from './tile-plan.ts';

export interface Wish {
  source: ImageSource;
  tile: TileId;
}

interface Loading {
  controller: AbortController;
  promise: Promise<void>;
}

/**
 * Tiles in the page's memory, shared by all viewers: the least recently used are given up beyond a bound, at most a
 * few are asked for at a time, and those that nobody sees any more are cancelled.
 */
export class TileStore {
  readonly #maxBytes: number;
  readonly #atOnce: number;
  readonly #kept = new Map<string, Picture>();
  readonly #loading = new Map<string, Loading>();
  readonly #failed = new Map<string, string>();
  readonly #wishes = new Map<object, { wishes: readonly Wish[]; changed: () => void }>();
  #bytes = 0;

  constructor(maxBytes = 256 * 2 ** 20, atOnce = 4) {
    this.#maxBytes = maxBytes;
    this.#atOnce = atOnce;
  }

  /** Of all tiles kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Tiles that viewers still wait for. */
  get pending(): number {
    let count = this.#loading.size;
    for (const { wishes } of this.#wishes.values()) {
      count += wishes.filter(({ tile: { key } }) => !this.#kept.has(key) && !this.#failed.has(key)).length;
    }
    return count;
  }

  /** A tile where it is here. */
  get({ key }: TileId): Picture | undefined {
    const picture = this.#kept.get(key);
    if (picture) {
      this.#kept.delete(key);
      this.#kept.set(key, picture);
    }
    return picture;
  }

  /** What a viewer wants to show now, first things first; it is told when one of them has come or failed. */
  want(viewer: object, wishes: readonly Wish[], changed: () => void): void {
    const missing = wishes.filter(({ tile }) => !this.#kept.has(tile.key) && !this.#failed.has(tile.key));
    this.#wishes.set(viewer, { wishes: missing, changed });
    const wanted = new Set(
      [...this.#wishes.values()].flatMap((each) => each.wishes.map(({ tile }) => tile.key)),
    );
    for (const [key, { controller }] of this.#loading) if (!wanted.has(key)) controller.abort();
    this.#pump();
  }

  /** A viewer that is gone. */
  forget(viewer: object): void {
    this.want(viewer, [], () => undefined);
    this.#wishes.delete(viewer);
  }

  /** Why tiles of an image cannot be had; empty while there is nothing wrong. */
  failure({ key }: ImageSource): string {
    for (const [tile, reason] of this.#failed) if (tile.startsWith(`${key}|`)) return reason;
    return '';
  }

  /** Tries again what failed. */
  retry(): void {
    this.#failed.clear();
    for (const { changed } of this.#wishes.values()) changed();
  }

  #pump(): void {
    for (const { wishes } of this.#wishes.values()) {
      for (const wish of wishes) {
        if (this.#loading.size >= this.#atOnce) return;
        const { key } = wish.tile;
        if (!this.#loading.has(key) && !this.#kept.has(key) && !this.#failed.has(key)) this.#load(wish);
      }
    }
  }

  #load({ source, tile }: Wish): void {
    const controller = new AbortController();
    const promise = source
      .tile(tile.reduce, fetchBox(source, tile), controller.signal)
      .then((picture) => this.#keep(tile.key, picture))
      .catch((thrown: unknown) => {
        const error = AbbeError.wrap(thrown);
        if (error.code !== 'cancelled') this.#failed.set(tile.key, error.message);
      })
      .finally(() => {
        this.#loading.delete(tile.key);
        this.#tell(tile.key);
        this.#pump();
      });
    this.#loading.set(tile.key, { controller, promise });
  }

  #tell(key: string): void {
    for (const { wishes, changed } of this.#wishes.values()) {
      if (wishes.some(({ tile }) => tile.key === key)) changed();
    }
  }

  #keep(key: string, picture: Picture): void {
    this.#kept.set(key, picture);
    this.#bytes += picture.data.byteLength;
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= this.#maxBytes || oldest === key) return;
      this.#kept.delete(oldest);
      this.#bytes -= old.data.byteLength;
    }
  }
}

/** The page's own. */
export const tiles = new TileStore();
