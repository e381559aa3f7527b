import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { AbbeError } from '../../../contract/errors.ts';
import { replaceWith } from '../atomic-file.ts';
import { allocateSamples } from '../pixel-source.ts';
import type { Samples, WritableImage } from '../pixel-source.ts';
import { omeXmlOf } from './ome-xml-writer.ts';
import { encodeDirectories, isRgbImage, rowsPerStrip } from './write-directories.ts';
import type { WrittenPage } from './write-directories.ts';

const deflateAsync = promisify(deflate);
// Place for the header of BigTIFF: which of the two it is, is known when everything is written.
const headerBytes = 16;

/**
 * Writes OME-TIFF (OME-XML 2016-06), little-endian, Deflate, a directory for each plane (an RGB picture is one
 * plane of three samples); BigTIFF where it becomes larger than 4 GB. Planes are asked for one at a time in the
 * order of the file, so that memory depends on a plane; the file appears under its name when it is complete.
 * @throws AbbeError invalid-input where a plane is not of the stated size or type; what `image.plane` throws.
 */
export async function writeOmeTiff(path: string, image: WritableImage): Promise<void> {
  await replaceWith(path, async (temporary) => {
    const handle = await open(temporary, 'wx');
    try {
      const { pages, end } = await writePlanes(handle, path, image);
      const directories = encodeDirectories(image, pages, omeXmlOf(image), end);
      await writeAll(handle, directories.bytes, end);
      await writeAll(handle, directories.header, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function writePlanes(
  handle: FileHandle,
  path: string,
  image: WritableImage,
): Promise<{ pages: WrittenPage[]; end: number }> {
  const [times, channels, slices] = image.shape;
  const rgb = isRgbImage(image);
  const pages: WrittenPage[] = [];
  let end = headerBytes;
  for (let t = 0; t < times; t += 1) {
    for (let c = 0; c < (rgb ? 1 : channels); c += 1) {
      for (let z = 0; z < slices; z += 1) {
        const planes: Samples[] = [];
        for (const channel of rgb ? [0, 1, 2] : [c]) {
          planes.push(requirePlane(path, image, await image.plane({ t, c: channel, z })));
        }
        const strips = await compressed(image, rgb ? interleaved(image, planes) : planes[0]!);
        const page: WrittenPage = { offsets: [], byteCounts: [] };
        for (const strip of strips) {
          await writeAll(handle, strip, end);
          page.offsets.push(end);
          page.byteCounts.push(strip.length);
          // Directories and their values begin at even places; strips may as well.
          end += strip.length + (strip.length % 2);
        }
        pages.push(page);
      }
    }
  }
  return { pages, end };
}

async function compressed(image: WritableImage, samples: Samples): Promise<Buffer[]> {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const strip = (bytes.length / image.shape[3]) * rowsPerStrip(image);
  const strips: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += strip) strips.push(bytes.subarray(at, at + strip));
  const done: Buffer[] = [];
  // Four at a time, as many as zlib has threads: memory stays at about a plane.
  for (let i = 0; i < strips.length; i += 4) {
    done.push(...(await Promise.all(strips.slice(i, i + 4).map((part) => deflateAsync(part)))));
  }
  return done;
}

function interleaved(image: WritableImage, planes: readonly Samples[]): Samples {
  const count = image.shape[3] * image.shape[4];
  const result = allocateSamples(image.dtype, 3 * count);
  planes.forEach((plane, k) => {
    for (let i = 0; i < count; i += 1) result[3 * i + k] = plane[i]!;
  });
  return result;
}

function requirePlane(path: string, { shape, dtype }: WritableImage, plane: Samples): Samples {
  const should = allocateSamples(dtype, 0);
  if (plane.length === shape[3] * shape[4] && plane.constructor === should.constructor) return plane;
  throw new AbbeError(
    'invalid-input',
    `${path} cannot be written: a plane has ${plane.length} samples (${plane.constructor.name}) and not ${shape[4]} x ${shape[3]} of ${dtype}.`,
    { file: path },
  );
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
