import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleTypes } from '../../electron/contract/images.ts';
import type { PlaneIndex } from '../../electron/contract/images.ts';
import { nifti } from '../../electron/engine/formats/nifti.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { planesOf } from '../../electron/engine/formats/plane-index.ts';
import { allocateSamples } from '../../electron/engine/formats/pixel-source.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';
import { temporaryFolder } from '../unit/formats/fixtures.ts';

const folder = temporaryFolder();

/** Volumes of every kind, with what nibabel reads of them in its closest canonical orientation. */
const makeVolumes = `
import itertools, json, sys, warnings
import numpy as np, nibabel as nib
warnings.simplefilter('ignore')
folder = sys.argv[1]
rng = np.random.default_rng(4)
cases = {}
def add(name, image, ext='.nii'):
    path = folder + '/' + name + ext
    nib.save(image, path)
    canonical = nib.as_closest_canonical(nib.load(path))
    if canonical.get_data_dtype().fields:
        raw = np.asarray(canonical.dataobj)
        data = np.stack([raw[f] for f in 'RGB'], -1).astype('f8')
        data = data.reshape(data.shape[:3] + (1, 3))
    else:
        data = canonical.get_fdata(dtype='f8')
        data = data.reshape(data.shape + (1,) * (5 - data.ndim))
    # i, j, k, t, c as t, c, z, y, x
    data = np.transpose(data, (3, 4, 2, 1, 0))
    cases[path] = dict(shape=data.shape, affine=canonical.affine.ravel().tolist(), values=data.ravel().tolist())
def numbers(shape, dtype):
    if np.dtype(dtype).kind == 'f': return rng.normal(0, 50, shape).astype(dtype)
    info = np.iinfo(dtype)
    return rng.integers(max(info.min, -2**31), min(info.max, 2**31 - 1), shape).astype(dtype)
small = (3, 4, 5)
base = np.array([[1.5, 0, 0, -7], [0, 2, 0, 11], [0, 0, 2.5, 3], [0, 0, 0, 1]])
for n, axes in enumerate(itertools.permutations(range(3))):
    for m, signs in enumerate(itertools.product((1, -1), repeat=3)):
        affine = np.eye(4)
        affine[:3, 3] = (5, -6, 7)
        for i, (axis, sign) in enumerate(zip(axes, signs)): affine[axis, i] = sign * (i + 1.25)
        add(f'turn{n}{m}', nib.Nifti1Image(numbers(small, 'i2'), affine))
for n in range(40):
    affine = np.eye(4)
    affine[:3, :3] = rng.normal(0, 1, (3, 3)) * rng.uniform(0.3, 3, 3)
    affine[:3, 3] = rng.normal(0, 40, 3)
    add(f'oblique{n}', nib.Nifti1Image(numbers(small, 'u1'), affine), '.nii.gz')
for dtype in 'u1 i1 u2 i2 u4 i4 i8 u8 f4 f8'.split():
    add('little_' + dtype, nib.Nifti1Image(numbers(small, dtype), base, dtype=dtype))
    header = nib.Nifti1Header(endianness='>')
    header.set_data_dtype(np.dtype(dtype).newbyteorder('>'))
    add('big_' + dtype, nib.Nifti1Image(numbers(small, dtype), base, header, dtype=header.get_data_dtype()), '.nii.gz')
    add('two_' + dtype, nib.Nifti2Image(numbers(small, dtype), base, dtype=dtype))
header = nib.Nifti2Header(endianness='>')
add('two_big', nib.Nifti2Image(numbers(small, 'f4'), base, header))
for dtype, slope, inter in (('u1', 0.004, 0), ('i2', -2, 10), ('f4', 0.5, 1), ('u2', 1, -1024)):
    image = nib.Nifti1Image(numbers(small, dtype), base)
    image.header.set_slope_inter(slope, inter)
    add(f'scaled_{dtype}', image, '.nii.gz')
add('time', nib.Nifti1Image(numbers(small + (6,), 'i2'), base))
add('vectors', nib.Nifti1Image(numbers(small + (2, 3), 'f4'), base))
add('plane', nib.Nifti1Image(numbers((6, 5), 'u1'), base))
flat = numbers(small + (3,), 'u1')
rgb = np.ascontiguousarray(flat).view([('R', 'u1'), ('G', 'u1'), ('B', 'u1')]).reshape(small)
flipped = base.copy(); flipped[0, 0] *= -1
add('rgb', nib.Nifti1Image(rgb, flipped))
add('pair', nib.Nifti1Pair(numbers(small, 'i2'), flipped), '.hdr')
rotation = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
for name, codes in (('qform', (0, 1)), ('both', (2, 4)), ('none', (0, 0))):
    affine = base.copy()
    affine[:3, :3] = affine[:3, :3] @ rotation
    image = nib.Nifti1Image(numbers(small, 'i2'), affine)
    image.header.set_zooms((2, 1.5, 2.5))
    image.set_qform(affine, codes[1])
    image.set_sform(flipped, codes[0])
    add(name, image)
print(json.dumps(cases))
`;

