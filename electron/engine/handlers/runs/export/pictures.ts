import { encodePng } from '../../../formats/png.ts';
import { writeImagejTiff } from '../../../formats/tiff/write-imagej.ts';
import { allocate, crop } from '../../../imaging/raster.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { resizeImage } from '../../../imaging/resize.ts';

/** Sides of the pictures that a model is shown with (px). */
const coverSide = 256;

/** Pictures of 8 bits beside each other, each a square from its middle: a cover of 1:1 for one, 2:1 for two. */
export async function coverPicture(images: readonly Raster[]): Promise<Buffer> {
  const squares = await Promise.all(images.map(squareOf));
  const width = coverSide * squares.length;
  const data = new Uint8Array(width * coverSide * 3);
  squares.forEach((square, position) => {
    for (let i = 0; i < coverSide * coverSide; i += 1) {
      const at = (Math.floor(i / coverSide) * width + position * coverSide + (i % coverSide)) * 3;
      for (let c = 0; c < 3; c += 1) {
        data[at + c] = square.data[i * square.channels + (c % square.channels)] as number;
      }
    }
  });
  return encodePng({ width, height: coverSide, channels: 3, dtype: 'uint8', data, notes: [] });
}

async function squareOf(image: Raster): Promise<Raster> {
  const side = Math.min(image.width, image.height);
  const x = Math.floor((image.width - side) / 2);
  const y = Math.floor((image.height - side) / 2);
  return resizeImage(crop(image, { x, y, width: side, height: side }), {
    width: coverSide,
    height: coverSide,
  });
}

/** A sample as ImageJ opens it, in its own numbers. @param pixelSize side of a pixel (µm). */
export function writeSample(path: string, image: Raster, pixelSize: number | null): Promise<void> {
  const { width, height, channels, dtype, data } = image;
  return writeImagejTiff(path, {
    shape: [1, channels, 1, height, width],
    pixelSize: pixelSize === null ? null : { x: pixelSize, y: pixelSize, z: null, unit: 'µm' },
    ...{ dtype, channels: [], rgb: channels === 3 },
    plane({ c }) {
      const plane = allocate(dtype, width * height);
      for (let i = 0; i < plane.length; i += 1) plane[i] = data[i * channels + c] as number;
      return plane;
    },
  });
}
