import { describe, expect, it } from 'vitest';
import { gaussianBlur, sigmaOfKernel } from '../../../electron/engine/imaging/gaussian-blur.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { disks, gridOfDisks, withNoise } from './draw.ts';

const photo = disks(80, 60, gridOfDisks(4, 3, 20, 7), { ground: [220, 200, 230], colour: [120, 60, 90] });

describe('gaussianBlur', () => {
  it('has the sigma of OpenCV’s rule for a kernel of 15', async () => {
    expect(sigmaOfKernel(15)).toBeCloseTo(2.6, 12);
    const [automatic, stated] = [await gaussianBlur(photo), await gaussianBlur(photo, 15, 2.6)];
    expect(automatic.data).toEqual(stated.data);
  });

  it('keeps the mean and an even image', async () => {
    const mean = (data: ArrayLike<number>) =>
      Array.from(data).reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean((await gaussianBlur(photo)).data)).toBeCloseTo(mean(photo.data), 0);
    const even = disks(20, 20, [], { ground: [77] });
    expect((await gaussianBlur(even)).data).toEqual(even.data);
  });

  it('of the photo differs from that of a crop only within seven pixels of the crop’s border', async () => {
    const box = { x: 11, y: 9, width: 50, height: 40 };
    const whole = crop(await gaussianBlur(photo), box);
    const alone = await gaussianBlur(crop(photo, box));
    const inner = { x: 7, y: 7, width: 36, height: 26 };
    expect(crop(alone, inner).data).toEqual(crop(whole, inner).data);
    expect(alone.data).not.toEqual(whole.data);
  });

  it('of an image that is blurred in several strips has no seams', async () => {
    const width = 4000;
    const tall = withNoise(disks(width, 2100, [], { ground: [128] }), 40, 6);
    const whole = await gaussianBlur(tall);
    // Strips are 2,000 rows high here; rows around the seam are blurred alone, in one strip.
    const middle = await gaussianBlur(crop(tall, { x: 0, y: 1950, width, height: 100 }));
    const rows = { x: 0, y: 10, width, height: 80 };
    expect(crop(middle, rows).data).toEqual(crop(whole, { ...rows, y: 1960 }).data);
  });

  it.each([0, -3, 4, 2.5, NaN])('refuses a kernel of %d', async (kernel) => {
    await expect(gaussianBlur(photo, kernel)).rejects.toThrow(/odd number of pixels/);
  });

  it('refuses a negative sigma', async () => {
    await expect(gaussianBlur(photo, 15, -1)).rejects.toThrow(RangeError);
  });
});
