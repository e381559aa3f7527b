import type { Box } from '../../electron/contract/images.ts';
import type { ScaleBar } from './scale-bar.ts';
import { toViewport, type Size, type View } from './view-transform.ts';

export interface OverlayBox extends Box {
  /** How the box is drawn: `plain` found and kept, `muted` found but left out, `picked` the one in question. */
  tone: 'plain' | 'muted' | 'picked';
}

export interface PaintColours {
  box: string;
  halo: string;
  picked: string;
}

/** Draws boxes over the image, with a halo so that they show on any stain. `ratio`: device pixels per CSS pixel. */
export function paintBoxes(
  context: CanvasRenderingContext2D,
  boxes: readonly OverlayBox[],
  view: View,
  viewport: Size,
  colours: PaintColours,
  ratio: number,
): void {
  for (const box of boxes) {
    const corner = toViewport(view, viewport, box);
    const x = Math.round(corner.x) + 0.5;
    const y = Math.round(corner.y) + 0.5;
    const width = Math.round(box.width * view.scale);
    const height = Math.round(box.height * view.scale);
    const line = (box.tone === 'picked' ? 2 : 1.25) * ratio;
    context.setLineDash(box.tone === 'muted' ? [4 * ratio, 3 * ratio] : []);
    context.lineWidth = line + 1.5 * ratio;
    context.strokeStyle = colours.halo;
    context.strokeRect(x, y, width, height);
    context.lineWidth = line;
    context.strokeStyle = box.tone === 'picked' ? colours.picked : colours.box;
    context.strokeRect(x, y, width, height);
  }
  context.setLineDash([]);
}

/** Draws the scale bar at the lower left: white on a dark plate, readable on any image. */
export function paintScaleBar(
  context: CanvasRenderingContext2D,
  bar: ScaleBar,
  viewport: Size,
  ratio: number,
): void {
  const pad = 8 * ratio;
  const left = 16 * ratio;
  const bottom = viewport.height - 16 * ratio;
  context.fillStyle = 'rgba(0, 0, 0, 0.6)';
  context.fillRect(left - pad, bottom - 24 * ratio, bar.length + 2 * pad, 32 * ratio);
  context.fillStyle = '#ffffff';
  context.fillRect(left, bottom, bar.length, 2 * ratio);
  context.font = `${12 * ratio}px "Inter Variable", sans-serif`;
  context.textAlign = 'center';
  context.fillText(bar.label, left + bar.length / 2, bottom - 7 * ratio);
}
