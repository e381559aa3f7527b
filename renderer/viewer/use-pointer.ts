import type { SharedView } from './use-view.ts';
import { panView, toImage, zoomView, type Point, type Size } from './view-transform.ts';

/** A pointer over an image. */
export interface ImagePointer extends Point {
  /** The pixel under it; it may lie outside of the image. */
  event: PointerEvent;
}

export interface PointerOptions {
  view(): SharedView;
  viewport(): Size;
  image(): Size;
  ratio(): number;
  /** Whether dragging with the main button moves the image; else it is left to whoever draws on it. */
  pans(): boolean;
  onDown(pointer: ImagePointer): void;
  onMove(pointer: ImagePointer): void;
  onUp(pointer: ImagePointer): void;
  /** A press and release at one place. */
  onClick(pointer: ImagePointer): void;
}

export interface PointerHandlers {
  wheel(event: WheelEvent): void;
  down(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(event: PointerEvent): void;
  cancel(): void;
}

/** Wheel zooms about the pointer, dragging pans (the middle button always does), everything else is told. */
export function usePointer(options: PointerOptions): PointerHandlers {
  let drag: { id: number; x: number; y: number; moved: boolean; pans: boolean } | null = null;

  function at(event: MouseEvent): Point {
    const bounds = (event.currentTarget as Element).getBoundingClientRect();
    const ratio = options.ratio();
    return { x: (event.clientX - bounds.left) * ratio, y: (event.clientY - bounds.top) * ratio };
  }

  function pointer(event: PointerEvent): ImagePointer {
    return { ...toImage(options.view().current, options.viewport(), at(event)), event };
  }

  return {
    wheel(event) {
      const view = options.view();
      const lines = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      const scale = view.current.scale * Math.exp(-lines / 400);
      view.current = zoomView(view.current, options.viewport(), at(event), scale);
    },
    down(event) {
      if (event.button > 1) return;
      // A click looks at the image and does not take the keys from the screen.
      event.preventDefault();
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      const pans = event.button === 1 || options.pans();
      drag = { id: event.pointerId, x: event.clientX, y: event.clientY, moved: false, pans };
      if (event.button === 0) options.onDown(pointer(event));
    },
    move(event) {
      if (!drag || drag.id !== event.pointerId || !drag.pans) return options.onMove(pointer(event));
      const ratio = options.ratio();
      const [dx, dy] = [(event.clientX - drag.x) * ratio, (event.clientY - drag.y) * ratio];
      if (!drag.moved && Math.hypot(dx, dy) < 3 * ratio) return;
      const view = options.view();
      view.current = panView(view.current, options.image(), dx, dy);
      drag = { ...drag, x: event.clientX, y: event.clientY, moved: true };
    },
    up(event) {
      const last = drag;
      drag = null;
      if (!last || last.id !== event.pointerId) return;
      const here = pointer(event);
      if (event.button === 0) options.onUp(here);
      if (event.button === 0 && last.pans && !last.moved) options.onClick(here);
    },
    cancel() {
      drag = null;
    },
  };
}
