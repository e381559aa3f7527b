import { percentileRange, toDisplay } from './display.ts';
import { allocate } from './raster.ts';
import type { Raster } from './raster.ts';
import type { SegmentParameters } from './segment-parameters.ts';

type Channel = SegmentParameters['channel'];

/**
 * One channel as 8-bit grey over the photo's own range (its 0.1 to 99.9 percentiles become 0 to 255), so
 * that thresholds mean the same for 8-bit, 16-bit and floating-point photos of any exposure. A grey photo has one
 * channel whatever is asked.
 */
export function cellPlane(raster: Raster, channel: Channel): Raster {
  const plane = raster.channels === 1 ? raster : onePlane(raster, channel);
  return { ...toDisplay(plane, percentileRange(plane, 0.1, 99.9)), notes: [] };
}

/** Saturation as in HSV, (max - min) / max per pixel, 0 to 255; 0 where a pixel is black. */
export function saturationPlane(raster: Raster): Raster {
  return { ...onePlane(raster, 'saturation'), notes: [] };
}

function onePlane(raster: Raster, channel: Channel): Raster {
  const { width, height, data } = raster;
  const dtype = channel === 'saturation' ? 'uint8' : raster.dtype;
  const plane = allocate(dtype, width * height);
  const value = reader[channel];
  const round = dtype === 'float32' ? (exact: number): number => exact : Math.round;
  for (let i = 0; i < plane.length; i += 1) {
    plane[i] = round(value(data[3 * i] as number, data[3 * i + 1] as number, data[3 * i + 2] as number));
  }
  return { ...raster, channels: 1, dtype, data: plane };
}

const reader: Record<Channel, (r: number, g: number, b: number) => number> = {
  red: (r) => r,
  green: (_r, g) => g,
  blue: (_r, _g, b) => b,
  // ITU-R BT.601 luma, as OpenCV's RGB2GRAY.
  grey: (r, g, b) => 0.299 * r + 0.587 * g + 0.114 * b,
  saturation: (r, g, b) => {
    const top = Math.max(r, g, b);
    return top > 0 ? (255 * (top - Math.min(r, g, b))) / top : 0;
  },
};