interface Case {
  shape: number[];
  affine: number[];
  values: number[];
}

describe('volumes as nibabel reads them', () => {
  const python = findPython();
  let cases: [string, Case][] = [];
  beforeAll(async () => {
    if (!('path' in python)) return;
    const json = (await runPython(python.path, makeVolumes, [folder])).toString();
    cases = Object.entries(JSON.parse(json) as Record<string, Case>);
  });

  it('types, byte orders, scaling, orientations, NIfTI-2, pairs, colours', async (context) => {
    pathOf(python, context);
    expect(cases.length).toBeGreaterThan(120);
    for (const [file, expected] of cases) {
      const source = await openSource(file);
      expect(source.info.shape, file).toEqual(expected.shape);
      source.info.affine?.forEach((value, i) => expect(value, file).toBeCloseTo(expected.affine[i]!, 4));
      let at = 0;
      for (const index of planesOf(source.info)) {
        const plane = await source.plane(index);
        for (const value of plane) {
          const wanted = expected.values[at++] as number;
          if (!(Math.abs(value - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted)))) {
            expect.fail(`${file} ${JSON.stringify(index)}: ${value} is not ${wanted}`);
          }
        }
      }
      expect(at, file).toBe(expected.values.length);
      await source.close();
    }
  });
});

const readBack = `
import json, sys
import numpy as np, nibabel as nib
result = []
for path in sys.argv[1:]:
    image = nib.load(path)
    data = np.asarray(image.dataobj)
    if data.dtype.fields: data = np.stack([data[f] for f in 'RGB'], -1)
    header = image.header
    result.append(dict(dtype=str(data.dtype), shape=data.shape, values=data.ravel(order='F').tolist(),
        sform=image.get_sform().tolist(), qform=image.get_qform().tolist(),
        codes=[int(header['sform_code']), int(header['qform_code'])], zooms=[float(z) for z in header.get_zooms()]))
print(json.dumps(result))
`;

interface ReadBack {
  dtype: string;
  shape: number[];
  values: number[];
  sform: number[][];
  qform: number[][];
  codes: number[];
  zooms: number[];
}

const affine = [-1.2, 0.3, 0, 10, 0.3, 1.2, 0.1, -20, 0, -0.2, 2.4, 30, 0, 0, 0, 1];

