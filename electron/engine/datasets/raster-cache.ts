import type { Raster } from '../imaging/raster.ts';

/**
 * Rasters by key, the least recently used given up beyond `maxBytes`; those being made are made once.
 * Own code: a Map keeps the order of use by itself, and a package would add no more than these lines.
 */
export class RasterCache {
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Raster>();
  readonly #coming = new Map<string, Promise<Raster>>();
  #bytes = 0;

  constructor(maxBytes = 512 * 2 ** 20) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of pixels held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The raster under a key, made where it is not there; a failed `make` is tried anew the next time. */
  async get(key: string, make: () => Promise<Raster>): Promise<Raster> {
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const coming = this.#coming.get(key) ?? this.#make(key, make);
    this.#coming.set(key, coming);
    return coming;
  }

  async #make(key: string, make: () => Promise<Raster>): Promise<Raster> {
    try {
      const raster = await make();
      this.#keep(key, raster);
      return raster;
    } finally {
      this.#coming.delete(key);
    }
  }

  #keep(key: string, raster: Raster): void {
    if (raster.data.byteLength > this.#maxBytes) return;
    this.#kept.set(key, raster);
    this.#bytes += raster.data.byteLength;
    for (const [oldest, { data }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= data.byteLength;
    }
  }
}
