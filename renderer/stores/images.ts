import { defineStore } from 'pinia';
import { markRaw, shallowReactive } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { ViewedImage, ViewedInfo } from '../../electron/contract/view-methods.ts';
import { useConnection } from '../client/current.ts';
import { pictureOf, type ImageSource } from '../viewer/image-source.ts';

/** An image that was asked for: there, on its way, or the reason why not. */
export interface ImageSlot {
  source: ImageSource | null;
  busy: boolean;
  /** One sentence; empty while there is nothing wrong. */
  error: string;
}

interface Entry {
  slot: ImageSlot;
  controller: AbortController;
  users: number;
}

/** Entries that nobody holds any more; a described image is a few kilobytes. */
const idleKept = 200;

/** Images at full depth: what is known of them, and their tiles from the engine. */
export const useImages = defineStore('images', () => {
  const connection = useConnection();
  const entries = new Map<string, Entry>();
  let generation = 0;

  /** Begins to open an image, or holds it open; every `hold` is followed by a `release` of the same image. */
  function hold(image: ViewedImage): ImageSlot {
    const key = JSON.stringify(image);
    const known = entries.get(key);
    if (known) {
      known.users += 1;
      if (known.slot.error !== '') void open(image, known);
      return known.slot;
    }
    const slot = shallowReactive<ImageSlot>({ source: null, busy: true, error: '' });
    const entry = { slot, controller: new AbortController(), users: 1 };
    entries.set(key, entry);
    void open(image, entry);
    return slot;
  }

  function release(image: ViewedImage): void {
    const key = JSON.stringify(image);
    const entry = entries.get(key);
    if (!entry) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.slot.busy) {
      entry.controller.abort();
      entries.delete(key);
    }
    forgetIdle();
  }

  function forgetIdle(): void {
    const idle = [...entries].filter(([, { users }]) => users === 0);
    for (const [key] of idle.slice(0, Math.max(0, idle.length - idleKept))) entries.delete(key);
  }

  async function open(image: ViewedImage, { slot, controller }: Entry): Promise<void> {
    Object.assign(slot, { busy: true, error: '' });
    try {
      const info = await connection.call('view.describe', { image }, { signal: controller.signal });
      slot.source = sourceOf(image, info);
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code !== 'cancelled') slot.error = error.message;
    } finally {
      slot.busy = false;
    }
  }

  function sourceOf(image: ViewedImage, info: ViewedInfo): ImageSource {
    generation += 1;
    const { width, height, channels, dtype } = info;
    return markRaw<ImageSource>({
      key: `${generation} ${JSON.stringify(image)}`,
      ...{ width, height, channels, dtype, info, whole: null },
      tile: async (reduce, box, signal) =>
        pictureOf(await connection.call('view.tile', { image, reduce, box }, { signal })),
    });
  }

  /** Images are read anew: their files, datasets or weights may have changed. */
  function forget(matches: (image: ViewedImage) => boolean): void {
    for (const [key, { users }] of entries) {
      if (users === 0 && matches(JSON.parse(key) as ViewedImage)) entries.delete(key);
    }
  }

  return { hold, release, forget };
});
