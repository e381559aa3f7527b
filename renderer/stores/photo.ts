import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, watch } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { useProject } from './project.ts';

export type PhotoView = MethodResult<'photo.view'>;

/** A picture that is being fetched, is there, or cannot be had. */
export interface PhotoSlot {
  view: PhotoView | null;
  error: string;
}

/** Longer side of a picture in the gallery and of one shown large, in pixels. */
export const thumbnailSize = 192;
export const largeSize = 4096;

const atOnce = 3;
const largeKept = 8;

/** The project's photos: which one is looked at, and their pictures, fetched when they come into sight. */
export const usePhoto = defineStore('photo', () => {
  const connection = useConnection();
  const project = useProject();
  const selected = ref(0);
  const files = computed(() => project.photos);
  const file = computed(() => files.value[selected.value] ?? null);
  const slots = shallowReactive(new Map<string, PhotoSlot>());
  const queue: { key: string; file: string; maxSize: number }[] = [];
  const running = new Set<string>();

  watch(
    () => project.folder,
    () => {
      selected.value = 0;
      slots.clear();
      queue.length = 0;
    },
  );

  /** The picture of a file at a size, if it is there. */
  function picture(path: string, maxSize: number): PhotoSlot | null {
    const key = `${maxSize} ${path}`;
    return slots.get(key) ?? null;
  }

  /** Asks for a picture; the one asked last comes first, as it is the one in sight. */
  function want(path: string, maxSize: number): void {
    const key = `${maxSize} ${path}`;
    if (slots.has(key) || running.has(key) || queue.some((entry) => entry.key === key)) return;
    queue.push({ key, file: path, maxSize });
    pump();
  }

  function pump(): void {
    while (running.size < atOnce) {
      const next = queue.pop();
      if (!next) return;
      running.add(next.key);
      void fetchOne(next.key, next.file, next.maxSize).finally(() => {
        running.delete(next.key);
        pump();
      });
    }
  }

  async function fetchOne(key: string, path: string, maxSize: number): Promise<void> {
    try {
      const view = await connection.call('photo.view', { file: path, maxSize });
      slots.set(key, { view, error: '' });
    } catch (thrown) {
      slots.set(key, { view: null, error: AbbeError.wrap(thrown).message });
    }
    if (maxSize === largeSize) forgetOldest();
  }

  /** Large pictures are megabytes each; the map keeps the order in which they came. */
  function forgetOldest(): void {
    const large = [...slots.keys()].filter((key) => key.startsWith(`${largeSize} `));
    for (const key of large.slice(0, Math.max(0, large.length - largeKept))) slots.delete(key);
  }

  /** Asks again for pictures that failed, for example because the engine stopped meanwhile. */
  connection.onReady(() => {
    for (const [key, slot] of slots) if (slot.error !== '') slots.delete(key);
  });

  /** Drops what is kept of a file that was written again. */
  function forget(path: string): void {
    for (const key of [...slots.keys()]) if (key.endsWith(` ${path}`)) slots.delete(key);
  }

  function select(index: number): void {
    if (files.value.length === 0) return;
    selected.value = Math.min(files.value.length - 1, Math.max(0, index));
  }

  return { files, file, selected, picture, want, forget, select };
});
