import sharp from 'sharp';
import type { Page } from './page.ts';
import { photometrics } from './tags.ts';

const startOfImage = Buffer.from([0xff, 0xd8]);

/**
 * One JPEG block (TIFF Technical Note 2), with the tables that all blocks of a page share, through libjpeg.
 * @returns interleaved 8-bit samples, width x rows; YCbCr becomes RGB.
 * @throws RangeError or sharp's error where the stream is damaged or of another size.
 */
export async function decodeJpegBlock(
  page: Page,
  input: Buffer,
  width: number,
  rows: number,
): Promise<Uint8Array> {
  const samples = page.planar ? 1 : page.storedSamples;
  if (page.bits !== 8 || (samples !== 1 && samples !== 3)) {
    throw new RangeError('its JPEG blocks are not 8-bit grey or RGB; save it with Deflate');
  }
  const jpeg = Buffer.concat([
    startOfImage,
    colourMarker(page.photometric === photometrics.yCbCr),
    segments(page.jpegTables),
    input.subarray(2),
  ]);
  const mostPixels = (width + 16) * (page.blockHeight + 16);
  const picture = sharp(jpeg, { failOn: 'error', ignoreIcc: true, limitInputPixels: mostPixels });
  const { data, info } = await picture
    .toColourspace(samples === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  // The last strip may have been coded as tall as the others.
  if (info.width !== width || info.height < rows || info.channels !== samples) {
    throw new RangeError(`a JPEG block is ${info.width} x ${info.height} and not ${width} x ${rows} pixels`);
  }
  return data.subarray(0, width * rows * samples);
}

/** The shared tables without the markers of start and end. */
function segments(tables: Buffer | undefined): Buffer {
  if (!tables) return Buffer.alloc(0);
  const end = tables.subarray(-2).equals(Buffer.from([0xff, 0xd9])) ? -2 : undefined;
  return tables.subarray(2, end);
}

/** Adobe's marker, which says whether the three components are YCbCr or RGB: libjpeg would guess. */
function colourMarker(yCbCr: boolean): Buffer {
  const body = Buffer.from('Adobe\0\x64\0\0\0\0\0', 'latin1');
  body[11] = yCbCr ? 1 : 0;
  return Buffer.concat([Buffer.from([0xff, 0xee, 0, body.length + 2]), body]);
}
