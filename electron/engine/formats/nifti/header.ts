import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import type { SampleType } from '../../../contract/images.ts';
import { brokenFile } from '../broken-file.ts';

/** Voxel indices (i, j, k, 1) to millimetres, 4 x 4, row by row. */
export type Affine = number[];

export interface NiftiHeader {
  /** i, j, k, t, c as stored: i fastest. */
  sizes: [number, number, number, number, number];
  stored: StoredType;
  bigEndian: boolean;
  /** Where the voxels begin in their file. */
  start: number;
  /** The voxels are in an .img file beside the .hdr file. */
  pair: boolean;
  /** value = slope * stored + intercept; 1 and 0 where the file states none. */
  slope: number;
  intercept: number;
  /** Stored voxel indices to RAS millimetres. */
  affine: Affine;
  orientationStated: boolean;
  /** Voxel size along i, j, k in millimetres as the header states it; 0 where it does not. */
  zooms: number[];
  /** Seconds from one time point to the next; null where the file does not say. */
  timeStep: number | null;
}

export type StoredType = SampleType | 'int64' | 'uint64' | 'rgb24';

const storedTypes: Record<number, StoredType> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  128: 'rgb24',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};
const typeNames: Record<number, string> = {
  1: 'bits',
  32: 'complex numbers',
  1536: '128-bit floats',
  1792: 'complex numbers',
  2048: 'complex numbers',
  2304: 'RGBA colours',
};

/** NIfTI's codes: metres, millimetres, micrometres as millimetres; unknown counts as millimetres. */
const millimetres: Record<number, number> = { 0: 1, 1: 1000, 2: 1, 3: 1e-3 };
const seconds: Record<number, number> = { 8: 1, 16: 1e-3, 24: 1e-6 };

export const headerBytes = 540;

/** The version whose header these bytes begin; 0 for none. */
export function niftiVersion(bytes: Uint8Array): 0 | 1 | 2 {
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 3));
  if (bytes.length >= 348 && ['n+1', 'ni1'].includes(text(344))) return 1;
  return bytes.length >= 12 && ['n+2', 'ni2'].includes(text(4)) ? 2 : 0;
}

/**
 * A NIfTI-1 or -2 header, checked.
 * @throws AbbeError invalid-input naming the file where a field makes no sense or the type cannot be read.
 */
export function readNiftiHeader(bytes: Uint8Array, file: string): NiftiHeader {
  const version = niftiVersion(bytes);
  const length = version === 2 ? headerBytes : 348;
  if (version === 0 || bytes.length < length) throw damaged(file, 'it ends inside its header');
  const header = version === 2 ? new NIFTI2() : new NIFTI1();
  // A copy with a buffer of its own; a Buffer's slice would be a view of a pool.
  const own = new Uint8Array(bytes.subarray(0, length));
  try {
    header.readHeader(own.buffer);
  } catch (thrown) {
    throw damaged(file, 'its header has a wrong length', thrown);
  }
  const stored = storedTypes[header.datatypeCode];
  if (stored === undefined) {
    const name = typeNames[header.datatypeCode] ?? `type ${header.datatypeCode}`;
    throw brokenFile(file, `its voxels are ${name}, which cannot be read; convert them to float32 first`);
  }
  const scale = millimetres[header.xyzt_units & 7] ?? 1;
  const form = affineOf(header, new DataView(own.buffer), version);
  const timeStep = Math.abs(header.pixDims[4] ?? 0) * (seconds[header.xyzt_units & 0x38] ?? 0);
  const pair = header.magic.startsWith('ni');
  const start = Math.trunc(header.vox_offset);
  if (!(start >= (pair ? 0 : length)))
    throw damaged(file, `its voxels would begin at byte ${header.vox_offset}`);
  return {
    sizes: sizesOf(header.dims, file),
    stored,
    bigEndian: !header.littleEndian,
    start,
    pair,
    ...(stored === 'rgb24' ? { slope: 1, intercept: 0 } : scalingOf(header.scl_slope, header.scl_inter)),
    affine: form.affine.map((value, i) => (i < 12 ? value * scale : value)),
    orientationStated: form.stated,
    zooms: header.pixDims.slice(1, 4).map((size) => Math.abs(size) * scale),
    timeStep: timeStep > 0 ? timeStep : null,
  };
}

