import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { Pixels } from '../../electron/contract/images.ts';
import type { ViewedImage, ViewedInfo } from '../../electron/contract/view-methods.ts';
import { useConnection } from '../client/current.ts';
import { pictureOf } from './image-source.ts';
import { defaultShading, shadingText, shareOf } from './shading.ts';

export interface WholePicture {
  /** Of 8 bits. */
  pixels: Pixels | null;
  /** The contrast in use, in words; empty where the image has 8 bits and is shown as it is. */
  contrast: string;
  busy: boolean;
  /** One sentence; empty while there is nothing wrong. */
  error: string;
}

/** A small image as one 8-bit picture, for galleries: without tiles, contrast or zoom. */
export function useWholePicture(named: () => ViewedImage | null): Readonly<ShallowRef<WholePicture>> {
  const connection = useConnection();
  const state = shallowRef<WholePicture>({ pixels: null, contrast: '', busy: false, error: '' });
  let controller: AbortController | undefined;

  async function load(image: ViewedImage, signal: AbortSignal): Promise<void> {
    state.value = { pixels: null, contrast: '', busy: true, error: '' };
    try {
      const info = await connection.call('view.describe', { image }, { signal });
      const box = { x: 0, y: 0, width: info.width, height: info.height };
      const pixels = await connection.call('view.tile', { image, reduce: 1, box }, { signal });
      if (!signal.aborted) state.value = { ...inEightBits(pixels, info), busy: false, error: '' };
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (!signal.aborted) state.value = { pixels: null, contrast: '', busy: false, error: error.message };
    }
  }

  watch(
    () => JSON.stringify(named()),
    () => {
      controller?.abort();
      controller = new AbortController();
      const image = named();
      if (image) void load(image, controller.signal);
      else state.value = { pixels: null, contrast: '', busy: false, error: '' };
    },
    { immediate: true },
  );
  onScopeDispose(() => controller?.abort());
  return state;
}

/** With the contrast that the image is first shown with in a viewer. */
function inEightBits(pixels: Pixels, info: ViewedInfo): Pick<WholePicture, 'pixels' | 'contrast'> {
  if (pixels.dtype === 'uint8') return { pixels, contrast: '' };
  const shading = defaultShading(info);
  const { data: samples, channels } = pictureOf(pixels);
  const data = Uint8Array.from(samples as ArrayLike<number>, (value, i) =>
    Math.round(255 * shareOf(value, shading.contrasts[i % channels] ?? shading.contrasts[0], false)),
  );
  return { pixels: { ...pixels, dtype: 'uint8', data }, contrast: shadingText(shading) };
}
