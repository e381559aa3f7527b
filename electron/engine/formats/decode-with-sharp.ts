import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import type { Dtype, Raster } from '../imaging/raster.ts';
import { AbbeError } from '../../contract/errors.ts';
import { brokenFile, requireWithinLimit } from './broken-file.ts';
import type { OpenOptions, PixelSource } from './pixel-source.ts';
import { rasterSource } from './raster-source.ts';

// A file edited outside is read anew, and no handle keeps Windows from replacing it.
sharp.cache(false);

const dtypes: Record<string, Dtype> = { uchar: 'uint8', ushort: 'uint16', float: 'float32' };
const rawDepths = { uint8: 'uchar', uint16: 'ushort', float32: 'float' } as const;

/**
 * The first image of a file through libvips with its numbers unchanged: no colour management, no gamma, no
 * orientation, 16-bit and floating point kept. Grey stays one channel; alpha is dropped and CMYK becomes RGB,
 * both said in the notes. Only the header is read here.
 */
export function openWithSharp(format: string): (file: string, options: OpenOptions) => Promise<PixelSource> {
  return async (file, options) => {
    try {
      const metadata = await imageOf(file).metadata();
      const { width, height } = metadata;
      requireWithinLimit(file, width, height, options);
      const dtype = dtypes[metadata.depth];
      if (dtype === undefined) {
        throw brokenFile(file, `its pixels are of type "${metadata.depth}", which ${format} should not have`);
      }
      const channels = isColour(metadata) ? 3 : 1;
      const header = { file, format, width, height, channels, dtype, notes: notesOf(metadata) } as const;
      return rasterSource(header, () => decode(file, metadata, dtype));
    } catch (thrown) {
      throw asBroken(file, thrown);
    }
  };
}

async function decode(file: string, metadata: Metadata, dtype: Dtype): Promise<Raster> {
  try {
    const { data, info } = await inOwnNumbers(imageOf(file).removeAlpha(), metadata, dtype)
      .raw({ depth: rawDepths[dtype] })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      channels: info.channels === 3 ? 3 : 1,
      dtype,
      data: asPixels(data, dtype),
      notes: notesOf(metadata),
    };
  } catch (thrown) {
    throw asBroken(file, thrown);
  }
}

/** A truncated file is an error, never a half-grey picture. The size limit is ours, said in our words. */
function imageOf(file: string): Sharp {
  return sharp(file, { failOn: 'error', ignoreIcc: true, limitInputPixels: false });
}

function isColour({ channels, hasAlpha }: Metadata): boolean {
  return channels - (hasAlpha ? 1 : 0) >= 3;
}

function asBroken(file: string, thrown: unknown): Error {
  return thrown instanceof AbbeError ? thrown : brokenFile(file, reasonOf(thrown), thrown);
}

/** sharp converts to 8-bit sRGB unless told which colour space to work in and to give out. */
function inOwnNumbers(image: Sharp, metadata: Metadata, dtype: Dtype): Sharp {
  const colour = isColour(metadata);
  if (dtype === 'uint8') return image.toColourspace(colour ? 'srgb' : 'b-w');
  if (dtype === 'uint16') return image.toColourspace(colour ? 'rgb16' : 'grey16');
  return image.pipelineColourspace(metadata.space).toColourspace(metadata.space);
}

function asPixels(data: Buffer, dtype: Dtype): Raster['data'] {
  // A typed array needs an aligned start, which a Buffer from a pool does not promise.
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
  if (dtype === 'uint8') return new Uint8Array(bytes);
  return dtype === 'uint16' ? new Uint16Array(bytes) : new Float32Array(bytes);
}

function notesOf(metadata: Metadata): string[] {
  const notes: string[] = [];
  if (metadata.hasAlpha) notes.push('The alpha channel was dropped.');
  if (metadata.space === 'cmyk') notes.push('The CMYK colours were converted to RGB.');
  if ((metadata.pages ?? 1) > 1) notes.push(`Only the first of ${metadata.pages} images was read.`);
  if ((metadata.orientation ?? 1) > 1) {
    notes.push(
      `The file asks to be shown turned (EXIF orientation ${metadata.orientation}); pixels are as stored.`,
    );
  }
  return notes;
}

/** libvips' own words, its first line only, without its prefix and full stop. */
function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const first = (message.split('\n')[0] ?? '').replace(/^Input file (is|has) /, 'it $1 ').replace(/\.$/, '');
  if (/truncat|premature end|unexpected end|not enough data/i.test(message)) {
    return 'the file ends before the picture does; copy it again from its source';
  }
  return `${first}; the file may be damaged, copy it again from its source`;
}
