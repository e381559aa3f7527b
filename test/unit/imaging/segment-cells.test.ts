import { afterEach, describe, expect, it } from 'vitest';
import { loadOpenCv } from '../../../electron/engine/imaging/opencv.ts';
import type { Mat, OpenCv } from '../../../electron/engine/imaging/opencv.ts';
import type { Raster, Rectangle } from '../../../electron/engine/imaging/raster.ts';
import { segmentCells } from '../../../electron/engine/imaging/segment-cells.ts';
import { segmentPresets } from '../../../electron/engine/imaging/segment-parameters.ts';
import { disks, gridOfDisks, withNoise } from './draw.ts';
import type { Disk } from './draw.ts';

const cells = gridOfDisks(5, 4, 60, 18);
const photo = disks(300, 240, cells);
const boxOf = ({ x, y, width, height }: Rectangle): Rectangle => ({ x, y, width, height });

/** The largest distance between a found box's edges and its disk's, in reading order. */
function worstEdge(found: Rectangle[], truth: Disk[]): number {
  expect(found).toHaveLength(truth.length);
  const centre = ({ x, width }: Rectangle) => x + width / 2;
  return Math.max(
    ...truth.map(({ x, y, radius }) => {
      const box = found.find(
        (one) => Math.abs(centre(one) - x) < 10 && Math.abs(one.y + one.height / 2 - y) < 10,
      );
      if (box === undefined) return Infinity;
      const edges = [box.x - (x - radius), box.x + box.width - (x + radius), box.y - (y - radius)];
      return Math.max(...[...edges, box.y + box.height - (y + radius)].map(Math.abs));
    }),
  );
}

describe('cells that lie apart', () => {
  it.each<[string, Raster]>([
    ['dark on light', photo],
    ['light on dark', disks(300, 240, cells, { ground: [20], colour: [200] })],
    ['colour', disks(300, 240, cells, { ground: [220, 215, 220], colour: [190, 140, 160] })],
    ['16-bit in a narrow range', disks(300, 240, cells, { ground: [1400], colour: [1100], dtype: 'uint16' })],
    ['floating point', disks(300, 240, cells, { ground: [0.003], colour: [0.002], dtype: 'float32' })],
    ['noise', withNoise(photo, 20, 1)],
  ])('%s: one box each, within three pixels', async (_, raster) => {
    const { cells: found, estimate } = await segmentCells(raster, { margin: 0 });
    expect(worstEdge(found, cells)).toBeLessThanOrEqual(3);
    expect(estimate.source).toBe('granulometry');
  });

  it('come in reading order with area and border', async () => {
    const { cells: found } = await segmentCells(photo);
    const tops = found.map(({ y }) => y);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    for (const { area, touchesBorder } of found) {
      expect(touchesBorder).toBe(false);
      expect(area / (Math.PI * 18 * 18)).toBeCloseTo(1, 0);
    }
  });

  it('rings are filled to cells', async () => {
    const rings = cells.flatMap((cell) => [cell, { ...cell, radius: 8, colour: [215] }]);
    const { cells: found } = await segmentCells(disks(300, 240, rings), { margin: 0 });
    expect(worstEdge(found, cells)).toBeLessThanOrEqual(3);
  });

  it('in tiles are the same as in one piece', async () => {
    const whole = await segmentCells(photo, { diameter: 20, window: 25 });
    const tiled = await segmentCells(photo, { diameter: 20, window: 25 }, { tileSide: 160 });
    expect(tiled.cells.map(boxOf)).toEqual(whole.cells.map(boxOf));
    expect(tiled.cells.every(({ touchesBorder }) => !touchesBorder)).toBe(true);
  });
});

describe('rules', () => {
  it('specks and clumps are dropped by area', async () => {
    const specks = [...cells, { x: 60, y: 60, radius: 3 }, { x: 120, y: 120, radius: 4 }];
    expect((await segmentCells(disks(300, 240, specks))).cells).toHaveLength(20);
    const none = await segmentCells(photo, { diameter: 20, maxArea: 1 });
    expect(none.cells).toHaveLength(0);
  });

  it('touching cells are split or kept', async () => {
    const pairs = cells.flatMap(({ x, y, radius }, i) =>
      i % 2 === 0
        ? [
            { x: x + 15, y, radius },
            { x: x + 45, y, radius },
          ]
        : [],
    );
    const photoOfPairs = disks(330, 240, pairs.slice(0, 12));
    const given = { diameter: 36 };
    expect((await segmentCells(photoOfPairs, { ...given, touching: 'split' })).cells).toHaveLength(12);
    expect((await segmentCells(photoOfPairs, { ...given, touching: 'keep' })).cells).toHaveLength(6);
  });

  it('cells cut by the border are kept or dropped', async () => {
    const cut = disks(300, 240, [...cells.slice(0, 15), { x: 100, y: 238, radius: 18 }]);
    const kept = await segmentCells(cut, { border: 'keep', diameter: 36 });
    expect(kept.cells.filter(({ touchesBorder }) => touchesBorder)).toHaveLength(1);
    expect(kept.cells).toHaveLength(16);
    expect((await segmentCells(cut, { border: 'drop', diameter: 36 })).cells).toHaveLength(15);
  });

  it('the margin widens boxes as far as the photo reaches', async () => {
    const bare = await segmentCells(photo, { diameter: 40, margin: 0 });
    const wide = await segmentCells(photo, { diameter: 40, margin: 0.5 });
    expect(bare.cells[6]).toMatchObject({ width: (wide.cells[6]?.width ?? 0) - 40 });
    const [first] = wide.cells;
    expect([first?.x, first?.y]).toEqual([0, 0]);
  });

  it('a stained nucleus in pale cytoplasm becomes one cell', async () => {
    const ground = [205, 210, 205];
    const pale = cells.filter((_, i) => i !== 7);
    const [x, y] = [150, 90];
    const white = [
      { x, y, radius: 26, colour: [195, 180, 205] },
      { x: x - 9, y: y - 5, radius: 11, colour: [110, 70, 170] },
      { x: x + 9, y: y + 6, radius: 11, colour: [110, 70, 170] },
    ];
    const red = pale.map((cell) => ({ ...cell, colour: [190, 155, 160] }));
    const raster = withNoise(disks(300, 240, [...red, ...white], { ground }), 2, 9);
    const { cells: found } = await segmentCells(raster, { diameter: 36, margin: 0, nucleusMargin: 0.2 });
    const centre = found.filter(
      (box) => Math.abs(box.x + box.width / 2 - x) < 12 && Math.abs(box.y + box.height / 2 - y) < 12,
    );
    expect(centre).toHaveLength(1);
    expect(centre[0]?.width).toBeGreaterThan(44);
    expect(found).toHaveLength(20);
  });

  it('a colour photo without nuclei has none', async () => {
    const red = disks(300, 240, cells, { ground: [205, 210, 205], colour: [190, 150, 160] });
    const { steps } = await segmentCells(withNoise(red, 3, 4), {}, { wantSteps: true });
    expect(steps?.map(({ name }) => name)).not.toContain('nuclei');
  });
});

