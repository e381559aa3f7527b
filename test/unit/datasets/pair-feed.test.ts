import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import { createPairFeed } from '../../../electron/engine/datasets/pair-feed.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import { gaussianBlur } from '../../../electron/engine/imaging/gaussian-blur.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { drawPicture, itemOf, pairItems, pictures } from './feed-fixture.ts';

const photo = drawPicture(40, 30);
const boxes = {
  'a-001': { x: 12, y: 4, width: 16, height: 12 },
  'a-002': { x: 0, y: 0, width: 11, height: 30 },
  'b-001': { x: 5, y: 5, width: 20, height: 20 },
};
const items = Object.entries(boxes).map(([id, box]) =>
  itemOf(id, planeReference(`${id[0]}.png`, {}, { box }), {
    width: box.width,
    height: box.height,
    split: id === 'b-001' ? 'test' : 'training',
  }),
);
const degradation = { kernelSize: 15, sigma: 0 };
const dataset = { items, degradation, classes: [] };

describe('the pair feed of a dataset with degraded targets', () => {
  it('lists included ids by split, and sizes, without opening a photo', () => {
    const access = pictures({});
    const aside = itemOf('c', planeReference('a.png'), { width: 40, height: 30, included: false });
    const feed = createPairFeed({ ...dataset, items: [...items, aside] }, access);
    expect(feed.items.map(({ id }) => id)).toEqual(['a-001', 'a-002', 'b-001']);
    expect(feed.ids('training')).toEqual(['a-001', 'a-002']);
    expect(feed.ids('validation')).toEqual([]);
    expect(feed.size('a-002')).toEqual({ width: 11, height: 30 });
    expect(access.reads).toEqual([]);
  });

  it('cuts the truth from the photo and the input from the photo blurred as a whole', async () => {
    const feed = createPairFeed(dataset, pictures({ 'a.png': photo }));
    const { input, truth } = await feed.load('a-001');
    expect(truth).toEqual(crop(photo, boxes['a-001']));
    expect(input).toEqual(crop(await gaussianBlur(photo, 15, 0), boxes['a-001']));
    expect(input.data).not.toEqual((await gaussianBlur(truth, 15, 0)).data);
  });

  it('opens a photo once for all of its crops, and again when they had to go', async () => {
    const access = pictures({ 'a.png': photo, 'b.png': photo });
    const roomy = createPairFeed(dataset, access);
    for (const id of ['a-001', 'b-001', 'a-002', 'b-001']) await roomy.load(id);
    expect(access.reads).toEqual(['a.png', 'b.png']);
    access.reads.length = 0;
    // The crops of a.png take 2088 bytes, those of b.png 1600.
    const tight = createPairFeed(dataset, access, 2100);
    for (const id of ['a-001', 'a-002', 'b-001', 'a-001']) await tight.load(id);
    expect(access.reads).toEqual(['a.png', 'b.png', 'a.png']);
  });

  it('refuses an unknown id, and a photo that has shrunk, naming item and file', async () => {
    const feed = createPairFeed(dataset, pictures({ 'a.png': drawPicture(10, 10) }));
    await expect(feed.load('c-001')).rejects.toMatchObject({ code: 'not-found' });
    await expect(feed.load('a-001')).rejects.toThrow(
      /a-001 .*a\.png cannot be cut out: .*make the dataset anew/,
    );
    await expect(feed.load('a-001')).rejects.toBeInstanceOf(AbbeError);
  });

  it('refuses a degradation that makes no sense', () => {
    const wrong = { ...dataset, degradation: { kernelSize: 4 } };
    expect(() => createPairFeed(wrong, pictures({}))).toThrow(/kernelSize must be odd/);
  });
});

describe('the pair feed of a dataset with inputs of their own', () => {
  const pairs = { items: pairItems(['p', 'q'], { width: 24, height: 16 }), degradation: null, classes: [] };
  const files = { 'p-in.png': drawPicture(24, 16, 'uint8'), 'p-out.png': drawPicture(24, 16) };

  it('loads both as they are, and items set aside too', async () => {
    const [first] = pairs.items;
    if (!first) throw new Error('no items');
    const aside = { ...pairs, items: [{ ...first, included: false }] };
    for (const document of [pairs, aside]) {
      const { input, truth } = await createPairFeed(document, pictures(files)).load('p');
      expect([input, truth]).toEqual([files['p-in.png'], files['p-out.png']]);
    }
  });

  it('reads only the box of a picture with a single item, and the picture once where there are several', async () => {
    const cut = (id: string, x: number) => {
      const box = { x, y: 0, width: 8, height: 8 };
      const reference = (file: string) => planeReference(file, {}, { box });
      return itemOf(id, reference('p-out.png'), { width: 8, height: 8, input: reference('p-in.png') });
    };
    const access = pictures(files);
    const one = await createPairFeed({ ...pairs, items: [cut('one', 3)] }, access).load('one');
    expect(access.reads.sort()).toEqual(['p-in.png 8 x 8', 'p-out.png 8 x 8']);
    access.reads.length = 0;
    const feed = createPairFeed({ ...pairs, items: [cut('one', 3), cut('two', 9)] }, access);
    expect(await feed.load('one')).toEqual(one);
    await feed.load('two');
    expect(access.reads.sort()).toEqual(['p-in.png', 'p-out.png']);
  });

  it('refuses pairs whose images differ in size', async () => {
    const uneven = { ...files, 'p-in.png': drawPicture(24, 15) };
    const load = createPairFeed(pairs, pictures(uneven)).load('p');
    await expect(load).rejects.toThrow(/Item p .*input has 24 x 15 pixels where the dataset says 24 x 16/);
  });

  it('refuses an item without an input where the dataset has no degradation', async () => {
    const bare = { ...pairs, items: [itemOf('p', planeReference('p-out.png'), { width: 24, height: 16 })] };
    await expect(createPairFeed(bare, pictures(files)).load('p')).rejects.toThrow(/no input image/);
  });
});
