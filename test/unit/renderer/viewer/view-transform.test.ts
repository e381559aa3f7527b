import { describe, expect, it } from 'vitest';
import { scaleBar } from '../../../../renderer/viewer/scale-bar.ts';
import {
  fitView,
  largestScale,
  panView,
  toImage,
  toViewport,
  zoomView,
} from '../../../../renderer/viewer/view-transform.ts';

const image = { width: 640, height: 480 };
const viewport = { width: 1000, height: 700 };

describe('a view of an image', () => {
  it('fits the whole image with its margin, centred', () => {
    const view = fitView(image, viewport, 20);
    const corner = toViewport(view, viewport, { x: 0, y: 0 });
    const far = toViewport(view, viewport, { x: 640, y: 480 });
    expect(corner.y).toBeCloseTo(20, 6);
    expect(far.y).toBeCloseTo(680, 6);
    expect(corner.x + far.x).toBeCloseTo(1000, 6);
    expect(view.fitted).toBe(true);
  });

  it('does not blow a tiny image up beyond 8:1', () => {
    expect(fitView({ width: 10, height: 10 }, viewport).scale).toBe(8);
  });

  it('zooms about the pointer: the point under it stays', () => {
    const at = { x: 123, y: 456 };
    const view = fitView(image, viewport);
    const before = toImage(view, viewport, at);
    const zoomed = zoomView(view, viewport, at, view.scale * 3);
    const after = toImage(zoomed, viewport, at);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
    expect(zoomed.fitted).toBe(false);
  });

  it('keeps zoom and pan within limits', () => {
    const view = fitView(image, viewport);
    expect(zoomView(view, viewport, { x: 0, y: 0 }, 1e9).scale).toBe(largestScale);
    const away = panView(view, image, -1e6, 1e6);
    expect([away.centreX, away.centreY]).toEqual([640, 0]);
  });

  it('moves by as many image pixels as the drag covers', () => {
    const view = { scale: 2, centreX: 100, centreY: 100, fitted: false };
    expect(panView(view, image, 20, -10)).toMatchObject({ centreX: 90, centreY: 105 });
  });

  it('turns points there and back', () => {
    const view = { scale: 1.7, centreX: 33, centreY: 44, fitted: false };
    const back = toImage(view, viewport, toViewport(view, viewport, { x: 12.5, y: 99 }));
    expect(back.x).toBeCloseTo(12.5, 9);
    expect(back.y).toBeCloseTo(99, 9);
  });
});

describe('a scale bar', () => {
  it('is the longest of 1, 2 or 5 times a power of ten that fits', () => {
    expect(scaleBar(0.1, 1, 160)).toEqual({ length: 100, label: '10 µm' });
    expect(scaleBar(0.1, 4, 160)).toEqual({ length: 80, label: '2 µm' });
    expect(scaleBar(100, 1, 160)).toMatchObject({ label: '10 mm' });
    expect(scaleBar(0.001, 2, 160)).toMatchObject({ label: '50 nm' });
  });

  it('is none where the pixel size makes no sense', () => {
    expect(scaleBar(0, 1, 160)).toBeNull();
  });
});
