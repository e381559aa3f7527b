import { describe, expect, it } from 'vitest';
import type { ImageReference } from '../../../electron/contract/datasets.ts';
import { createImageLoader } from '../../../electron/engine/datasets/load-image.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import type { Volume } from '../../../electron/engine/imaging/volume/volume.ts';
import { drawPicture, pictures } from './feed-fixture.ts';

const plane = drawPicture(20, 14);
const colour = drawPicture(20, 14, 'uint8', 3);
const loader = createImageLoader(pictures({ 'a.png': plane, 'rgb.png': colour }));

describe('a plane', () => {
  it('moved by whole pixels is cut out where its partner lies, in grey and in colour', async () => {
    const box = { x: 5, y: 4, width: 10, height: 7 };
    const moved = { box, shift: { dx: 2, dy: -3, rotation: 0 } };
    for (const [file, raster] of [
      ['a.png', plane],
      ['rgb.png', colour],
    ] as const) {
      const cut = await loader.load(planeReference(file, {}, moved));
      expect(cut).toEqual(crop(raster, { ...box, x: 3, y: 7 }));
    }
  });

  it('moved by part of a pixel follows a smooth picture to 0.2 % of its contrast', async () => {
    const wave = (x: number, y: number): number => Math.sin(x / 3) * Math.cos(y / 4);
    const smooth: Raster = { ...drawPicture(40, 40, 'float32') };
    smooth.data = Float32Array.from({ length: 1600 }, (_, i) => wave(i % 40, Math.floor(i / 40)));
    const moving = createImageLoader(pictures({ s: smooth }));
    const box = { x: 10, y: 10, width: 20, height: 20 };
    const { data } = await moving.load(
      planeReference('s', {}, { box, shift: { dx: 0.3, dy: -1.6, rotation: 0 } }),
    );
    const errors = Array.from({ length: 400 }, (_, i) => {
      const truth = wave(10 + (i % 20) - 0.3, 10 + Math.floor(i / 20) + 1.6);
      return Math.abs((data[i] as number) - truth);
    });
    const worst = Math.max(...errors);
    expect(worst).toBeLessThan(0.002 * 2);
  });

  it('is resized after it was cut: means where it shrinks', async () => {
    const box = { x: 2, y: 2, width: 8, height: 6 };
    const half = await loader.load(planeReference('a.png', {}, { box, resize: { width: 4, height: 3 } }));
    const at = (x: number, y: number): number => plane.data[y * 20 + x] as number;
    const mean = (at(2, 2) + at(3, 2) + at(2, 3) + at(3, 3)) / 4;
    expect(half).toMatchObject({ width: 4, height: 3, dtype: 'uint16' });
    expect(Math.abs((half.data[0] as number) - mean)).toBeLessThanOrEqual(0.5);
  });

  it('names the file whose box lies outside', async () => {
    const box = { x: 15, y: 0, width: 10, height: 4 };
    await expect(loader.load(planeReference('a.png', {}, { box }))).rejects.toThrow(
      /a\.png cannot be cut out/,
    );
  });
});

