import type { SampleType, SourceInfo } from '../../contract/images.ts';
import { brokenFile, requireWithinLimit } from './broken-file.ts';
import { isGzip, openBytes, readHead, unpackHead } from './byte-reader.ts';
import { bytesPerSample, cutRegion, samplesOf } from './pixel-source.ts';
import type { OpenOptions, PixelSource, SourceFormat } from './pixel-source.ts';
import { requireBox, requirePlane } from './plane-index.ts';

/**
 * MNIST's idx files, plain or gzip: two zero bytes, the type of number, the number of axes, their sizes, the
 * samples, all big-endian. Images are separate pictures, read as time points.
 */
export const idx: SourceFormat = {
  id: 'idx',
  label: 'MNIST idx',
  extensions: ['idx3-ubyte', 'idx3-ubyte.gz', 'idx'],
  async sniff(head) {
    const bytes = isGzip(head) ? await unpackHead(head) : head;
    const axes = bytes[3] ?? 0;
    return bytes[0] === 0 && bytes[1] === 0 && types[bytes[2] ?? 0] !== undefined && axes >= 1 && axes <= 4;
  },
  open: openIdx,
};

const types: Record<number, SampleType> = {
  0x08: 'uint8',
  0x09: 'int8',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};

interface IdxHeader {
  dtype: SampleType;
  sizes: number[];
  /** Where the samples begin, and where they end. */
  start: number;
  end: number;
  gzip: boolean;
}

async function readHeader(file: string): Promise<IdxHeader> {
  const { bytes, gzip } = await readHead(file, 20);
  const dtype = types[bytes[2] ?? 0];
  const axes = bytes[3] ?? 0;
  const start = 4 + 4 * axes;
  if (dtype === undefined || axes < 1 || axes > 4 || bytes.length < start) {
    throw brokenFile(file, 'its idx header is damaged; copy it again from its source');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i));
  if (sizes.includes(0))
    throw brokenFile(file, `its header gives the size ${sizes.join(' x ')}; there is nothing in it`);
  const samples = sizes.reduce((product, size) => product * size, 1);
  return { dtype, sizes, start, end: start + samples * bytesPerSample(dtype), gzip };
}

async function openIdx(file: string, options: OpenOptions): Promise<PixelSource> {
  const { dtype, sizes, start, end, gzip } = await readHeader(file);
  if (sizes.length === 1) {
    throw brokenFile(
      file,
      `it holds ${sizes[0]} labels and no images; open the file of images, and give this one to the preparation of labels`,
    );
  }
  if (sizes.length === 4)
    throw brokenFile(file, 'its samples have four axes, and idx images have two or three');
  const [width, height, count] = sizes.toReversed() as [number, number, number?];
  requireWithinLimit(file, width, height, options);
  const reader = await openBytes(file, end, gzip);
  const info: SourceInfo = {
    file,
    format: 'idx',
    axes: 'tczyx',
    shape: [count ?? 1, 1, 1, height, width],
    dtype,
    pixelSize: null,
    channels: ['Grey'],
    rgb: false,
    axesStated: true,
    axis: null,
    seriesCount: 1,
    series: 0,
    affine: null,
    notes: (count ?? 1) > 1 ? ['The pictures of the file are read as time points.'] : [],
  };
  const planeBytes = width * height * bytesPerSample(dtype);
  const plane: PixelSource['plane'] = async (index) => {
    requirePlane(info, index);
    const bytes = await reader.read(start + index.t * planeBytes, planeBytes);
    // A copy: samplesOf may swap bytes in place, and the unpacked file is shared.
    return samplesOf(bytes.slice(), dtype, true);
  };
  return {
    info,
    metadata: () => ({}),
    plane,
    region: async (index, box) => {
      requireBox(info, box);
      return cutRegion(await plane(index), width, box);
    },
    heldBytes: () => reader.heldBytes(),
    close: () => reader.close(),
  };
}

/**
 * The labels of an idx1-ubyte file, plain or gzip, one a picture in the order of the file of images.
 * @throws AbbeError invalid-input where the file is damaged or holds images.
 */
export async function readIdxLabels(file: string): Promise<Uint8Array> {
  const { dtype, sizes, start, end, gzip } = await readHeader(file);
  if (sizes.length !== 1 || dtype !== 'uint8') {
    throw brokenFile(file, 'it holds images and no labels; give the file whose name says “labels”');
  }
  const reader = await openBytes(file, end, gzip);
  try {
    return (await reader.read(start, end - start)).slice();
  } finally {
    await reader.close();
  }
}
