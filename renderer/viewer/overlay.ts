import { paintBoxes, paintScaleBar, type OverlayBox, type PaintColours } from './paint.ts';
import { scaleBar } from './scale-bar.ts';
import { toViewport, type Point, type Size, type View } from './view-transform.ts';

/** Marks over an image, in its pixels. */
export interface OverlayPoint extends Point {
  /** `lost`: the truth has it and the image has not; `invented`: the other way round. Circle and cross. */
  tone: 'plain' | 'lost' | 'invented';
}

/** A line through corners, closed where it is an outline. */
export interface OverlayOutline {
  points: readonly Point[];
  closed: boolean;
  tone: 'plain' | 'picked';
}

export interface Overlay {
  boxes: readonly OverlayBox[];
  points: readonly OverlayPoint[];
  outlines: readonly OverlayOutline[];
  /** Micrometres of a pixel; null: no scale bar. */
  pixelSize: number | null;
}

/** Draws boxes, outlines, points and the scale bar over the picture. `ratio`: device pixels per CSS pixel. */
export function paintOverlay(
  context: CanvasRenderingContext2D,
  overlay: Overlay,
  view: View,
  viewport: Size,
  colours: PaintColours,
  ratio: number,
): void {
  context.clearRect(0, 0, viewport.width, viewport.height);
  paintBoxes(context, overlay.boxes, view, viewport, colours, ratio);
  for (const outline of overlay.outlines) paintOutline(context, outline, view, viewport, colours, ratio);
  for (const point of overlay.points) paintPoint(context, point, view, viewport, colours, ratio);
  const longest = Math.min(160 * ratio, viewport.width / 3);
  const bar = overlay.pixelSize ? scaleBar(overlay.pixelSize, view.scale, longest) : null;
  if (bar) paintScaleBar(context, bar, viewport, ratio);
}

function paintOutline(
  context: CanvasRenderingContext2D,
  { points, closed, tone }: OverlayOutline,
  view: View,
  viewport: Size,
  colours: PaintColours,
  ratio: number,
): void {
  context.beginPath();
  points.forEach((point, index) => {
    const { x, y } = toViewport(view, viewport, point);
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  if (closed) context.closePath();
  strokeTwice(context, tone === 'picked' ? colours.picked : colours.box, 1.5 * ratio, ratio);
}

function paintPoint(
  context: CanvasRenderingContext2D,
  point: OverlayPoint,
  view: View,
  viewport: Size,
  colours: PaintColours,
  ratio: number,
): void {
  const { x, y } = toViewport(view, viewport, point);
  const radius = 6 * ratio;
  context.beginPath();
  if (point.tone === 'invented') {
    context.moveTo(x - radius, y - radius);
    context.lineTo(x + radius, y + radius);
    context.moveTo(x + radius, y - radius);
    context.lineTo(x - radius, y + radius);
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  strokeTwice(context, point.tone === 'plain' ? colours.box : colours.picked, 1.5 * ratio, ratio);
}

/** With a halo, so that lines show on any stain. */
function strokeTwice(context: CanvasRenderingContext2D, colour: string, width: number, ratio: number): void {
  context.lineJoin = 'round';
  const halo = getComputedStyle(context.canvas).getPropertyValue('--overlay-halo').trim();
  for (const [style, wide] of [
    [halo, width + 2 * ratio],
    [colour, width],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = wide;
    context.stroke();
  }
}
