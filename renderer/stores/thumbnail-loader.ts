import { shallowReactive } from 'vue';
import type { Pixels } from '../../electron/contract/images.ts';
import { AbbeError } from '../../electron/contract/errors.ts';

/** A small picture, or why there is none. */
export interface Thumb {
  pixels: Pixels | null;
  error: string;
}

export interface LoaderOptions<T extends Thumb> {
  /** Gets the thumbnails of some keys; rejects with `cancelled` once they are no longer wanted. */
  fetch(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, T>>;
  /** Keys in one request: few, so that scrolling away costs little. */
  batch?: number;
  maxBytes?: number;
  /** How long the view must rest before anything is asked for, in milliseconds. */
  restMs?: number;
}

/** Thumbnails of what is in sight. */
export interface ThumbnailLoader<T extends Thumb> {
  get(key: string): T | null;
  /** Says what is in sight now, most wanted first; what was asked for and is not among it is cancelled. */
  show(keys: readonly string[]): void;
  /** Forgets everything: other pictures stand under the keys now. */
  clear(): void;
  /** Forgets what could not be had, to try it again. */
  retry(): void;
}

/** Fetches thumbnails in batches, one request at a time, and keeps those used last within a bound. */
export function createThumbnailLoader<T extends Thumb>({
  fetch,
  batch = 16,
  maxBytes = 96 * 2 ** 20,
  restMs = 30,
}: LoaderOptions<T>): ThumbnailLoader<T> {
  const thumbs = shallowReactive(new Map<string, T>());
  let wanted: readonly string[] = [];
  let running: { keys: readonly string[]; controller: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let bytes = 0;

  function keep(key: string, thumb: T): void {
    const before = thumbs.get(key);
    bytes += sizeOf(thumb) - (before ? sizeOf(before) : 0);
    thumbs.set(key, thumb);
  }

  /** Those in sight stay, whatever they take. */
  function forgetOldest(): void {
    const inSight = new Set(wanted);
    for (const [key, thumb] of thumbs) {
      if (bytes <= maxBytes) return;
      if (inSight.has(key)) continue;
      bytes -= sizeOf(thumb);
      thumbs.delete(key);
    }
  }

  async function pump(): Promise<void> {
    if (running) return;
    const keys = wanted.filter((key) => !thumbs.has(key)).slice(0, batch);
    if (keys.length === 0) return;
    const mine = { keys, controller: new AbortController() };
    running = mine;
    try {
      const found = await fetch(keys, mine.controller.signal);
      if (mine.controller.signal.aborted) return;
      for (const key of keys) {
        const thumb = found.get(key);
        if (thumb) keep(key, thumb);
      }
      // What was neither given nor refused would be asked for without end.
      wanted = wanted.filter((key) => thumbs.has(key) || !keys.includes(key));
      forgetOldest();
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code === 'cancelled' || mine.controller.signal.aborted) return;
      for (const key of keys) keep(key, { pixels: null, error: error.message } as T);
    } finally {
      if (running === mine) running = null;
      void pump();
    }
  }

  function show(keys: readonly string[]): void {
    wanted = keys;
    const inSight = new Set(keys);
    if (running && !running.keys.some((key) => inSight.has(key))) {
      running.controller.abort();
      running = null;
    }
    clearTimeout(timer);
    timer = setTimeout(() => void pump(), restMs);
  }

  return {
    get: (key) => thumbs.get(key) ?? null,
    show,
    clear() {
      running?.controller.abort();
      running = null;
      thumbs.clear();
      bytes = 0;
      if (wanted.length > 0) show(wanted);
    },
    retry() {
      for (const [key, thumb] of thumbs) if (thumb.pixels === null) thumbs.delete(key);
      if (wanted.length > 0) show(wanted);
    },
  };
}

function sizeOf({ pixels }: Thumb): number {
  return (pixels?.data.byteLength ?? 0) + 256;
}
