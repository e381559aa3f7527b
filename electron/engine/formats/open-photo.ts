import type { Raster } from '../imaging/raster.ts';
import { openSource } from './open-source.ts';
import type { OpenOptions } from './pixel-source.ts';
import { readRaster } from './read-raster.ts';

/**
 * The first picture of an image file as a raster: RGB with three channels, else the first channel of the first
 * plane. 16-bit stays 16-bit; what was left out is said in the notes.
 * @throws AbbeError as `openSource`, and for damaged pixels.
 */
export async function openPhoto(file: string, options: OpenOptions = {}): Promise<Raster> {
  const source = await openSource(file, options);
  try {
    const raster = await readRaster(source, { t: 0, c: null, z: 0 });
    const [times, channels, slices] = source.info.shape;
    const pictures = times * slices * (source.info.rgb ? channels / 3 : channels);
    if (pictures <= 1) return raster;
    return { ...raster, notes: [...raster.notes, `Only the first of ${pictures} images was read.`] };
  } finally {
    await source.close();
  }
}
