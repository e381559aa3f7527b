import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import type { BuildOptions, SourcePhoto } from '../../../electron/engine/datasets/build-items.ts';
import { buildItems } from '../../../electron/engine/datasets/build-items.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const box = (x: number, side = 20) => ({ x, y: 0, width: side, height: side });

function photo(name: string, content = name): SourcePhoto {
  return { name, file: `/photos/${name}`, sha256: content };
}

function raster(dtype: Raster['dtype'] = 'uint8'): Raster {
  const data = dtype === 'uint16' ? new Uint16Array(100 * 100) : new Uint8Array(100 * 100);
  return { width: 100, height: 100, channels: 1, dtype, data, notes: [] };
}

function build(photos: SourcePhoto[], options: Partial<BuildOptions> = {}): ReturnType<typeof buildItems> {
  return buildItems({
    photos,
    seed: 1,
    open: async () => raster(),
    segment: async () => [box(0), box(30)],
    ...options,
  });
}

const three = ['a.png', 'b.png', 'c.png'].map((name) => photo(name));

describe('building a dataset', () => {
  it('makes an item of each cell, named after its photo', async () => {
    const { items, skipped } = await build(three);
    expect(items.map(({ id }) => id)).toEqual(['a-001', 'a-002', 'b-001', 'b-002', 'c-001', 'c-002']);
    expect(items[1]).toMatchObject({ photo: 'a.png', box: { x: 30, y: 0, width: 20, height: 20 } });
    expect(skipped).toEqual([]);
  });

  it('never has a photo, or a copy of one, in two splits', async () => {
    const photos = Array.from({ length: 24 }, (_, i) => photo(`p${i}.png`, `content ${i % 12}`));
    const { items } = await build(photos);
    for (let content = 0; content < 12; content += 1) {
      const own = items.filter((item) => Number(/p(\d+)/.exec(item.photo)?.[1]) % 12 === content);
      expect(own).toHaveLength(4);
      expect(new Set(own.map(({ split }) => split)).size).toBe(1);
    }
  });

  it('gives photos of one name in different folders different ids', async () => {
    const photos = ['x/cell.png', 'y/cell.jpg', 'z/Cell.png'].map((name) => photo(name));
    const ids = (await build(photos)).items.map(({ id }) => id);
    expect(ids).toEqual(['cell-001', 'cell-002', 'cell-2-001', 'cell-2-002', 'Cell-3-001', 'Cell-3-002']);
  });

  it('skips broken photos and photos without cells with their reasons, and goes on', async () => {
    const photos = [photo('broken.png'), photo('bare.png'), ...three];
    const { items, skipped } = await build(photos, {
      open: async ({ file }) => {
        if (file.includes('broken'))
          throw new AbbeError('invalid-input', `${file} cannot be opened: cut short.`);
        return raster();
      },
      segment: async (_raster, { file }) => (file.includes('bare') ? [] : [box(0)]),
    });
    expect(items).toHaveLength(3);
    expect(skipped).toEqual([
      { file: '/photos/broken.png', reason: '/photos/broken.png cannot be opened: cut short.' },
      { file: '/photos/bare.png', reason: expect.stringMatching(/No cell was found in \/photos\/bare\.png/) },
    ]);
  });

  it('skips photos of another depth than most', async () => {
    const photos = [photo('deep.png'), ...three];
    const { skipped } = await build(photos, {
      open: async ({ file }) => raster(file.includes('deep') ? 'uint16' : 'uint8'),
    });
    expect(skipped).toEqual([
      {
        file: '/photos/deep.png',
        reason: expect.stringMatching(/is 16-bit grey while most photos are 8-bit grey/),
      },
    ]);
  });

  it('leaves out cells that could not be evaluated and says how many', async () => {
    const { items, tooSmall } = await build(three, { segment: async () => [box(0, 10), box(20, 11)] });
    expect(tooSmall).toBe(3);
    expect(items.map(({ box: { width } }) => width)).toEqual([11, 11, 11]);
  });

  it('needs cells in three different photos', async () => {
    const copies = [photo('a.png', 'same'), photo('b.png', 'same'), photo('c.png')];
    await expect(build(copies)).rejects.toThrow(/cells in at least 3 different photos.*2 of 3 gave cells/);
  });

  it('stops when it is cancelled', async () => {
    let opened = 0;
    const building = build(three, {
      onPhoto: async (done) => {
        if (done === 1) throw new AbbeError('cancelled', 'Cancelled.');
      },
      open: async () => {
        opened += 1;
        return raster();
      },
    });
    await expect(building).rejects.toMatchObject({ code: 'cancelled' });
    expect(opened).toBe(1);
  });

  it('does not take a cancellation inside a photo for a broken photo', async () => {
    const open = async () => Promise.reject(new DOMException('Aborted', 'AbortError'));
    await expect(build(three, { open })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
