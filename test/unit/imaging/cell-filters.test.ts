import { describe, expect, it } from 'vitest';
import { filterCells } from '../../../electron/engine/imaging/cell-filters.ts';
import { measureCells } from '../../../electron/engine/imaging/measure-cells.ts';
import type { FoundCell } from '../../../electron/engine/imaging/measure-cells.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { segmentCells } from '../../../electron/engine/imaging/segment-cells.ts';
import { gaussianBlur } from '../../../electron/engine/imaging/gaussian-blur.ts';
import { disks, gridOfDisks, withNoise } from './draw.ts';

const rules = {
  diameter: 20,
  minArea: 0.4,
  maxArea: 4,
  border: 'keep' as const,
  minRoundness: 0,
  minFocus: 0,
};
const cell = (own: Partial<FoundCell>): FoundCell => ({
  ...{ x: 0, y: 0, width: 20, height: 20, area: 314, roundness: 0.95, touchesBorder: false, stained: false },
  ...own,
});

/** The measures of one drawn shape. */
function measure(width: number, height: number, isSet: (x: number, y: number) => boolean): FoundCell {
  const labels = Int32Array.from({ length: width * height }, (_, i) =>
    isSet(i % width, Math.floor(i / width)) ? 1 : 0,
  );
  const tile = { x: 0, y: 0, width, height };
  return measureCells({ labels, count: 1, stained: 0 }, tile, tile, 0)[0] as FoundCell;
}

describe('the measures of a cell', () => {
  it('have the perimeter of scikit-image’s perimeter_crofton over four directions', () => {
    // measure.perimeter_crofton(mask, 4) of this rectangle and of this disk.
    const rectangle = measure(20, 20, (x, y) => x >= 5 && x < 15 && y >= 7 && y < 13);
    expect(rectangle).toMatchObject({ x: 5, y: 7, width: 10, height: 6, area: 60, touchesBorder: false });
    expect(rectangle.roundness).toBeCloseTo((4 * Math.PI * 60) / 29.2272 ** 2, 3);
    const disk = measure(60, 60, (x, y) => Math.hypot(x - 30, y - 30) <= 20);
    expect(disk.roundness).toBeCloseTo((4 * Math.PI * disk.area) / 127.7137 ** 2, 3);
  });

  it('tell round shapes from long and cut ones', () => {
    const disk = measure(80, 80, (x, y) => Math.hypot(x - 40, y - 40) <= 25).roundness;
    const half = measure(80, 80, (x, y) => y >= 40 && Math.hypot(x - 40, y - 40) <= 25).roundness;
    const long = measure(80, 80, (x, y) => Math.hypot((x - 40) / 3, y - 40) <= 12).roundness;
    expect(disk).toBeGreaterThan(0.95);
    expect(half).toBeCloseTo(0.75, 1);
    expect(long).toBeLessThan(0.7);
  });
});

describe('the filters', () => {
  it('leave cells and say what is against the others', () => {
    const parts = [
      cell({}),
      cell({ area: 100 }),
      cell({ area: 1300 }),
      cell({ touchesBorder: true }),
      cell({ roundness: 0.6 }),
      cell({ focus: 2 }),
    ];
    const strict = { ...rules, border: 'drop' as const, minRoundness: 0.8, minFocus: 3 };
    const { cells, rejected } = filterCells(parts, strict);
    expect(cells).toEqual([parts[0]]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'too small',
      'too large',
      'cut by the border',
      'not round',
      'out of focus',
    ]);
    const loose = filterCells(parts, rules);
    expect(loose.cells).toHaveLength(4);
  });

  it('list no specks', () => {
    expect(filterCells([cell({ area: 20 })], rules)).toEqual({ cells: [], rejected: [] });
  });
});

const round = gridOfDisks(5, 4, 60, 18);
const texture = (photo: Raster): Raster => withNoise(photo, 4, 8);

describe('in a photo', () => {
  it('long parts are sorted out by roundness', async () => {
    const bar = Array.from({ length: 60 }, (_, i) => ({ x: 30 + i, y: 210, radius: 9 }));
    const photo = disks(300, 240, [...round.slice(0, 15), ...bar]);
    const all = await segmentCells(photo, { diameter: 36 });
    const filtered = await segmentCells(photo, { diameter: 36, minRoundness: 0.75 });
    expect([all.cells.length, filtered.cells.length]).toEqual([16, 15]);
    expect(filtered.rejected).toMatchObject([{ reason: 'not round' }]);
    expect(filtered.rejected[0]?.width).toBeGreaterThan(60);
  });

  it('blurred cells are sorted out by focus, and nothing else is', async () => {
    const sharp = disks(300, 240, round, { ground: [200], colour: [120] });
    const blurred = await gaussianBlur(sharp, 31, 4);
    // The right half out of focus, then the camera's noise over all of it.
    const data = sharp.data.map((value, i) => (i % 300 < 180 ? value : (blurred.data[i] as number)));
    const photo = texture({ ...sharp, data });
    const given = { diameter: 40 };
    const unmeasured = await segmentCells(photo, given);
    expect(unmeasured.cells).toHaveLength(20);
    expect(unmeasured.cells[0]?.focus).toBeUndefined();
    const measured = await segmentCells(photo, given, { wantSteps: true });
    const focus = (isLeft: boolean) =>
      measured.cells.filter(({ x }) => x < 170 === isLeft).map((one) => one.focus as number);
    expect(Math.min(...focus(true))).toBeGreaterThan(2 * Math.max(...focus(false)));
    const limit = (Math.min(...focus(true)) + Math.max(...focus(false))) / 2;
    const { cells, rejected } = await segmentCells(photo, { ...given, minFocus: limit });
    expect(cells.every(({ x }) => x < 170)).toBe(true);
    expect([cells.length, rejected.length]).toEqual([12, 8]);
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(new Set(['out of focus']));
  });

  it('pure noise has a focus of 1', async () => {
    const flat = withNoise(disks(300, 240, round, { ground: [128], colour: [90] }), 12, 5);
    const { cells } = await segmentCells(
      flat,
      { diameter: 30, opening: 0.1, margin: 0 },
      { wantSteps: true },
    );
    // Edges add to it, the inside has noise only: so it is at least 1 and near to it.
    for (const { focus } of cells) expect(focus).toBeGreaterThan(0.8);
    expect(Math.min(...cells.map(({ focus }) => focus as number))).toBeLessThan(3);
  });
});
