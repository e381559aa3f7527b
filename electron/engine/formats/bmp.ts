import { readFile } from 'node:fs/promises';
import { decode } from '@cwasm/nsbmp';
import type { Raster } from '../imaging/raster.ts';
import { brokenFile, requireWithinLimit } from './broken-file.ts';
import { startsWith } from './pixel-source.ts';
import type { OpenOptions, PixelSource, SourceFormat } from './pixel-source.ts';
import { rasterSource } from './raster-source.ts';

/** Windows bitmap of 1 to 32 bits through NetSurf's decoder, since libvips here is built without one. */
export const bmp: SourceFormat = {
  id: 'bmp',
  label: 'BMP',
  extensions: ['bmp', 'dib'],
  sniff: (bytes) => startsWith(bytes, [0x42, 0x4d]),
  open: openBmp,
};

async function openBmp(file: string, options: OpenOptions): Promise<PixelSource> {
  const bytes = await readFile(file);
  if (bytes.length < 30) throw brokenFile(file, 'the file ends inside its header; copy it again');
  const { width, height, bits } = readHeader(bytes);
  requireWithinLimit(file, width, height, options);
  const notes = bits === 32 ? ['The alpha channel was dropped.'] : [];
  // Whether a palette is grey is known only from the pixels, and bitmaps are small: decoded at once.
  const raster = decodeBmp(file, bytes, bits, notes);
  const { channels } = raster;
  const header = { file, format: 'bmp', width, height, channels, dtype: 'uint8', notes } as const;
  return { ...rasterSource(header, async () => raster), heldBytes: () => raster.data.byteLength };
}

function decodeBmp(file: string, bytes: Buffer, bits: number, notes: string[]): Raster {
  try {
    const { width, height, data } = decode(bytes);
    const channels = bits <= 8 && isGrey(data) ? 1 : 3;
    return { width, height, channels, dtype: 'uint8', data: withoutAlpha(data, channels), notes };
  } catch (thrown) {
    throw brokenFile(file, 'it is a damaged or truncated BMP file; copy it again from its source', thrown);
  }
}

/** Width, height (negative in a file stored top-down) and bits per pixel of the two header versions. */
function readHeader(bytes: Buffer): { width: number; height: number; bits: number } {
  // OS/2's header is 12 bytes long and has 16-bit sizes.
  if (bytes.readUInt32LE(14) === 12) {
    return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20), bits: bytes.readUInt16LE(24) };
  }
  return {
    width: Math.abs(bytes.readInt32LE(18)),
    height: Math.abs(bytes.readInt32LE(22)),
    bits: bytes.readUInt16LE(28),
  };
}

function isGrey(rgba: Uint8ClampedArray): boolean {
  for (let i = 0; i < rgba.length; i += 4) {
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) return false;
  }
  return true;
}

function withoutAlpha(rgba: Uint8ClampedArray, channels: 1 | 3): Uint8Array {
  const data = new Uint8Array((rgba.length / 4) * channels);
  for (let pixel = 0; pixel < rgba.length / 4; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      data[pixel * channels + channel] = rgba[pixel * 4 + channel] as number;
    }
  }
  return data;
}
