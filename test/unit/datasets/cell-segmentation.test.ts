import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import type { PreparationContext } from '../../../electron/engine/datasets/preparation.ts';
import { cellSegmentation } from '../../../electron/engine/datasets/preparations/cell-segmentation.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { contextOf } from './preparation-context.ts';

/** Dark disks on a bright ground, which the segmentation finds. */
function photo(centres: readonly number[], dtype: 'uint8' | 'uint16' = 'uint8'): Raster {
  const [width, height] = [160, 100];
  const scale = dtype === 'uint8' ? 1 : 256;
  const data = new (dtype === 'uint8' ? Uint8Array : Uint16Array)(width * height);
  for (let i = 0; i < data.length; i += 1) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = centres.some((centre) => Math.hypot(x - centre, y - 50) < 18);
    data[i] = (inside ? 90 : 220) * scale;
  }
  return { width, height, channels: 1, dtype, data, notes: [] };
}

const prepare = (photos: Record<string, Raster | Error>, own: Partial<PreparationContext> = {}) =>
  cellSegmentation.prepare({ ...contextOf(photos), ...own }, {});

const three = { 'a.png': photo([40, 110]), 'b.png': photo([40]), 'c.png': photo([110]) };

describe('cells as a preparation', () => {
  it('makes an item of each cell, named after its photo, cut out of it', async () => {
    const { items, skipped } = await prepare(three);
    expect(items.map(({ id }) => id)).toEqual(['a-001', 'a-002', 'b-001', 'c-001']);
    const { target, input, width } = items[0] as (typeof items)[number];
    expect(target).toMatchObject({ kind: 'plane', source: 'a.png', c: null });
    expect(input).toBeNull();
    expect(width).toBeGreaterThan(30);
    expect(skipped).toEqual([]);
  });

  it('gives photos of one name in different folders different ids', async () => {
    const { items } = await prepare({
      'x/cell.png': photo([40]),
      'y/cell.jpg': photo([40]),
      'z/Cell.png': photo([40]),
    });
    expect(items.map(({ id }) => id)).toEqual(['cell-001', 'cell-2-001', 'Cell-3-001']);
  });

  it('skips broken photos and photos without cells with their reasons, and goes on', async () => {
    const broken = new AbbeError('invalid-input', '/photos/broken.png cannot be opened: cut short.');
    const { items, skipped } = await prepare({ 'broken.png': broken, 'bare.png': photo([]), ...three });
    expect(items).toHaveLength(4);
    expect(skipped).toEqual([
      { file: '/photos/broken.png', reason: '/photos/broken.png cannot be opened: cut short.' },
      { file: '/photos/bare.png', reason: expect.stringMatching(/No cell was found in \/photos\/bare\.png/) },
    ]);
  });

  it('skips photos of another depth than most', async () => {
    const { skipped } = await prepare({ 'deep.png': photo([40], 'uint16'), ...three });
    const reason = expect.stringMatching(/is 16-bit grey while most photos are 8-bit grey/);
    expect(skipped).toEqual([{ file: '/photos/deep.png', reason }]);
  });

  it('shows the steps of the first photo and the boxes of the first eight', async () => {
    const context = contextOf(three);
    await cellSegmentation.prepare(context, {});
    const names = context.pictures.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('cells'))).toEqual(['cells 001', 'cells 002', 'cells 003']);
    expect(names.filter((name) => name.startsWith('step')).length).toBeGreaterThan(3);
  });

  it('stops when it is cancelled, between photos and inside one', async () => {
    const tell = async (done: number) => {
      if (done === 1) throw new AbbeError('cancelled', 'Cancelled.');
    };
    await expect(prepare(three, { tell })).rejects.toMatchObject({ code: 'cancelled' });
    const raster = async () => Promise.reject(new DOMException('Aborted', 'AbortError'));
    await expect(prepare(three, { raster })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
