/**
 * Where a viewer looks. Lengths are device pixels on the screen side and source pixels on the image side,
 * so `scale` 1 is one image pixel on one screen pixel.
 */
export interface View {
  scale: number;
  /** The image point in the middle of the viewport, in source pixels. */
  centreX: number;
  centreY: number;
  /** True while the view follows the viewport's size; a zoom or a pan ends that. */
  fitted: boolean;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export const smallestScale = 1 / 64;
export const largestScale = 64;

/** The view that shows the whole image with a margin (device pixels) around it, never beyond 8:1. */
export function fitView(image: Size, viewport: Size, margin = 16): View {
  const room = {
    width: Math.max(1, viewport.width - 2 * margin),
    height: Math.max(1, viewport.height - 2 * margin),
  };
  const scale = Math.min(room.width / image.width, room.height / image.height, 8);
  return {
    scale: clampScale(scale),
    centreX: image.width / 2,
    centreY: image.height / 2,
    fitted: true,
  };
}

/** The view at `scale` under which the image point below `at` (viewport pixels) stays where it is. */
export function zoomView(view: View, viewport: Size, at: Point, scale: number): View {
  const next = clampScale(scale);
  const anchor = toImage(view, viewport, at);
  return {
    scale: next,
    centreX: anchor.x - (at.x - viewport.width / 2) / next,
    centreY: anchor.y - (at.y - viewport.height / 2) / next,
    fitted: false,
  };
}

/** The view moved by a drag of `dx`, `dy` viewport pixels; the image stays reachable. */
export function panView(view: View, image: Size, dx: number, dy: number): View {
  return {
    scale: view.scale,
    centreX: clamp(view.centreX - dx / view.scale, 0, image.width),
    centreY: clamp(view.centreY - dy / view.scale, 0, image.height),
    fitted: false,
  };
}

/** Viewport pixels to image pixels. */
export function toImage(view: View, viewport: Size, at: Point): Point {
  return {
    x: view.centreX + (at.x - viewport.width / 2) / view.scale,
    y: view.centreY + (at.y - viewport.height / 2) / view.scale,
  };
}

/** Image pixels to viewport pixels. */
export function toViewport(view: View, viewport: Size, at: Point): Point {
  return {
    x: viewport.width / 2 + (at.x - view.centreX) * view.scale,
    y: viewport.height / 2 + (at.y - view.centreY) * view.scale,
  };
}

function clampScale(scale: number): number {
  return clamp(scale, smallestScale, largestScale);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
