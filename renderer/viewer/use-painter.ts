import { nextTick, onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import type { Painter } from './cells.ts';
import { createCpuPainter } from './paint-cpu.ts';
import { createGlPainter } from './paint-gl.ts';

export interface UsedPainter {
  /** Null until the canvas is there. */
  current(): Painter | null;
  /** For the canvas' `key`: another canvas is needed when the graphics processor has let the old one down. */
  canvasKey: Ref<number>;
}

/** Lost contexts are made anew so often; then the processor itself draws. */
const mostLosses = 3;

/** Paints into a canvas with WebGL2 where there is one, without it else. */
export function usePainter(canvas: Readonly<Ref<HTMLCanvasElement | null>>, redraw: () => void): UsedPainter {
  const canvasKey = ref(0);
  let painter: Painter | null = null;
  let losses = 0;

  function start(): void {
    const element = canvas.value;
    if (!element) return;
    element.addEventListener('webglcontextlost', onLost);
    painter = losses < mostLosses ? createGlPainter(element) : null;
    // A canvas that has given a WebGL2 context gives no other one.
    if (!painter && !element.getContext('2d')) return void restart(mostLosses);
    painter ??= createCpuPainter(element);
    redraw();
  }

  async function restart(counted: number): Promise<void> {
    losses = counted;
    painter = null;
    canvasKey.value += 1;
    await nextTick();
    start();
  }

  function onLost(event: Event): void {
    if (event.target !== canvas.value || !painter) return;
    event.preventDefault();
    void restart(losses + 1);
  }

  onMounted(start);
  onBeforeUnmount(() => {
    const last = painter;
    painter = null;
    last?.dispose();
  });
  return { current: () => painter, canvasKey };
}
