import { access } from 'node:fs/promises';
import type { PixelSize, SourceInfo } from '../../contract/images.ts';
import { brokenFile, requireWithinLimit } from './broken-file.ts';
import { isGzip, openBytes, readHead, unpackHead } from './byte-reader.ts';
import { headerBytes, niftiVersion, readNiftiHeader } from './nifti/header.ts';
import type { Affine, NiftiHeader } from './nifti/header.ts';
import { canonicalAffine, closestOrientation, voxelSize } from './nifti/orientation.ts';
import type { Orientation } from './nifti/orientation.ts';
import { bytesPerVoxel, valueType, volumePlanes } from './nifti/planes.ts';
import { writeNifti } from './nifti/write.ts';
import { requireBox, requirePlane } from './plane-index.ts';
import { cutRegion } from './pixel-source.ts';
import type { OpenOptions, PixelSource, SourceFormat } from './pixel-source.ts';

/**
 * NIfTI-1 and -2, plain, gzip or as a pair of .hdr and .img. Volumes are turned to RAS by the closest axis
 * permutation and flips: x towards the right, y anterior, z superior. Written as NIfTI-1.
 */
export const nifti: SourceFormat = {
  id: 'nifti',
  label: 'NIfTI',
  extensions: ['nii', 'nii.gz', 'hdr'],
  writes: ['nii.gz', 'nii'],
  sniff: async (head) => niftiVersion(isGzip(head) ? await unpackHead(head) : head) !== 0,
  open: openNifti,
  write: writeNifti,
};

const unturned: Orientation = { axis: [0, 1, 2], flipped: [false, false, false] };

async function openNifti(file: string, options: OpenOptions): Promise<PixelSource> {
  const head = await readHead(file, headerBytes);
  const header = readNiftiHeader(head.bytes, file);
  const turn = closestOrientation(header.affine);
  const info = describe(file, header, turn ?? unturned);
  if (!turn) info.notes.push('The affine of the header is not usable: axes are as stored.');
  requireWithinLimit(file, info.shape[4], info.shape[3], options);
  requireKeepable(file, header, turn ?? unturned);
  const voxels = await voxelFile(file, header, head.gzip);
  const planes = volumePlanes(voxels, header, turn ?? unturned);
  const plane: PixelSource['plane'] = async (index) => {
    requirePlane(info, index);
    return planes.read(index);
  };
  return {
    info,
    metadata: ({ t }) => (header.timeStep !== null && info.shape[0] > 1 ? { time: t * header.timeStep } : {}),
    plane,
    region: async (index, box) => {
      requireBox(info, box);
      return cutRegion(await plane(index), info.shape[4], box);
    },
    heldBytes: () => planes.heldBytes(),
    close: () => planes.close(),
  };
}

/** A volume whose slices lie across the file is held as a whole. */
function requireKeepable(file: string, { sizes, stored }: NiftiHeader, turn: Orientation): void {
  const bytes = sizes[0] * sizes[1] * sizes[2] * bytesPerVoxel(stored);
  if (turn.axis[2] === 2 || bytes <= 2 ** 31) return;
  throw brokenFile(file, 'its axial slices lie across the file and it is above 2 GiB; turn it to RAS first');
}

function describe(file: string, header: NiftiHeader, turn: Orientation): SourceInfo {
  const { sizes, stored } = header;
  const [x, y, z] = turn.axis.map((axis) => sizes[axis]!) as [number, number, number];
  const rgb = stored === 'rgb24';
  if (rgb && sizes[4] > 1)
    throw brokenFile(file, 'it has colours and a fifth axis, which cannot be read together');
  const channels = rgb ? 3 : sizes[4];
  const affine = canonicalAffine(header.affine, turn, sizes);
  return {
    file,
    format: 'nifti',
    axes: 'tczyx',
    shape: [sizes[3], channels, z, y, x],
    dtype: valueType(header),
    pixelSize: pixelSizeOf(affine, header.zooms, turn),
    channels: rgb ? ['Red', 'Green', 'Blue'] : channelNames(channels),
    rgb,
    axesStated: true,
    axis: null,
    seriesCount: 1,
    series: 0,
    affine,
    notes: notesOf(header, turn),
  };
}

/** The header's own sizes where the affine agrees, which has them with rounding errors; else the affine's. */
function pixelSizeOf(affine: Affine, zooms: readonly number[], turn: Orientation): PixelSize {
  const size = (world: 0 | 1 | 2): number | null => {
    const length = voxelSize(affine)[world];
    if (!(length > 0)) return null;
    const stated = zooms[turn.axis[world]]!;
    // Seven digits: more than float32 holds are noise.
    return Number((Math.abs(stated - length) < 1e-3 * length ? stated : length).toPrecision(7));
  };
  return { x: size(0), y: size(1), z: size(2), unit: 'mm' };
}

function channelNames(count: number): string[] {
  return count === 1 ? ['Grey'] : Array.from({ length: count }, (_, i) => `Component ${i + 1}`);
}

function notesOf({ stored, slope, intercept, orientationStated }: NiftiHeader, turn: Orientation): string[] {
  const notes: string[] = [];
  if (stored === 'int64' || stored === 'uint64') {
    notes.push(`Stored as ${stored}, read as float64: numbers beyond 2^53 lose their last digits.`);
  }
  if (stored !== 'rgb24' && (slope !== 1 || intercept !== 0)) {
    notes.push(`Stored as ${stored}; values are ${slope} times the stored number plus ${intercept}.`);
  }
  if (turn.axis.some((axis, i) => axis !== i) || turn.flipped.some(Boolean)) {
    const letters = ['L', 'R', 'P', 'A', 'I', 'S'];
    const codes = [0, 1, 2].map((stored) => {
      const world = turn.axis.indexOf(stored);
      return letters[2 * world + (turn.flipped[world] ? 0 : 1)];
    });
    notes.push(`Turned to RAS from ${codes.join('')} as stored.`);
  }
  if (!orientationStated) notes.push('The header states no orientation; the usual one was assumed.');
  return notes;
}

/** The bytes of the voxels, in the file itself or in the .img beside a .hdr. */
async function voxelFile(file: string, header: NiftiHeader, gzip: boolean) {
  const [i, j, k, t, c] = header.sizes;
  const end = header.start + i * j * k * t * c * bytesPerVoxel(header.stored);
  if (!header.pair) return openBytes(file, end, gzip);
  const base = file.replace(/\.hdr(\.gz)?$/i, '');
  for (const [name, packed] of [
    [`${base}.img`, false],
    [`${base}.img.gz`, true],
  ] as const) {
    const there = await access(name).then(
      () => true,
      () => false,
    );
    if (there) return openBytes(name, end, packed);
  }
  throw brokenFile(file, `it is a header without its voxels: ${base}.img is not beside it; copy both files`);
}
