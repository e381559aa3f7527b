import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleTypes } from '../../electron/contract/images.ts';
import type { PlaneIndex } from '../../electron/contract/images.ts';
import { omeZarr } from '../../electron/engine/formats/ome-zarr.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { allocateSamples } from '../../electron/engine/formats/pixel-source.ts';
import { planesOf } from '../../electron/engine/formats/plane-index.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';
import { temporaryFolder } from '../unit/formats/fixtures.ts';

const folder = temporaryFolder();

/** OME-Zarr images of both versions, written by the zarr package, and the numbers in them. */
const makeImages = `
import itertools, json, sys
import numpy as np, zarr
folder = sys.argv[1]
rng = np.random.default_rng(1)
from numcodecs import Blosc, GZip, LZ4, Zlib, Zstd
cases = {}
def attributes(names, version, scales):
    kinds = dict(t='time', c='channel')
    axes = [dict(name=n, type=kinds.get(n, 'space')) for n in names]
    for axis in axes:
        if axis['type'] == 'space': axis['unit'] = 'nanometer'
        if axis['name'] == 't': axis['unit'] = 'millisecond'
    scale = lambda factor: [dict(type='scale', scale=[factor * s if n in 'xy' else s for n, s in zip(names, scales)])]
    multiscale = dict(axes=axes, name='image', datasets=[
        dict(path='s0', coordinateTransformations=scale(1)),
        dict(path='s1', coordinateTransformations=scale(2))])
    if version == '0.4': multiscale['version'] = '0.4'
    omero = dict(channels=[dict(label=f'Dye {i}', color='00FF00') for i in range(2)])
    found = dict(multiscales=[multiscale], omero=omero)
    return dict(ome=dict(version='0.5', **found)) if version == '0.5' else found
def add(name, names, shape, chunks, dtype, version, **options):
    path = f'{folder}/{name}.zarr'
    format = 3 if version == '0.5' else 2
    group = zarr.open_group(path, mode='w', zarr_format=format)
    scales = [7.0 if n == 't' else 1.0 if n == 'c' else 130.0 for n in names]
    group.attrs.update(attributes(names, version, scales))
    data = rng.integers(0, 100, shape).astype(dtype)
    array = group.create_array('s0', shape=shape, chunks=chunks, dtype=dtype, fill_value=0, **options)
    array[:] = data
    small = group.create_array('s1', shape=shape, chunks=chunks, dtype=dtype, fill_value=0)
    full = data
    for n in 'tcz':
        if n not in names: full = np.expand_dims(full, 'tcz'.index(n))
    cases[path] = dict(shape=full.shape, values=full.astype('f8').ravel().tolist())
v2 = dict(none=None, blosc=Blosc(), gzip=GZip(), lz4=LZ4(), zlib=Zlib(), zstd=Zstd())
for name, codec in v2.items():
    for order in 'CF':
        add(f'v2_{name}_{order}', 'tczyx', (2, 2, 3, 11, 13), (1, 1, 2, 5, 6), '<u2', '0.4', compressors=codec, order=order)
add('v2_big', 'czyx', (2, 3, 11, 13), (1, 1, 5, 6), '>i4', '0.4')
add('v2_slash', 'yx', (11, 13), (5, 6), 'u1', '0.4', chunk_key_encoding=dict(name='v2', separator='/'))
for dtype in 'i1 u1 i2 u2 i4 u4 i8 u8 f4 f8 f2 bool'.split():
    add('v3_' + dtype, 'czyx', (2, 3, 11, 13), (2, 3, 5, 6), dtype, '0.5')
from zarr.codecs import BloscCodec, GzipCodec, ZstdCodec, TransposeCodec
for name, codec in dict(blosc=BloscCodec(), gzip=GzipCodec(), zstd=ZstdCodec(checksum=True)).items():
    add('v3_' + name, 'tczyx', (2, 2, 3, 11, 13), (1, 1, 1, 5, 6), 'u2', '0.5', compressors=[codec])
add('v3_sharded', 'tczyx', (2, 2, 3, 12, 12), (1, 1, 1, 4, 6), 'u2', '0.5', shards=(1, 1, 3, 12, 12))
print(json.dumps(cases))
`;

interface Case {
  shape: number[];
  values: number[];
}

