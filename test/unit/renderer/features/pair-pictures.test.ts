import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../../../electron/contract/images.ts';
import {
  checkerPair,
  overlayPair,
  sameSize,
  tintPair,
} from '../../../../renderer/features/data/preparation/pair-pictures.ts';
import { reasonsOf } from '../../../../renderer/features/data/preparation/reasons.ts';

const grey = (width: number, height: number, value: (x: number, y: number) => number): Pixels => ({
  ...{ width, height, channels: 1, dtype: 'uint8' },
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});
const rgb = (pixels: number[][]): Pixels => ({
  ...{ width: pixels.length, height: 1, channels: 3, dtype: 'uint8' },
  data: Uint8Array.from(pixels.flat()),
});

describe('pictures of a pair', () => {
  it('are grey where both agree, magenta where the target is brighter and green where the input is', () => {
    const [target, input] = [
      grey(3, 1, (x) => [100, 200, 0][x] ?? 0),
      grey(3, 1, (x) => [100, 0, 90][x] ?? 0),
    ];
    expect([...overlayPair(target, input).data]).toEqual([100, 100, 100, 200, 0, 200, 0, 90, 0]);
  });

  it('take squares of 24 px in turn', () => {
    const board = checkerPair(
      grey(48, 48, () => 1),
      grey(48, 48, () => 2),
    );
    const at = (x: number, y: number): number => board.data[y * 48 + x] as number;
    expect([at(0, 0), at(23, 23), at(24, 0), at(0, 24), at(24, 24)]).toEqual([1, 1, 2, 2, 1]);
    expect(
      checkerPair(
        grey(1, 1, () => 7),
        rgb([[1, 2, 3]]),
      ).channels,
    ).toBe(3);
  });

  it('tint a picture where a class is and leave the rest as it was', () => {
    const tinted = tintPair(
      grey(2, 1, () => 100),
      rgb([
        [0, 255, 0],
        [0, 0, 0],
      ]),
    );
    expect([...tinted.data]).toEqual([50, 178, 50, 100, 100, 100]);
  });

  it('need one size', () => {
    expect(
      sameSize(
        grey(2, 3, () => 0),
        grey(3, 2, () => 0),
      ),
    ).toBe(false);
    expect(
      sameSize(
        grey(2, 3, () => 0),
        grey(2, 3, () => 9),
      ),
    ).toBe(true);
  });
});

describe('reasons', () => {
  it('that differ in numbers only are one, the frequent first', () => {
    const said = ['Empty.', 'They lie 3.20 px apart.', 'They lie 11 px apart.'];
    expect(reasonsOf(said)).toEqual([
      { text: 'They lie 3.20 px apart.', count: 2 },
      { text: 'Empty.', count: 1 },
    ]);
  });
});