function sizesOf(dims: readonly number[], file: string): NiftiHeader['sizes'] {
  const count = dims[0] ?? 0;
  const all = dims.slice(1, 8).map((size, axis) => (axis < count ? size : 1));
  const sound = count >= 1 && count <= 7 && all.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!sound)
    throw damaged(
      file,
      `its header gives the size ${dims.slice(1, 1 + Math.min(7, Math.max(1, count))).join(' x ')}`,
    );
  if (all.slice(5).some((size) => size > 1)) {
    throw brokenFile(file, `it has more than five axes (${all.join(' x ')}); split it first`);
  }
  return all.slice(0, 5) as NiftiHeader['sizes'];
}

/** A slope of 0 means that the stored numbers are the values. */
function scalingOf(slope: number, intercept: number): { slope: number; intercept: number } {
  if (!Number.isFinite(slope) || slope === 0 || !Number.isFinite(intercept))
    return { slope: 1, intercept: 0 };
  return { slope, intercept };
}

/**
 * The affine by the standard's preference: sform, then qform, then voxel sizes alone, there with x towards the
 * left and the origin in the middle, as the older Analyze files have it. Own code: nifti-reader-js prefers a
 * qform of a higher code, knows none in NIfTI-2, and gives NaN where b² + c² + d² is a rounding error above 1.
 */
function affineOf(
  header: NIFTI1 | NIFTI2,
  view: DataView,
  version: 1 | 2,
): { affine: Affine; stated: boolean } {
  const [, dx = 1, dy = 1, dz = 1] = header.pixDims.map((size) => Math.abs(size) || 1);
  let affine: Affine;
  if (header.sform_code > 0) {
    const read = (i: number) =>
      version === 1
        ? view.getFloat32(280 + 4 * i, header.littleEndian)
        : view.getFloat64(400 + 8 * i, header.littleEndian);
    affine = [...Array.from({ length: 12 }, (_, i) => read(i)), 0, 0, 0, 1];
  } else if (header.qform_code > 0) {
    const qfac = (header.pixDims[0] ?? 0) < 0 ? -1 : 1;
    const r = rotationOf(header.quatern_b, header.quatern_c, header.quatern_d);
    const { qoffset_x: x, qoffset_y: y, qoffset_z: z } = header;
    const row = (i: number, offset: number) => [r[i]! * dx, r[i + 1]! * dy, r[i + 2]! * dz * qfac, offset];
    affine = [...row(0, x), ...row(3, y), ...row(6, z), 0, 0, 0, 1];
  } else {
    const [ni = 1, nj = 1, nk = 1] = header.dims.slice(1, 4);
    const middle = [((ni - 1) * dx) / 2, ((nj - 1) * dy) / -2, ((nk - 1) * dz) / -2] as const;
    return {
      affine: [-dx, 0, 0, middle[0], 0, dy, 0, middle[1], 0, 0, dz, middle[2], 0, 0, 0, 1],
      stated: false,
    };
  }
  if (affine.every(Number.isFinite)) return { affine, stated: true };
  return { affine: [dx, 0, 0, 0, 0, dy, 0, 0, 0, 0, dz, 0, 0, 0, 0, 1], stated: false };
}

/** The rotation matrix of the unit quaternion whose first part is the root of what b, c and d leave. */
function rotationOf(b: number, c: number, d: number): number[] {
  const rest = 1 - (b * b + c * c + d * d);
  // As nibabel: a rounding error below 0 is 0, with b, c, d made to length 1.
  const scale = rest < 0 ? 1 / Math.hypot(b, c, d) : 1;
  const a = Math.sqrt(Math.max(0, rest));
  const [x, y, z] = [b * scale, c * scale, d * scale];
  return [
    a * a + x * x - y * y - z * z,
    2 * (x * y - a * z),
    2 * (x * z + a * y),
    2 * (x * y + a * z),
    a * a + y * y - x * x - z * z,
    2 * (y * z - a * x),
    2 * (x * z - a * y),
    2 * (y * z + a * x),
    a * a + z * z - x * x - y * y,
  ];
}

function damaged(file: string, reason: string, cause?: unknown): Error {
  return brokenFile(file, `${reason}; the file is damaged, copy it again from its source`, cause);
}
