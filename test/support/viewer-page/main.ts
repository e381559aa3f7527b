import { createPinia } from 'pinia';
import { createApp, defineComponent, h, nextTick, shallowRef } from 'vue';
import type { ViewedImage } from '../../../electron/contract/view-methods.ts';
import { createConnection } from '../../../renderer/client/connection.ts';
import { provideClient } from '../../../renderer/client/current.ts';
import { detectHost } from '../../../renderer/client/host.ts';
import ImageViewer from '../../../renderer/viewer/ImageViewer.vue';
import type { Shading } from '../../../renderer/viewer/shading.ts';
import { tiles } from '../../../renderer/viewer/tile-store.ts';
import { useImage } from '../../../renderer/viewer/use-image.ts';
import { useView } from '../../../renderer/viewer/use-view.ts';

// The page's viewer by itself, on the real line to the real engine, told what to show from outside.

const host = detectHost(window);
provideClient({ host, connection: createConnection({ open: () => host.open() }) });

const image = shallowRef<ViewedImage | null>(null);
const shading = shallowRef<Shading | undefined>(undefined);
const readout = shallowRef<string | null>(null);
const view = useView();

const Page = defineComponent(() => {
  const slot = useImage(() => image.value);
  Object.assign(window, { slot });
  return () =>
    slot.value.source
      ? h(ImageViewer, {
          image: slot.value.source,
          shading: shading.value,
          view,
          label: 'Image',
          pixelSize: 0,
          onPoint: (text: string | null) => (readout.value = text),
        })
      : h('p', slot.value.error);
});
createApp(Page).use(createPinia()).mount('#app');

const turn = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

const controls = {
  show: (wanted: ViewedImage) => void (image.value = wanted),
  shade: (wanted: Shading) => void (shading.value = wanted),
  look: (scale: number, centreX: number, centreY: number) =>
    void (view.current = { scale, centreX, centreY, fitted: false }),
  view: () => view.current,
  readout: () => readout.value,
  /** Whether anything of the image is on the screen. */
  painted: () => tiles.bytes > 0,
  /** Until the viewer has asked for everything in sight, and got it. */
  async settled() {
    for (let quiet = 0; quiet < 4;) {
      await nextTick();
      await turn();
      await new Promise((resolve) => setTimeout(resolve, 25));
      quiet = document.querySelector('canvas') && tiles.pending === 0 ? quiet + 1 : 0;
    }
  },
  /** Milliseconds of each frame while the view moves: `at` tells where it is, from 0 to 1. */
  async move(frames: number, from: [number, number, number], to: [number, number, number]) {
    const times: number[] = [];
    let last = await turn();
    for (let i = 1; i <= frames; i += 1) {
      const share = i / frames;
      const [scale, x, y] = from.map((value, k) => value + ((to[k] ?? 0) - value) * share);
      controls.look(scale ?? 1, x ?? 0, y ?? 0);
      const now = await turn();
      times.push(now - last);
      last = now;
    }
    return times;
  },
};
Object.assign(window, { controls });
export type ViewerControls = typeof controls;