describe('volumes that we write', () => {
  it.for(['.nii', '.nii.gz'])('%s of every type are read by nibabel', async (extension, context) => {
    const python = pathOf(findPython(), context);
    const files: string[] = [];
    for (const dtype of sampleTypes) {
      const file = join(folder, `written-${dtype}${extension}`);
      const plane = ({ t, c, z }: PlaneIndex) => {
        const samples = allocateSamples(dtype, 12);
        for (let i = 0; i < 12; i += 1)
          samples[i] = i + 12 * z + 24 * t + 72 * c - 20 * Number(dtype === 'int8');
        return samples;
      };
      await nifti.write?.(file, {
        shape: [3, 2, 2, 3, 4],
        dtype,
        pixelSize: { x: 500, y: 600, z: 2000, unit: 'µm' },
        channels: ['a', 'b'],
        affine: dtype === 'uint8' ? affine : null,
        plane,
      });
      files.push(file);
    }
    const results = JSON.parse((await runPython(python, readBack, files)).toString()) as ReadBack[];
    for (const [i, dtype] of sampleTypes.entries()) {
      const read = results[i] as ReadBack;
      expect(read).toMatchObject({ dtype, shape: [4, 3, 2, 3, 2] });
      const first = dtype === 'int8' ? -20 : 0;
      expect(read.values).toEqual(Array.from({ length: 144 }, (_, place) => first + place));
      const wanted = dtype === 'uint8' ? affine : [0.5, 0, 0, 0, 0, 0.6, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1];
      read.sform.flat().forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 5));
      expect(read.codes).toEqual(dtype === 'uint8' ? [1, 1] : [2, 2]);
      if (dtype === 'uint8') continue;
      read.qform.flat().forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 5));
      [0.5, 0.6, 2].forEach((size, at) => expect(read.zooms[at]).toBeCloseTo(size, 6));
    }
  });

  it('states every rotation as a quaternion too', async (context) => {
    const python = pathOf(findPython(), context);
    const files: string[] = [];
    const rotations: number[][] = [];
    for (const [i, [a, b, c]] of [
      [0.3, 0.2, 0.1],
      [3, 0.1, 0.2],
      [0.1, 3, 0.3],
      [0.2, 0.4, 3.1],
      [-2, 1, 2],
    ].entries()) {
      for (const hand of [1, -1]) {
        const file = join(folder, `rotation-${i}-${hand}.nii`);
        const matrix = rotation(a!, b!, c!).map((value, at) => (at % 3 === 2 ? hand * value : value));
        const own = [0, 1, 2].flatMap((row) => [...matrix.slice(3 * row, 3 * row + 3), row]);
        rotations.push([...own, 0, 0, 0, 1]);
        files.push(file);
        await nifti.write?.(file, {
          shape: [1, 1, 1, 1, 1],
          dtype: 'uint8',
          pixelSize: null,
          channels: ['Grey'],
          affine: rotations.at(-1)!,
          plane: () => new Uint8Array(1),
        });
      }
    }
    const results = JSON.parse((await runPython(python, readBack, files)).toString()) as ReadBack[];
    results.forEach(({ qform }, i) =>
      qform.flat().forEach((value, at) => expect(value, files[i]).toBeCloseTo(rotations[i]![at]!, 5)),
    );
  });

  it('keeps colours', async () => {
    const file = join(folder, 'colours.nii.gz');
    await nifti.write?.(file, {
      shape: [1, 3, 2, 1, 2],
      dtype: 'uint8',
      pixelSize: null,
      channels: ['Red', 'Green', 'Blue'],
      rgb: true,
      plane: ({ c, z }) => Uint8Array.of(c, 10 * z),
    });
    const source = await openSource(file);
    expect(source.info).toMatchObject({ rgb: true, shape: [1, 3, 2, 1, 2] });
    expect([...(await source.plane({ t: 0, c: 2, z: 1 }))]).toEqual([2, 10]);
    await source.close();
    expect((await readFile(file)).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });
});

/** Rotation by Euler angles about x, y and z, row by row. */
function rotation(a: number, b: number, c: number): number[] {
  const [ca, sa, cb, sb, cc, sc] = [
    Math.cos(a),
    Math.sin(a),
    Math.cos(b),
    Math.sin(b),
    Math.cos(c),
    Math.sin(c),
  ];
  return [
    cb * cc,
    sa * sb * cc - ca * sc,
    ca * sb * cc + sa * sc,
    cb * sc,
    sa * sb * sc + ca * cc,
    ca * sb * sc - sa * cc,
    -sb,
    sa * cb,
    ca * cb,
  ];
}
