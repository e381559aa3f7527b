import { describe, expect, it } from 'vitest';
import { colourMapNames } from '../../../electron/contract/triple-methods.ts';
import { colourMaps, colourTable } from '../../../electron/engine/imaging/colour-map.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { tripleMontage } from '../../../electron/engine/imaging/triple-montage.ts';

function flat(value: number, side: number, channels: 1 | 3 = 1): Raster {
  const data = new Uint8Array(side * side * channels).fill(value);
  return { width: side, height: side, channels, dtype: 'uint8', data, notes: [] };
}

/** Squares of one colour in a picture: where they begin and how large they are. */
function findColour({ data, width, height }: Raster, [r, g, b]: number[]) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < width * height; i += 1) {
    if (data[3 * i] !== r || data[3 * i + 1] !== g || data[3 * i + 2] !== b) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** In colours that letters, which are grey, do not have. */
function coloured(value: number, side: number): Raster {
  const picture = flat(0, side, 3);
  picture.data.forEach((_, i) => (picture.data[i] = colourOf(value)[i % 3] as number));
  return picture;
}
const colourOf = (value: number): number[] => [value, 200, 3];

const row = (label: string, [input, result, truth]: [number, number, number], side = 100) => ({
  label,
  input: coloured(input, side),
  result: coloured(result, side),
  truth: coloured(truth, side),
});

describe('a montage of triples', () => {
  it('has source, generated and target beside each other and a row for each step', async () => {
    const picture = await tripleMontage(
      [row('step 1', [11, 21, 31]), row('step 2', [12, 22, 32])],
      'grey',
      null,
    );
    const at = (value: number) => findColour(picture, colourOf(value));
    const places = [11, 21, 31, 12, 22, 32].map(at);
    for (const place of places) expect(place).toMatchObject({ width: 100, height: 100 });
    const [source, generated, target, nextSource] = places as [
      ReturnType<typeof at>,
      ReturnType<typeof at>,
      ReturnType<typeof at>,
      ReturnType<typeof at>,
    ];
    expect(generated.left).toBeGreaterThan(source.left + 100);
    expect(target.left).toBeGreaterThan(generated.left + 100);
    expect(target.top).toBe(source.top);
    expect(nextSource.left).toBe(source.left);
    expect(nextSource.top).toBeGreaterThan(source.top + 100);
  });

  it('shows greyscale in the colours of a map, leaves colour alone and adds a colour bar', async () => {
    const triple = { label: 'a', input: coloured(77, 100), result: flat(128, 100), truth: flat(255, 100) };
    const picture = await tripleMontage([triple], 'viridis', { min: 0, max: 4000 });
    const colour = (value: number) => [...colourTable('viridis').slice(3 * value, 3 * value + 3)];
    expect(findColour(picture, colourOf(77))).toMatchObject({ width: 100, height: 100 });
    expect(findColour(picture, colour(128))).toMatchObject({ width: 100, height: 100 });
    const plain = await tripleMontage([triple], 'viridis', null);
    expect(picture.width).toBeGreaterThan(plain.width + 14);
  });

  it('brings small and growing pictures to one size', async () => {
    const picture = await tripleMontage([row('a', [11, 21, 31], 4), row('b', [12, 22, 32], 8)], 'grey', null);
    for (const value of [11, 32]) {
      expect(findColour(picture, colourOf(value))).toMatchObject({ width: 96, height: 96 });
    }
  });

  it('refuses no rows', async () => {
    await expect(tripleMontage([], 'grey', null)).rejects.toThrow(RangeError);
  });
});

it('the contract names the maps there are', () => {
  expect([...colourMapNames]).toEqual(colourMaps);
});
