import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { ViewedImage } from '../../electron/contract/view-methods.ts';
import { useImages, type ImageSlot } from '../stores/images.ts';

const empty: ImageSlot = { source: null, busy: false, error: '' };

/** The image that a getter names, opened while the calling component lives. */
export function useImage(named: () => ViewedImage | null): ComputedRef<ImageSlot> {
  const images = useImages();
  const held = shallowRef<{ image: ViewedImage; slot: ImageSlot } | null>(null);
  const letGo = (): void => {
    if (held.value) images.release(held.value.image);
    held.value = null;
  };
  watch(
    () => JSON.stringify(named()),
    () => {
      const image = named();
      const before = held.value;
      // Held before the other is released: what both need stays.
      held.value = image && { image, slot: images.hold(image) };
      if (before) images.release(before.image);
    },
    { immediate: true },
  );
  onScopeDispose(letGo);
  return computed(() => held.value?.slot ?? empty);
}
