import { percentileRange, toDisplay } from './display.ts';
import { allocate, maxOf } from './raster.ts';
import type { Raster, RasterData } from './raster.ts';
import type { SegmentParameters } from './segment-parameters.ts';

type Channel = SegmentParameters['channel'];

/**
 * One channel as 8-bit grey over the photo's own range (its 0.1 to 99.9 percentiles become 0 to 255), so
 * that thresholds mean the same for 8-bit, 16-bit and floating-point photos of any exposure. A grey photo has one
 * channel whatever is asked.
 */
export function cellPlane(raster: Raster, channel: Channel): Raster {
  const plane = raster.channels === 1 ? raster : onePlane(raster, channel);
  const range = percentileRange(plane, 0.1, 99.9);
  if (plane.dtype === 'float32') return { ...toDisplay(plane, range), notes: [] };
  // Integers have few values: each is looked up, which is several times faster than computed.
  const values = { ...plane, width: maxOf(plane.dtype) + 1, height: 1, data: everyValue(plane.dtype) };
  const shown = toDisplay(values, range).data;
  const data = new Uint8Array(plane.data.length);
  for (let i = 0; i < data.length; i += 1) data[i] = shown[plane.data[i] as number] as number;
  return { ...plane, dtype: 'uint8', data, notes: [] };
}

/** Saturation as in HSV, (max - min) / max per pixel, 0 to 255; 0 where a pixel is black. */
export function saturationPlane(raster: Raster): Raster {
  return { ...onePlane(raster, 'saturation'), notes: [] };
}

function everyValue(dtype: 'uint8' | 'uint16'): RasterData {
  const values = allocate(dtype, maxOf(dtype) + 1);
  return values.map((_, i) => i);
}

function onePlane(raster: Raster, channel: Channel): Raster {
  const { width, height, data } = raster;
  const dtype = channel === 'saturation' ? 'uint8' : raster.dtype;
  const plane = allocate(dtype, width * height);
  if (channel === 'saturation') takeSaturation(data, plane);
  else if (channel === 'grey') takeGrey(data, plane, dtype === 'float32' ? 0 : 0.5);
  else {
    const offset = { red: 0, green: 1, blue: 2 }[channel];
    for (let i = 0; i < plane.length; i += 1) plane[i] = data[3 * i + offset] as number;
  }
  return { ...raster, channels: 1, dtype, data: plane };
}

/** ITU-R BT.601 luma, as OpenCV's RGB2GRAY; `half` rounds integers, which arrays cut off. */
function takeGrey(data: RasterData, plane: RasterData, half: 0 | 0.5): void {
  for (let i = 0, at = 0; i < plane.length; i += 1, at += 3) {
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    plane[i] = 0.299 * red + 0.587 * green + 0.114 * blue + half;
  }
}

function takeSaturation(data: RasterData, plane: RasterData): void {
  for (let i = 0, at = 0; i < plane.length; i += 1, at += 3) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const blue = data[at + 2] as number;
    const top = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    const low = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
    plane[i] = top > 0 ? (255 * (top - low)) / top + 0.5 : 0;
  }
}