describe('steps', () => {
  it('are pictures of the photo’s size, one a stage', async () => {
    const { steps } = await segmentCells(photo, {}, { wantSteps: true });
    expect(steps?.map(({ name }) => name)).toEqual([
      'channel',
      'adaptive threshold',
      'dilation',
      'flood fill',
      'opening',
      'parts',
      'boxes',
    ]);
    for (const { image, caption } of steps ?? []) {
      expect(image).toMatchObject({ width: 300, height: 240, dtype: 'uint8' });
      expect(image.data).toHaveLength(300 * 240 * image.channels);
      expect(caption).toMatch(/\.$/);
    }
  });

  it('are absent unless asked for, and what was used is told', async () => {
    const found = await segmentCells(photo, { window: 41 });
    expect(found.steps).toBeUndefined();
    expect(found.parameters).toMatchObject({ channel: 'grey', polarity: 'dark', window: 41 });
    expect(found.parameters.diameter).toBe(found.estimate.diameter);
  });
});

describe('odd input', () => {
  it.each([
    [1, 1],
    [300, 15],
  ])('a photo of %d x %d is too small', async (width, height) => {
    const tiny = disks(width, height, []);
    await expect(segmentCells(tiny)).rejects.toThrow(
      `${width} x ${height} pixels; finding cells needs at least 16 x 16`,
    );
    await expect(segmentCells(tiny)).rejects.toThrow(RangeError);
  });

  it('parameters out of bounds are refused', async () => {
    await expect(segmentCells(photo, { window: 8 })).rejects.toThrow(/odd/);
  });

  it.each<[string, Raster]>([
    ['even', disks(64, 64, [])],
    ['black', disks(64, 64, [], { ground: [0] })],
    ['all NaN', disks(64, 64, [], { ground: [NaN], dtype: 'float32' })],
    ['nothing but noise', withNoise(disks(256, 256, [], { ground: [128] }), 20, 2)],
  ])('an %s photo has no cells', async (_, raster) => {
    expect((await segmentCells(raster)).cells).toHaveLength(0);
  });

  it('the smallest photo and a very wide one go through', async () => {
    await expect(segmentCells(disks(16, 16, [{ x: 8, y: 8, radius: 4 }]))).resolves.toBeDefined();
    await expect(segmentCells(disks(2000, 16, [{ x: 900, y: 8, radius: 4 }]))).resolves.toBeDefined();
  });

  it('the paper’s preset runs', async () => {
    const { cells: found, parameters } = await segmentCells(photo, segmentPresets.paper);
    expect(parameters.window).toBe(11);
    expect(worstEdge(found, cells)).toBeLessThanOrEqual(4);
  });
});

describe('memory', () => {
  const megabyte = 1024 * 1024;
  const ballast: Mat[] = [];
  afterEach(() => ballast.splice(0).forEach((mat) => mat.delete()));

  /** Take WebAssembly memory until less than three megabytes are free, so that a small leak makes it grow. */
  function fillHeap(cv: OpenCv): void {
    const take = () => ballast.push(cv.Mat.zeros(1, megabyte, cv.CV_8UC1));
    const before = heapSize(cv);
    while (heapSize(cv) === before) take();
    const grownBy = heapSize(cv) - before;
    for (let taken = 2; taken < grownBy / megabyte - 2; taken += 1) take();
  }

  const heapSize = (cv: OpenCv) => (cv as unknown as { HEAP8: Int8Array }).HEAP8.byteLength;
  // A leak of one 8-bit plane a call would add up to 3.8 MB.
  const small = disks(160, 120, gridOfDisks(4, 3, 40, 12), {
    ground: [210, 215, 210],
    colour: [150, 90, 160],
  });

  it('is as large after 200 segmentations as before', async () => {
    const { cv } = await loadOpenCv();
    await segmentCells(small, {}, { wantSteps: true });
    fillHeap(cv);
    const before = heapSize(cv);
    for (let i = 0; i < 200; i += 1) await segmentCells(small, {}, { wantSteps: i % 10 === 0 });
    expect(heapSize(cv)).toBe(before);
  });

  it('the measure of it sees a leak', async () => {
    const { cv } = await loadOpenCv();
    fillHeap(cv);
    const before = heapSize(cv);
    for (let i = 0; i < 200; i += 1) ballast.push(new cv.Mat(120, 160, cv.CV_8UC1));
    expect(heapSize(cv)).toBeGreaterThan(before);
  });
});
