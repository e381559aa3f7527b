import { AbbeError } from '../../contract/errors.ts';
import type { PlaneIndex, SourceInfo } from '../../contract/images.ts';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import type { Dtype, Raster, RasterData } from '../imaging/raster.ts';
import { requireBox, requirePlane } from './plane-index.ts';
import { allocateSamples, cutRegion } from './pixel-source.ts';
import type { PixelSource, Samples, WritableImage } from './pixel-source.ts';
import { interleave } from './read-raster.ts';

/** What the header of a single picture says. */
export interface PictureHeader {
  file: string;
  format: string;
  width: number;
  height: number;
  channels: 1 | 3;
  dtype: Dtype;
  notes: string[];
}

/**
 * A file that holds one grey or RGB picture and is decoded as a whole, as a PixelSource. The picture is decoded
 * at the first plane and kept until the source is closed.
 */
export function rasterSource(header: PictureHeader, decode: () => Promise<Raster>): PixelSource {
  const { file, format, width, height, channels, dtype, notes } = header;
  const info: SourceInfo = {
    file,
    format,
    axes: 'tczyx',
    shape: [1, channels, 1, height, width],
    dtype,
    pixelSize: null,
    channels: channels === 3 ? ['Red', 'Green', 'Blue'] : ['Grey'],
    rgb: channels === 3,
    axesStated: true,
    axis: null,
    seriesCount: 1,
    series: 0,
    affine: null,
    notes,
  };
  const kept = new BoundedCache<Raster>(Infinity, ({ data }) => data.byteLength);
  const picture = (): Promise<Raster> => kept.get('picture', decode);
  const plane = async (index: PlaneIndex): Promise<Samples> => {
    requirePlane(info, index);
    return channelOf(await picture(), index.c);
  };
  return {
    info,
    metadata: () => ({}),
    plane,
    region: async (index, box) => {
      requireBox(info, box);
      return cutRegion(await plane(index), width, box);
    },
    picture,
    heldBytes: () => kept.bytes,
    close: async () => kept.clear(),
  };
}

function channelOf({ data, channels, dtype, width, height }: Raster, channel: number): Samples {
  if (channels === 1) return data;
  const samples = allocateSamples(dtype, width * height);
  for (let i = 0; i < samples.length; i += 1) samples[i] = data[i * channels + channel] as number;
  return samples;
}

/** A raster as an image to write in any format. */
export function writableRaster(raster: Raster, pixelSize: WritableImage['pixelSize'] = null): WritableImage {
  const { width, height, channels, dtype } = raster;
  return {
    shape: [1, channels, 1, height, width],
    dtype,
    pixelSize,
    channels: channels === 3 ? ['Red', 'Green', 'Blue'] : ['Grey'],
    rgb: channels === 3,
    plane: ({ c }) => channelOf(raster, c),
  };
}

/**
 * An image to write as the one grey or RGB picture that a picture format holds.
 * @throws AbbeError invalid-input where it has more planes or another type of number.
 */
export async function pictureOf(file: string, image: WritableImage): Promise<Raster> {
  const { shape, dtype } = image;
  const [times, channels, slices, height, width] = shape;
  const rgb = image.rgb === true && channels === 3;
  if (times * slices !== 1 || (channels !== 1 && !rgb) || (dtype !== 'uint8' && dtype !== 'uint16')) {
    const what = `${times * channels * slices} planes of ${dtype}`;
    throw new AbbeError(
      'invalid-input',
      `${file} cannot be written: a picture file holds one grey or RGB picture of 8 or 16 bits, not ${what}; write OME-TIFF.`,
      { file },
    );
  }
  const wanted = rgb ? [0, 1, 2] : [0];
  const planes = await Promise.all(wanted.map(async (c) => image.plane({ t: 0, c, z: 0 })));
  const data = planes.length === 1 ? (planes[0] as RasterData) : interleave(planes, dtype);
  return { width, height, channels: rgb ? 3 : 1, dtype, data, notes: [] };
}
