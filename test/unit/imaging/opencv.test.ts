import { describe, expect, it } from 'vitest';
import { fromMat, loadOpenCv, toMat, withMats } from '../../../electron/engine/imaging/opencv.ts';
import type { Mat } from '../../../electron/engine/imaging/opencv.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const { cv } = await loadOpenCv();

describe('withMats', () => {
  it('frees what it kept when the work returns and when it throws', () => {
    const kept: Mat[] = [];
    const work = (fail: boolean) =>
      withMats(cv, (keep) => {
        kept.push(keep(new cv.Mat(4, 4, cv.CV_8UC1)));
        if (fail) throw new RangeError('as planned');
        return 5;
      });
    expect(work(false)).toBe(5);
    expect(() => work(true)).toThrow(new RangeError('as planned'));
    expect(kept.map((mat) => mat.isDeleted())).toEqual([true, true]);
  });

  it('turns OpenCV’s pointers into its words', () => {
    const mismatch = () =>
      withMats(cv, (keep) => {
        const [a, b] = [keep(new cv.Mat(2, 2, cv.CV_8UC1)), keep(new cv.Mat(3, 3, cv.CV_8UC1))];
        cv.add(a, b, a);
      });
    expect(mismatch).toThrow(/^OpenCV: .*size/);
  });
});

it.each([
  ['uint8', Uint8Array.of(0, 1, 2, 253, 254, 255)],
  ['uint16', Uint16Array.of(0, 1, 256, 40000, 65534, 65535)],
  ['float32', Float32Array.of(-1.5, 0, 1e-7, 2.25, 3e8, NaN)],
] as const)('%s pixels go to a Mat and back', (dtype, data) => {
  for (const channels of [1, 3] as const) {
    const raster: Raster = { width: 6 / channels, height: 1, channels, dtype, data, notes: [] };
    withMats(cv, (keep) => expect(fromMat(toMat(cv, raster, keep), dtype)).toEqual(raster));
  }
});