describe('images that the zarr package writes', () => {
  const python = findPython();
  let cases: [string, Case][] = [];
  beforeAll(async () => {
    if (!('path' in python)) return;
    const json = (await runPython(python.path, makeImages, [folder])).toString();
    cases = Object.entries(JSON.parse(json) as Record<string, Case>);
  });

  it('both versions, every type and codec, sharded too', async (context) => {
    pathOf(python, context);
    expect(cases.length).toBeGreaterThan(25);
    for (const [file, { shape, values }] of cases) {
      const source = await openSource(file);
      expect(source.info.shape, file).toEqual(shape);
      const z = shape[2]! > 1 ? 0.13 : null;
      expect(source.info.pixelSize, file).toEqual({ x: 0.13, y: 0.13, z, unit: 'µm' });
      if (shape[1] === 2) expect(source.info.channels).toEqual(['Dye 0', 'Dye 1']);
      if (shape[0] === 2) expect(source.metadata({ t: 1, c: 0, z: 0 })).toEqual({ time: 0.007 });
      const [height, width] = [shape[3]!, shape[4]!];
      let start = 0;
      for (const index of planesOf(source.info)) {
        const expected = values.slice(start, (start += height * width));
        expect([...(await source.plane(index))], file).toEqual(expected);
        const part = await source.region(index, { x: 4, y: 3, width: 5, height: 4 });
        const rows = [3, 4, 5, 6].flatMap((y) => expected.slice(y * width + 4, y * width + 9));
        expect([...part], file).toEqual(rows);
      }
      await source.close();
    }
  });
});

const readBack = `
import json, sys
import zarr
result = []
for path in sys.argv[1:]:
    group = zarr.open_group(path, mode='r', zarr_format=3)
    array = group['0']
    result.append(dict(attributes=dict(group.attrs), dtype=str(array.dtype), chunks=array.chunks, shape=array.shape,
        dimensions=array.metadata.dimension_names, values=array[:].ravel().tolist()))
print(json.dumps(result))
`;

interface ReadBack {
  attributes: { ome: Record<string, unknown> };
  dtype: string;
  chunks: number[];
  shape: number[];
  dimensions: string[];
  values: number[];
}

it('what we write, the zarr package reads: every type, attributes, chunks', async (context) => {
  const python = pathOf(findPython(), context);
  const files: string[] = [];
  for (const dtype of sampleTypes) {
    const file = join(folder, `written-${dtype}.zarr`);
    const plane = ({ t, c, z }: PlaneIndex) => {
      const samples = allocateSamples(dtype, 12);
      for (let i = 0; i < 12; i += 1) samples[i] = i + 12 * z + 24 * c + 48 * t;
      return samples;
    };
    const pixelSize = { x: 0.5, y: 0.6, z: 2, unit: 'mm' };
    await omeZarr.write?.(file, {
      shape: [2, 2, 2, 3, 4],
      dtype,
      pixelSize,
      channels: ['DAPI', 'GFP'],
      plane,
    });
    files.push(file);
  }
  const wide = join(folder, 'wide.zarr');
  await omeZarr.write?.(wide, {
    shape: [1, 1, 1, 2, 1500],
    dtype: 'uint16',
    pixelSize: null,
    channels: ['Grey'],
    plane: () => Uint16Array.from({ length: 3000 }, (_, i) => i),
  });
  const results = JSON.parse((await runPython(python, readBack, [...files, wide])).toString()) as ReadBack[];
  for (const [i, dtype] of sampleTypes.entries()) {
    expect(results[i]).toMatchObject({
      dtype,
      shape: [2, 2, 2, 3, 4],
      chunks: [1, 1, 1, 3, 4],
      dimensions: ['t', 'c', 'z', 'y', 'x'],
      values: Array.from({ length: 96 }, (_, place) => place),
    });
    const axes = ['t', 'c', 'z', 'y', 'x'].map((name) => ({
      name,
      type: name === 't' ? 'time' : name === 'c' ? 'channel' : 'space',
      ...('zyx'.includes(name) ? { unit: 'micrometer' } : {}),
    }));
    const scale = [1, 1, 2000, 600, 500];
    expect(results[i]?.attributes.ome).toMatchObject({
      version: '0.5',
      multiscales: [
        { axes, datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale }] }] },
      ],
      omero: { channels: [{ label: 'DAPI' }, { label: 'GFP' }] },
    });
  }
  expect(results.at(-1)).toMatchObject({ chunks: [1, 1, 1, 2, 1024], shape: [1, 1, 1, 2, 1500] });
  expect(results.at(-1)?.values).toEqual(Array.from({ length: 3000 }, (_, i) => i));
});
