import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../../../electron/contract/documents.ts';
import { createCropPairFeed } from '../../../electron/engine/datasets/crop-pair-feed.ts';
import { gaussianBlur } from '../../../electron/engine/imaging/gaussian-blur.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';

/** A photo without symmetry, so that what lies around a crop shows in its blur. */
function photo(): Raster {
  const data = new Uint16Array(40 * 30).map((_, i) => (i * i) % 60000);
  return { width: 40, height: 30, channels: 1, dtype: 'uint16', data, notes: [] };
}

const items: DatasetItem[] = [
  { id: 'a-001', photo: 'a.png', box: { x: 12, y: 4, width: 16, height: 12 }, split: 'training' },
  { id: 'a-002', photo: 'a.png', box: { x: 0, y: 0, width: 11, height: 30 }, split: 'training' },
  { id: 'b-001', photo: 'b.png', box: { x: 5, y: 5, width: 20, height: 20 }, split: 'test' },
];
const degradation = { kernelSize: 15, sigma: 0 };

describe('the pair feed', () => {
  it('lists ids by split and sizes without opening a photo', () => {
    const feed = createCropPairFeed({ items, degradation }, async () => Promise.reject(new Error('opened')));
    expect(feed.ids('training')).toEqual(['a-001', 'a-002']);
    expect(feed.ids('validation')).toEqual([]);
    expect(feed.size('a-002')).toEqual({ width: 11, height: 30 });
  });

  it('cuts the truth from the photo and the input from the photo blurred as a whole', async () => {
    const feed = createCropPairFeed({ items, degradation }, async () => photo());
    const { input, truth } = await feed.load('a-001');
    const blurred = await gaussianBlur(photo(), 15, 0);
    const box = { x: 12, y: 4, width: 16, height: 12 };
    expect(truth).toEqual(crop(photo(), box));
    expect(input).toEqual(crop(blurred, box));
    expect(input.data).not.toEqual((await gaussianBlur(truth, 15, 0)).data);
  });

  it('opens a photo once for all of its crops, and again when they had to go', async () => {
    const opened: string[] = [];
    const open = async (name: string): Promise<Raster> => {
      opened.push(name);
      return photo();
    };
    const roomy = createCropPairFeed({ items, degradation }, open);
    for (const id of ['a-001', 'b-001', 'a-002', 'b-001']) await roomy.load(id);
    expect(opened).toEqual(['a.png', 'b.png']);
    opened.length = 0;
    // The crops of a.png take 2088 bytes, those of b.png 1600.
    const tight = createCropPairFeed({ items, degradation }, open, 2100);
    for (const id of ['a-001', 'a-002', 'b-001', 'a-001']) await tight.load(id);
    expect(opened).toEqual(['a.png', 'b.png', 'a.png']);
  });

  it('refuses an unknown id, and a photo that has shrunk', async () => {
    const small = async (): Promise<Raster> => crop(photo(), { x: 0, y: 0, width: 10, height: 10 });
    const feed = createCropPairFeed({ items, degradation }, small);
    await expect(feed.load('c-001')).rejects.toMatchObject({ code: 'not-found' });
    await expect(feed.load('a-001')).rejects.toThrow(/a\.png cannot be cut out: .*make the dataset anew/);
  });

  it('refuses a degradation that makes no sense', () => {
    expect(() => createCropPairFeed({ items, degradation: { kernelSize: 4 } }, async () => photo())).toThrow(
      /kernelSize must be odd/,
    );
  });
});
