import { shallowReactive } from 'vue';
import type { View } from './view-transform.ts';

/** A view that one or several viewers share: zooming or panning in one moves them all. */
export interface SharedView {
  current: View;
}

export function useView(): SharedView {
  return shallowReactive({ current: { scale: 1, centreX: 0, centreY: 0, fitted: true } });
}
