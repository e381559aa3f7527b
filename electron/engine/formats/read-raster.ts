import type { SampleType } from '../../contract/images.ts';
import { allocate } from '../imaging/raster.ts';
import type { Dtype, Raster, RasterData, Rectangle } from '../imaging/raster.ts';
import type { PixelSource, Samples } from './pixel-source.ts';

export interface RasterIndex {
  t: number;
  /** Null: all three channels of an RGB picture, else the first channel. */
  c: number | null;
  z: number;
}

/** The three types that the engine computes on; every other becomes float32, which holds 16 bits exactly. */
const kept: Partial<Record<SampleType, Dtype>> = { uint8: 'uint8', uint16: 'uint16', float32: 'float32' };

/** The type of a source's rasters. */
export function rasterType(dtype: SampleType): Dtype {
  return kept[dtype] ?? 'float32';
}

/** One plane, or one RGB picture, as a raster in its own numbers; `box` cuts it out. */
export async function readRaster(source: PixelSource, index: RasterIndex, box?: Rectangle): Promise<Raster> {
  const { info } = source;
  if (source.picture && box === undefined && (index.c === null || !info.rgb)) return source.picture();
  const wanted = index.c !== null ? [index.c] : info.rgb ? [0, 1, 2] : [0];
  const read = (c: number): Promise<Samples> => {
    const plane = { t: index.t, c, z: index.z };
    return box ? source.region(plane, box) : source.plane(plane);
  };
  const planes = await Promise.all(wanted.map(read));
  const [width, height] = box ? [box.width, box.height] : [info.shape[4], info.shape[3]];
  const dtype = rasterType(info.dtype);
  const notes = [...info.notes, ...typeNotes(info.dtype)];
  if (planes.length === 1) {
    const data = kept[info.dtype] ? (planes[0] as RasterData) : Float32Array.from(planes[0] as Samples);
    return { width, height, channels: 1, dtype, data, notes };
  }
  return { width, height, channels: 3, dtype, data: interleave(planes, dtype), notes };
}

/** Red, green and blue planes as interleaved pixels. */
export function interleave(planes: Samples[], dtype: Dtype): RasterData {
  const [red, green, blue] = planes as [Samples, Samples, Samples];
  const data = allocate(dtype, red.length * 3);
  for (let i = 0; i < red.length; i += 1) {
    data[3 * i] = red[i] as number;
    data[3 * i + 1] = green[i] as number;
    data[3 * i + 2] = blue[i] as number;
  }
  return data;
}

function typeNotes(dtype: SampleType): string[] {
  if (dtype === 'uint32' || dtype === 'int32') {
    return [`${dtype} is computed with as float32: numbers beyond 16,777,216 lose their last digits.`];
  }
  if (dtype === 'float64') return ['float64 is computed with as float32, to 7 digits.'];
  return [];
}
