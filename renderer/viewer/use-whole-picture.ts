import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { Pixels } from '../../electron/contract/images.ts';
import type { ViewedImage } from '../../electron/contract/view-methods.ts';
import { useConnection } from '../client/current.ts';

export interface WholePicture {
  pixels: Pixels | null;
  busy: boolean;
  /** One sentence; empty while there is nothing wrong. */
  error: string;
}

/** A small 8-bit image as one picture, for galleries: without tiles, contrast or zoom. */
export function useWholePicture(named: () => ViewedImage | null): Readonly<ShallowRef<WholePicture>> {
  const connection = useConnection();
  const state = shallowRef<WholePicture>({ pixels: null, busy: false, error: '' });
  let controller: AbortController | undefined;

  async function load(image: ViewedImage, signal: AbortSignal): Promise<void> {
    state.value = { pixels: null, busy: true, error: '' };
    try {
      const { width, height } = await connection.call('view.describe', { image }, { signal });
      const box = { x: 0, y: 0, width, height };
      const pixels = await connection.call('view.tile', { image, reduce: 1, box }, { signal });
      if (!signal.aborted) state.value = { pixels, busy: false, error: '' };
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (!signal.aborted) state.value = { pixels: null, busy: false, error: error.message };
    }
  }

  watch(
    () => JSON.stringify(named()),
    () => {
      controller?.abort();
      controller = new AbortController();
      const image = named();
      if (image) void load(image, controller.signal);
      else state.value = { pixels: null, busy: false, error: '' };
    },
    { immediate: true },
  );
  onScopeDispose(() => controller?.abort());
  return state;
}
