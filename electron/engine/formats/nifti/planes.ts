import type { PlaneIndex, SampleType } from '../../../contract/images.ts';
import type { ByteReader } from '../byte-reader.ts';
import { allocateSamples, bytesPerSample, samplesOf } from '../pixel-source.ts';
import type { Samples } from '../pixel-source.ts';
import type { NiftiHeader, StoredType } from './header.ts';
import type { Orientation } from './orientation.ts';

/** Reads planes of the turned volume. */
export interface VolumePlanes {
  read(index: PlaneIndex): Promise<Samples>;
  /** Bytes of unpacked voxels, and of a volume that is kept. */
  heldBytes(): number;
  close(): Promise<void>;
}

/** The type in which values are given: the stored one, or floating point that holds them where they are scaled. */
export function valueType({ stored, slope, intercept }: NiftiHeader): SampleType {
  if (stored === 'rgb24') return 'uint8';
  if (stored === 'int64' || stored === 'uint64') return 'float64';
  if (slope === 1 && intercept === 0) return stored;
  return bytesPerSample(stored) < 4 || stored === 'float32' ? 'float32' : 'float64';
}

/**
 * Planes of a volume by position. Where the stored third axis is z, a plane is one piece of the file; else it
 * goes through the whole volume, which is then read once and kept.
 */
export function volumePlanes(reader: ByteReader, header: NiftiHeader, turn: Orientation): VolumePlanes {
  const [ni, nj, nk, nt] = header.sizes;
  const slab = ni * nj * bytesPerVoxel(header.stored);
  const volume = slab * nk;
  let kept: { at: number; voxels: Promise<Voxels> } | undefined;
  return {
    async read({ t, c, z }) {
      const rgb = header.stored === 'rgb24';
      const at = header.start + ((rgb ? 0 : c) * nt + t) * volume;
      const channel = rgb ? c : 0;
      if (turn.axis[2] === 2) {
        const k = turn.flipped[2] ? nk - 1 - z : z;
        return turned(voxelsOf(await reader.read(at + k * slab, slab), header), 0, channel, header, turn);
      }
      if (kept?.at !== at) {
        kept = { at, voxels: reader.read(at, volume).then((bytes) => voxelsOf(bytes, header)) };
      }
      return turned(await kept.voxels, z, channel, header, turn);
    },
    heldBytes: () => reader.heldBytes() + (kept ? volume : 0),
    async close() {
      kept = undefined;
      await reader.close();
    },
  };
}

/** Bytes of one stored voxel. */
export function bytesPerVoxel(stored: StoredType): number {
  if (stored === 'rgb24') return 3;
  return stored === 'int64' || stored === 'uint64' ? 8 : bytesPerSample(stored);
}

/** The stored number of a voxel by its place and, in colours, its channel. */
type Voxels = (voxel: number, channel: number) => number;

function voxelsOf(bytes: Uint8Array, { stored, bigEndian }: NiftiHeader): Voxels {
  if (stored === 'rgb24') return (voxel, channel) => bytes[3 * voxel + channel]!;
  if (stored === 'int64' || stored === 'uint64') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return stored === 'int64'
      ? (voxel) => Number(view.getBigInt64(8 * voxel, !bigEndian))
      : (voxel) => Number(view.getBigUint64(8 * voxel, !bigEndian));
  }
  // samplesOf copies where it must swap bytes, so that what is kept stays as it is.
  const samples = samplesOf(bytes, stored, bigEndian);
  return (voxel) => samples[voxel]!;
}

/** One plane, (y, x), out of voxels that begin at the stored voxel 0, or at the slab that is the plane. */
function turned(value: Voxels, z: number, channel: number, header: NiftiHeader, turn: Orientation): Samples {
  const { sizes, slope, intercept } = header;
  const strides = [1, sizes[0], sizes[0] * sizes[1]];
  const along = (world: 0 | 1 | 2) => {
    const axis = turn.axis[world];
    const [stride, size] = [strides[axis]!, sizes[axis]!];
    const first = turn.flipped[world] ? stride * (size - 1) : 0;
    return { step: turn.flipped[world] ? -stride : stride, first, size };
  };
  const [x, y] = [along(0), along(1)];
  const third = turn.axis[2] === 2 ? { step: 0, first: 0 } : along(2);
  const base = x.first + y.first + third.first + third.step * z;
  const plane = allocateSamples(valueType(header), x.size * y.size);
  const scaled = slope !== 1 || intercept !== 0;
  let out = 0;
  for (let row = 0; row < y.size; row += 1) {
    let from = base + row * y.step;
    for (let i = 0; i < x.size; i += 1, from += x.step, out += 1) {
      const number = value(from, channel);
      plane[out] = scaled ? slope * number + intercept : number;
    }
  }
  return plane;
}
