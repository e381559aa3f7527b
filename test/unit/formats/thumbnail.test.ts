import { describe, expect, it } from 'vitest';
import { thumbnail } from '../../../electron/engine/formats/thumbnail.ts';
import { scramble } from './fixtures.ts';

describe('thumbnail', () => {
  it('is 8-bit RGB within the size, in proportion', async () => {
    const small = await thumbnail(scramble(60, 30, 1, 'uint16'), 20);
    expect(small).toMatchObject({ width: 20, height: 10, channels: 3, dtype: 'uint8' });
    expect(small.data).toHaveLength(600);
    const tall = await thumbnail(scramble(30, 60, 3, 'float32'), 20);
    expect(tall).toMatchObject({ width: 10, height: 20, channels: 3 });
  });

  it('does not enlarge, and keeps 8-bit pixels', async () => {
    const photo = scramble(9, 7, 3, 'uint8');
    expect(await thumbnail(photo, 100)).toEqual(photo);
  });

  it('shows grey as grey, between the range given', async () => {
    const photo = { ...scramble(2, 1, 1, 'uint16'), data: Uint16Array.of(1000, 2000) };
    expect([...(await thumbnail(photo, 8, { min: 1000, max: 2000 })).data]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it.each([0, -5, 2.5, NaN])('refuses a size of %d', async (size) => {
    await expect(thumbnail(scramble(2, 2, 1, 'uint8'), size)).rejects.toThrow(RangeError);
  });
});
