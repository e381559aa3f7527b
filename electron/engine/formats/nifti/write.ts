import { createGzip } from 'node:zlib';
import type { SampleType } from '../../../contract/images.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { writeParts } from '../atomic-file.ts';
import { convertPixelSize } from '../units.ts';
import type { WritableImage } from '../pixel-source.ts';
import type { Affine } from './header.ts';
import { polarFactor, voxelSize } from './orientation.ts';
import type { Matrix3 } from './orientation.ts';

const codes: Record<SampleType, [code: number, bits: number]> = {
  uint8: [2, 8],
  int16: [4, 16],
  int32: [8, 32],
  float32: [16, 32],
  float64: [64, 64],
  int8: [256, 8],
  uint16: [512, 16],
  uint32: [768, 32],
};
const rgbCode: [number, number] = [128, 24];
const headerLength = 352;
const largestSize = 32767;
/** Millimetres and seconds. */
const units = 2 | 8;

/**
 * Writes NIfTI-1, gzip where the name ends in .gz: the affine as sform and qform, where there is none the pixel
 * size on the diagonal (x right, y anterior, z superior), channels as the fifth axis, RGB as RGB24. Own code:
 * nifti-reader-js only reads.
 * @throws AbbeError invalid-input where an axis is longer than NIfTI-1's 32,767.
 */
export async function writeNifti(file: string, image: WritableImage): Promise<void> {
  const [times, channels, slices, height, width] = image.shape;
  if ([times, channels, slices, height, width].some((size) => size > largestSize)) {
    throw new AbbeError(
      'invalid-input',
      `${file} cannot be written: ${width} x ${height} x ${slices} x ${times} is more than NIfTI-1 allows (32,767 along an axis); write OME-Zarr.`,
      { file },
    );
  }
  await writeParts(file, partsOf(image), /\.gz$/i.test(file) ? [createGzip({ level: 6 })] : []);
}

/** Header and planes in the order of the file: z fastest, then t, then c. */
async function* partsOf(image: WritableImage): AsyncGenerator<Uint8Array> {
  const [times, channels, slices] = image.shape;
  yield headerOf(image);
  const rgb = isRgb(image);
  for (let c = 0; c < (rgb ? 1 : channels); c += 1) {
    for (let t = 0; t < times; t += 1) {
      for (let z = 0; z < slices; z += 1) {
        if (rgb) yield await colours(image, t, z);
        else {
          const { buffer, byteOffset, byteLength } = await image.plane({ t, c, z });
          yield new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
        }
      }
    }
  }
}

function isRgb({ rgb, shape, dtype }: WritableImage): boolean {
  return rgb === true && shape[1] === 3 && dtype === 'uint8';
}

async function colours(image: WritableImage, t: number, z: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(3 * image.shape[3] * image.shape[4]);
  for (const c of [0, 1, 2]) {
    const plane = await image.plane({ t, c, z });
    for (let i = 0; i < plane.length; i += 1) pixels[3 * i + c] = plane[i]!;
  }
  return pixels;
}

function headerOf(image: WritableImage): Uint8Array {
  const [times, channels, slices, height, width] = image.shape;
  const rgb = isRgb(image);
  const components = rgb ? 1 : channels;
  const affine = affineOf(image);
  const size = voxelSize(affine).map((length) => (length > 0 ? length : 1));
  const bytes = new Uint8Array(headerLength);
  const view = new DataView(bytes.buffer);
  const shorts = (at: number, values: number[]) =>
    values.forEach((v, i) => view.setInt16(at + 2 * i, v, true));
  const floats = (at: number, values: number[]) =>
    values.forEach((v, i) => view.setFloat32(at + 4 * i, v, true));
  view.setInt32(0, 348, true);
  const axes = components > 1 ? 5 : times > 1 ? 4 : 3;
  shorts(40, [axes, width, height, slices, times, components, 1, 1]);
  shorts(70, rgb ? rgbCode : codes[image.dtype]);
  const { quaternion, handedness } = quaternionOf(affine);
  floats(76, [handedness, size[0]!, size[1]!, size[2]!, 1, 1, 1, 1]);
  // Where the voxels begin; a slope of 0 would mean none, 1 says it outright.
  floats(108, [headerLength, 1, 0]);
  view.setUint8(123, units);
  // Scanner coordinates where the file stated them, else a frame of our own ("aligned").
  const code = image.affine ? 1 : 2;
  shorts(252, [code, code]);
  floats(256, [...quaternion, affine[3]!, affine[7]!, affine[11]!, ...affine.slice(0, 12)]);
  bytes.set(new TextEncoder().encode('n+1'), 344);
  return bytes;
}

function affineOf({ affine, pixelSize }: WritableImage): Affine {
  if (affine?.length === 16) return [...affine];
  const size = pixelSize && convertPixelSize(pixelSize, 'mm');
  const [x, y, z] = [size?.x ?? 1, size?.y ?? 1, size?.z ?? 1];
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1];
}

/**
 * b, c, d of the unit quaternion of the rotation nearest to the affine (a is at least 0), and qfac: -1 where the
 * axes are left-handed, the third then being turned round.
 */
function quaternionOf(affine: Affine): { quaternion: [number, number, number]; handedness: 1 | -1 } {
  const nearest: Matrix3 = polarFactor(affine) ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = nearest;
  const determinant = xx * (yy * zz - yz * zy) - xy * (yx * zz - yz * zx) + xz * (yx * zy - yy * zx);
  const s = determinant < 0 ? -1 : 1;
  const trace = xx + yy + s * zz;
  const half = (value: number) => Math.sqrt(Math.max(0, value)) / 2;
  if (trace > 0) {
    const a4 = 4 * half(1 + trace);
    return { quaternion: [(zy - s * yz) / a4, (s * xz - zx) / a4, (yx - xy) / a4], handedness: s };
  }
  const squares = [1 + xx - yy - s * zz, 1 + yy - xx - s * zz, 1 + s * zz - xx - yy];
  const largest = squares.indexOf(Math.max(...squares));
  const q = half(squares[largest]!);
  const mixed = [
    [q, (xy + yx) / (4 * q), (s * xz + zx) / (4 * q)],
    [(xy + yx) / (4 * q), q, (s * yz + zy) / (4 * q)],
    [(s * xz + zx) / (4 * q), (s * yz + zy) / (4 * q), q],
  ] as const;
  const a = [zy - s * yz, s * xz - zx, yx - xy][largest]!;
  const sign = a < 0 ? -1 : 1;
  const [b, c, d] = mixed[largest as 0 | 1 | 2];
  return { quaternion: [sign * b, sign * c, sign * d], handedness: s };
}
