import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AbbeError } from '../../../contract/errors.ts';
import { replaceWith } from '../atomic-file.ts';
import { bytesPerSample } from '../pixel-source.ts';
import type { Samples, WritableImage } from '../pixel-source.ts';
import { micrometres } from '../units.ts';
import { planesOf } from '../plane-index.ts';
import { encodeDirectories, plainStyle } from './write-directories.ts';
import type { WrittenPage } from './write-directories.ts';

const start = 16;
/** Places in the file are numbers of 32 bits, and ImageJ reads no BigTIFF; a part is for the directories. */
const mostBytes = 2 ** 32 - 2 ** 26;

/**
 * Writes an ImageJ hyperstack: what ImageJ opens by itself with its axes and pixel size, without a plugin. As it
 * asks for, planes lie uncompressed one behind another, channels fastest, then slices, then frames; an RGB picture
 * of 8 bits is one of packed colours, of 16 bits three channels. It has no place for the names of channels.
 * @throws AbbeError invalid-input for numbers that ImageJ does not have and files above 4 GB, saying what to write.
 */
export async function writeImagejTiff(path: string, image: WritableImage): Promise<void> {
  requireImagej(path, image);
  await replaceWith(path, async (temporary) => {
    const handle = await open(temporary, 'wx');
    try {
      const pages = await writePlanes(handle, image);
      const end = pages.reduce((last, { offsets, byteCounts }) => {
        return Math.max(last, (offsets[0] ?? 0) + (byteCounts[0] ?? 0));
      }, start);
      const even = end + (end % 2);
      const style = plainStyle(image);
      const { bytes, header } = encodeDirectories(asWritten(image), pages, descriptionOf(image), even, style);
      await handle.write(bytes, 0, bytes.length, even);
      await handle.write(header, 0, header.length, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

function requireImagej(path: string, image: WritableImage): void {
  const { dtype, shape } = image;
  const wrong = (why: string, instead: string): AbbeError =>
    new AbbeError('invalid-input', `${path} cannot be written: ${why}; write ${instead}.`, { file: path });
  if (dtype !== 'uint8' && dtype !== 'uint16' && dtype !== 'float32') {
    throw wrong(`ImageJ has no numbers of type ${dtype}`, 'OME-TIFF');
  }
  const bytes = shape.reduce((product, size) => product * size, bytesPerSample(dtype));
  if (bytes > mostBytes) throw wrong('ImageJ reads no such TIFF above 4 GB', 'OME-TIFF or OME-Zarr');
}

/** 8-bit colours are packed; of other numbers ImageJ has channels alone. */
const isPacked = ({ rgb, shape, dtype }: WritableImage): boolean =>
  rgb === true && shape[1] === 3 && dtype === 'uint8';

const asWritten = (image: WritableImage): WritableImage => ({ ...image, rgb: isPacked(image) });

/** Planes are asked for in their usual order; where each goes follows from its index. */
async function writePlanes(handle: FileHandle, image: WritableImage): Promise<WrittenPage[]> {
  const [times, channels, slices, height, width] = image.shape;
  const packed = isPacked(image);
  const each = height * width * bytesPerSample(image.dtype);
  const pageBytes = packed ? 3 * each : each;
  const pages: WrittenPage[] = Array.from({ length: times * slices * (packed ? 1 : channels) }, (_, n) => ({
    offsets: [start + n * pageBytes],
    byteCounts: [pageBytes],
  }));
  const colours = new Uint8Array(packed ? pageBytes : 0);
  // Of packed colours the three come together: what makes planes makes them at once.
  const indices = packed ? [...planesOf(image)].filter(({ c }) => c === 0) : [...planesOf(image)];
  for (const { t, c, z } of indices) {
    const at = start + pageBytes * (packed ? t * slices + z : (t * slices + z) * channels + c);
    if (!packed) {
      await writeAll(handle, bytesOf(await image.plane({ t, c, z })), at);
      continue;
    }
    for (const channel of [0, 1, 2]) {
      const plane = await image.plane({ t, c: channel, z });
      for (let i = 0; i < plane.length; i += 1) colours[3 * i + channel] = plane[i]!;
    }
    await writeAll(handle, colours, at);
  }
  return pages;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Samples): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** What ImageJ reads of axes and sizes; lengths in microns, as it knows few units. */
function descriptionOf(image: WritableImage): string {
  const [times, channels, slices] = image.shape;
  const count = isPacked(image) ? 1 : channels;
  const { pixelSize } = image;
  const spacing = micrometres(pixelSize?.z ?? undefined, pixelSize?.unit ?? '');
  const known = micrometres(pixelSize?.x ?? undefined, pixelSize?.unit ?? '') !== undefined;
  const planes = times * count * slices;
  const lines = [
    'ImageJ=1.54f',
    `images=${planes}`,
    ...(count > 1 ? [`channels=${count}`] : []),
    ...(slices > 1 ? [`slices=${slices}`] : []),
    ...(times > 1 ? [`frames=${times}`] : []),
    ...(planes > 1 ? ['hyperstack=true'] : []),
    ...(count > 1 ? ['mode=composite'] : []),
    ...(known ? ['unit=micron'] : []),
    ...(slices > 1 && spacing !== undefined ? [`spacing=${spacing}`] : []),
    'loop=false',
  ];
  return `${lines.join('\n')}\n`;
}
