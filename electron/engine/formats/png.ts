import sharp from 'sharp';
import writeFileAtomic from 'write-file-atomic';
import type { Raster } from '../imaging/raster.ts';
import { openWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './pixel-source.ts';
import type { SourceFormat } from './pixel-source.ts';
import { pictureOf } from './raster-source.ts';

/** PNG of 1 to 16 bits, grey, RGB or palette; written with 8 or 16 bits, lossless. */
export const png: SourceFormat = {
  id: 'png',
  label: 'PNG',
  extensions: ['png'],
  sniff: (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  open: openWithSharp('png'),
  write: async (file, image) => writePng(file, await pictureOf(file, image)),
};

/** Writes a raster as PNG, atomically. @throws as `encodePng`. */
export async function writePng(file: string, raster: Raster): Promise<void> {
  await writeFileAtomic(file, await encodePng(raster));
}

/**
 * A raster as PNG bytes, bit for bit: 8-bit or 16-bit, one or three channels.
 * Throws RangeError for floating-point pixels, which PNG cannot hold.
 */
export async function encodePng(raster: Raster): Promise<Buffer> {
  const { width, height, channels, dtype, data } = raster;
  if (dtype === 'float32') {
    throw new RangeError('PNG cannot hold floating-point pixels: convert them to 8 or 16 bits first.');
  }
  const image = sharp(data as Uint8Array | Uint16Array, { raw: { width, height, channels } });
  const grey = dtype === 'uint8' ? 'b-w' : 'grey16';
  const colour = dtype === 'uint8' ? 'srgb' : 'rgb16';
  return image
    .toColourspace(channels === 1 ? grey : colour)
    .png({ compressionLevel: 6 })
    .toBuffer();
}
