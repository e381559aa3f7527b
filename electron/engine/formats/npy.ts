import type { PlaneIndex, SampleType } from '../../contract/images.ts';
import { writeParts } from './atomic-file.ts';
import { planesOf } from './plane-index.ts';
import type { PixelSource, Samples } from './pixel-source.ts';

const descriptions: Record<SampleType, string> = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8',
};

/**
 * Writes an image as a NumPy file, atomically: one plane as (y, x), or all of it as (t, c, z, y, x), plane by
 * plane, so that memory depends on a plane only. Own code: npyjs makes the whole file in memory.
 * @param tell told before each plane, how many are done of how many
 */
export async function writeNpy(
  file: string,
  source: PixelSource,
  only: PlaneIndex | null,
  tell: (done: number, total: number) => Promise<void> = async () => {},
): Promise<void> {
  const { shape, dtype } = source.info;
  const planes = only ? [only] : [...planesOf(source.info)];
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield npyHeader(dtype, only ? shape.slice(3) : shape);
    for (const [done, plane] of planes.entries()) {
      await tell(done, planes.length);
      const { buffer, byteOffset, byteLength } = await source.plane(plane);
      yield new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
    }
  }
  await writeParts(file, parts());
}

/** A tensor as a NumPy file. @param shape of the values, the last axis fastest. */
export function encodeNpy(dtype: SampleType, shape: readonly number[], values: Samples): Buffer {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  return Buffer.concat([npyHeader(dtype, shape), bytes]);
}

/** Format version 1.0: magic, version, length, a Python dictionary padded so that the data begin at 64 n. */
function npyHeader(dtype: SampleType, shape: readonly number[]): Uint8Array {
  const dictionary = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((dictionary.length + 11) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(length, 8);
  header.write(dictionary, 10, 'latin1');
  header[header.length - 1] = 0x0a;
  return header;
}