describe('a slice', () => {
  const [nx, ny, nz] = [5, 4, 3];
  const affine = [2, 0, 0, -4, 0, 2, 0, 1, 0, 0, 3, 7, 0, 0, 0, 1] as unknown as Volume['affine'];
  const data = Float32Array.from({ length: nx * ny * nz }, (_, i) => i * 1.5);
  const volume: Volume = { size: [nx, ny, nz], affine, data };
  let reads = 0;
  const slices = createImageLoader({
    ...pictures({}),
    readVolume: async () => ((reads += 1), volume),
  });
  const slice = (
    axis: 'x' | 'y' | 'z',
    index: number,
    own: Partial<Extract<ImageReference, { kind: 'slice' }>> = {},
  ) =>
    slices.load({ kind: 'slice', source: 'v.nii', t: 0, axis, index, grid: null, transform: null, ...own });
  const voxel = (x: number, y: number, z: number): number => data[(z * ny + y) * nx + x] as number;

  it.each([
    ['z', 2, [nx, ny], (column: number, row: number) => voxel(column, row, 2)],
    ['y', 1, [nx, nz], (column: number, row: number) => voxel(column, 1, row)],
    ['x', 3, [ny, nz], (column: number, row: number) => voxel(3, column, row)],
  ] as const)(
    'along %s holds the voxels, on their own grid too',
    async (axis, index, [width, height], at) => {
      const expected = Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
      const grid = { size: [nx, ny, nz] as [number, number, number], affine: [...affine] };
      for (const image of [await slice(axis, index), await slice(axis, index, { grid })]) {
        expect(image).toMatchObject({ width, height, channels: 1, dtype: 'float32' });
        image.data.forEach((value: number, i: number) => expect(value).toBeCloseTo(expected[i] as number, 4));
      }
    },
  );

  it('follows the transform: RAS millimetres of the grid to those of the volume', async () => {
    const transform = [1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 1, 3, 0, 0, 0, 1];
    const moved = await slice('z', 1, { transform });
    expect(moved.data[0]).toBeCloseTo(voxel(1, 0, 2), 4);
    expect(moved.data[nx - 1]).toBe(0);
  });

  it('reads a volume once, and refuses a slice that is not there', async () => {
    reads = 0;
    const own = createImageLoader({ ...pictures({}), readVolume: async () => ((reads += 1), volume) });
    const reference = {
      kind: 'slice',
      source: 'v.nii',
      t: 0,
      axis: 'z',
      grid: null,
      transform: null,
    } as const;
    await Promise.all([0, 1, 2].map((index) => own.load({ ...reference, index })));
    expect(reads).toBe(1);
    await expect(own.load({ ...reference, index: 3 })).rejects.toThrow(/v\.nii cannot be sliced/);
  });
});

describe('a class map', () => {
  const mask = (data: number[]): Raster => ({
    width: 2,
    height: 2,
    channels: 1,
    dtype: 'uint8',
    data: Uint8Array.from(data),
    notes: [],
  });
  const classes = [
    { name: 'membrane', colour: [255, 0, 0] as [number, number, number] },
    { name: 'mitochondria', colour: [0, 255, 0] as [number, number, number] },
  ];
  const files = pictures({
    m: mask([255, 255, 0, 0]),
    labels: mask([0, 7, 7, 3]),
    wide: drawPicture(3, 2, 'uint8'),
  });
  const reference: Extract<ImageReference, { kind: 'classes' }> = {
    kind: 'classes',
    layers: [
      { name: 'membrane', source: 'm', c: null, values: null },
      { name: 'mitochondria', source: 'labels', c: null, values: [7] },
    ],
    box: null,
    resize: null,
  };

  it('gives each pixel the class of the last layer that covers it', async () => {
    const map = await createImageLoader(files, { classes }).load(reference);
    expect(map).toMatchObject({ channels: 1, dtype: 'uint8' });
    expect([...map.data]).toEqual([1, 2, 2, 0]);
  });

  it('is shown in the classes’ colours where asked for, and resized without new values', async () => {
    const coloured = createImageLoader(files, { classes, classColours: true });
    const map = await coloured.load({ ...reference, resize: { width: 4, height: 4 } });
    expect(map).toMatchObject({ width: 4, height: 4, channels: 3 });
    expect([...map.data.subarray(0, 12)]).toEqual([255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0]);
    expect(new Set(map.data)).toEqual(new Set([0, 255]));
  });

  it('refuses masks of another size and unknown classes, naming the mask', async () => {
    const layers = [reference.layers[0], { name: 'mitochondria', source: 'wide', c: null, values: null }];
    const uneven = { ...reference, layers } as ImageReference;
    await expect(createImageLoader(files, { classes }).load(uneven)).rejects.toThrow(/wide .*3 x 2 pixels/);
    await expect(createImageLoader(files).load(reference)).rejects.toThrow(/no class “membrane”/);
  });
});
