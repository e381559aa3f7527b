/**
 * Things by key, the least recently used given up beyond `maxBytes`; those being made are made once.
 * Own code: a Map keeps the order of use by itself, and a package would add no more than these lines.
 */
export class BoundedCache<T extends object> {
  readonly #maxBytes: number;
  readonly #bytesOf: (thing: T) => number;
  readonly #kept = new Map<string, T>();
  readonly #coming = new Map<string, Promise<T>>();
  #bytes = 0;

  /** @param bytesOf the memory of a thing; asked anew when it is given up, so it must not change. */
  constructor(maxBytes: number, bytesOf: (thing: T) => number) {
    this.#maxBytes = maxBytes;
    this.#bytesOf = bytesOf;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the thing is there already. */
  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** The thing under a key, made where it is not there; a failed `make` is tried anew the next time. */
  async get(key: string, make: () => Promise<T>): Promise<T> {
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

  /** Gives up everything that is kept. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #make(key: string, make: () => Promise<T>): Promise<T> {
    try {
      const thing = await make();
      this.#keep(key, thing);
      return thing;
    } finally {
      this.#coming.delete(key);
    }
  }

  #keep(key: string, thing: T): void {
    const bytes = this.#bytesOf(thing);
    if (bytes > this.#maxBytes) return;
    this.#kept.set(key, thing);
    this.#bytes += bytes;
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= this.#bytesOf(old);
    }
  }
}
