import { percentileRange, toDisplay } from './display.ts';
import { allocate } from './raster.ts';
import type { Raster } from './raster.ts';
import type { SegmentParameters } from './segment-parameters.ts';

export type PlaneChannel = Exclude<SegmentParameters['channel'], 'auto'>;

/**
 * The channel that is thresholded. Automatic takes green of a colour photo, where haemoglobin and the common
 * stains absorb most; a grey photo has one channel whatever is asked.
 */
export function resolveChannel(raster: Raster, channel: SegmentParameters['channel']): PlaneChannel {
  if (raster.channels === 1) return 'grey';
  return channel === 'auto' ? 'green' : channel;
}

/**
 * One channel as 8-bit grey over the photo's own range (its 0.1 to 99.9 percentiles become 0 to 255), so
 * that thresholds mean the same for 8-bit, 16-bit and floating-point photos of any exposure.
 */
export function cellPlane(raster: Raster, channel: PlaneChannel): Raster {
  const plane = raster.channels === 1 ? raster : onePlane(raster, channel);
  return { ...toDisplay(plane, percentileRange(plane, 0.1, 99.9)), notes: [] };
}

/** Saturation as in HSV, (max - min) / max per pixel, 0 to 255; 0 where a pixel is black. */
export function saturationPlane(raster: Raster): Raster {
  return { ...onePlane(raster, 'saturation'), notes: [] };
}

function onePlane(raster: Raster, channel: PlaneChannel): Raster {
  const { width, height, data } = raster;
  const dtype = channel === 'saturation' ? 'uint8' : raster.dtype;
  const plane = allocate(dtype, width * height);
  const value = reader[channel];
  for (let i = 0; i < plane.length; i += 1) {
    plane[i] = value(data[3 * i] as number, data[3 * i + 1] as number, data[3 * i + 2] as number);
  }
  return { ...raster, channels: 1, dtype, data: plane };
}

const reader: Record<PlaneChannel, (r: number, g: number, b: number) => number> = {
  red: (r) => r,
  green: (_r, g) => g,
  blue: (_r, _g, b) => b,
  // ITU-R BT.601 luma, as OpenCV's RGB2GRAY.
  grey: (r, g, b) => 0.299 * r + 0.587 * g + 0.114 * b,
  saturation: (r, g, b) => {
    const top = Math.max(r, g, b);
    return top > 0 ? Math.round((255 * (top - Math.min(r, g, b))) / top) : 0;
  },
};
