import { describe, expect, it } from 'vitest';
import {
  close,
  dilate,
  erode,
  fillHoles,
  keepParts,
  open,
} from '../../../electron/engine/imaging/morphology.ts';
import { loadOpenCv, withMats } from '../../../electron/engine/imaging/opencv.ts';
import type { Mat } from '../../../electron/engine/imaging/opencv.ts';

const { cv } = await loadOpenCv();

/** Run an operation on a mask drawn with # and return it drawn the same way. */
function on(drawing: string[], work: (mask: Mat) => void): string[] {
  const width = (drawing[0] as string).length;
  return withMats(cv, (keep) => {
    const mask = keep(new cv.Mat(drawing.length, width, cv.CV_8UC1));
    (mask.data as Uint8Array).set([...drawing.join('')].map((sign) => (sign === '#' ? 255 : 0)));
    work(mask);
    const drawn = [...(mask.data as Uint8Array)].map((value) => (value > 0 ? '#' : '.')).join('');
    return drawing.map((_, row) => drawn.slice(row * width, (row + 1) * width));
  });
}

const dot = ['.......', '.......', '.......', '...#...', '.......', '.......', '.......'];
const cross = ['.......', '.......', '...#...', '..###..', '...#...', '.......', '.......'];

describe('morphology by distance', () => {
  it('dilates a dot to a cross and erodes it back', () => {
    expect(on(dot, (mask) => dilate(cv, mask, 1))).toEqual(cross);
    expect(on(cross, (mask) => erode(cv, mask, 1))).toEqual(dot);
  });

  it('leaves an empty mask, a full one and a radius of 0 alone', () => {
    const empty = ['...', '...'];
    const full = ['###', '###'];
    expect(on(empty, (mask) => dilate(cv, mask, 2))).toEqual(empty);
    expect(on(full, (mask) => open(cv, mask, 2))).toEqual(full);
    expect(on(cross, (mask) => close(cv, mask, 0))).toEqual(cross);
  });

  it('opening drops a speck and a bridge, closing fills a gap', () => {
    const bridged = ['...........', '.###...###.', '.#########.', '.###...###.', '...........'];
    expect(on(bridged, (mask) => open(cv, mask, 1))[2]).toBe('.####.####.');
    expect(on(bridged, (mask) => open(cv, mask, 1))[1]).toBe('..##...##..');
    expect(on(dot, (mask) => open(cv, mask, 1)).join('')).not.toContain('#');
    const [none, blocks] = ['.............', '...###.###...'];
    const gap = [none, none, none, blocks, blocks, blocks, none, none, none];
    expect(on(gap, (mask) => close(cv, mask, 1))[4]).toBe('...#######...');
  });
});

describe('parts', () => {
  const ring = ['.......', '.####..', '.#..#..', '.#..#.#', '.####..', '.......'];

  it('fills holes below the limit only, and none that reach the border', () => {
    expect(on(ring, (mask) => fillHoles(cv, mask, 5))[2]).toBe('.####..');
    expect(on(ring, (mask) => fillHoles(cv, mask, 4))).toEqual(ring);
    const open = ['.#.', '.#.', '.#.'];
    expect(on(open, (mask) => fillHoles(cv, mask, 100))).toEqual(open);
  });

  it('a rim of diagonal pixels encloses', () => {
    expect(on(['.....', '..#..', '.#.#.', '..#..', '.....'], (mask) => fillHoles(cv, mask, 2))[2]).toBe(
      '.###.',
    );
  });

  it('keeps the parts that are wanted', () => {
    const kept = on(ring, (mask) => keepParts(cv, mask, ({ area }) => area > 1));
    expect(kept[3]).toBe('.#..#..');
    expect(kept[2]).toBe(ring[2]);
  });
});
