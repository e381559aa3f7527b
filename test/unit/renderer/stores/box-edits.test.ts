import { describe, expect, it } from 'vitest';
import type { EditBox } from '../../../../renderer/stores/box-edits.ts';
import {
  boxBetween,
  dragBox,
  hitBox,
  smallestSide,
  splitBox,
  usualBox,
} from '../../../../renderer/stores/box-edits.ts';

const photo = { width: 100, height: 80 };
const edit = (x: number, y: number, width: number, height: number): EditBox => ({
  ...{ x, y, width, height },
  item: null,
  included: true,
  byHand: false,
});
const large = edit(10, 10, 60, 50);
const small = edit(30, 20, 15, 15);

describe('what a pointer takes hold of', () => {
  it('is the smallest box under it', () => {
    expect(hitBox([large, small], null, { x: 35, y: 25 }, 2)).toEqual({ index: 1, grip: 'inside' });
    expect(hitBox([large, small], null, { x: 12, y: 55 }, 2)).toEqual({ index: 0, grip: 'inside' });
    expect(hitBox([large, small], null, { x: 95, y: 70 }, 2)).toBeNull();
  });

  it('is the edge or corner of the picked box, also a little outside of it', () => {
    const at = (x: number, y: number) => hitBox([large, small], 0, { x, y }, 3)?.grip;
    expect(at(9, 9)).toBe('nw');
    expect(at(72, 61)).toBe('se');
    expect(at(40, 8)).toBe('n');
    expect(at(11, 40)).toBe('w');
    expect(at(20, 40)).toBe('inside');
    expect(hitBox([large], 0, { x: 6, y: 9 }, 3)).toBeNull();
  });
});

describe('a box that is dragged', () => {
  it('moves in whole pixels and stays in the photo', () => {
    expect(dragBox(small, 'inside', { x: 4.6, y: -3.2 }, photo)).toEqual({
      x: 35,
      y: 17,
      width: 15,
      height: 15,
    });
    expect(dragBox(small, 'inside', { x: 500, y: -500 }, photo)).toEqual({
      x: 85,
      y: 0,
      width: 15,
      height: 15,
    });
  });

  it('changes at the side that is held, and never below what can be evaluated', () => {
    expect(dragBox(large, 'e', { x: 10, y: 99 }, photo)).toEqual({ x: 10, y: 10, width: 70, height: 50 });
    expect(dragBox(large, 'nw', { x: -20, y: -4 }, photo)).toEqual({ x: 0, y: 6, width: 70, height: 54 });
    expect(dragBox(large, 'w', { x: 500, y: 0 }, photo)).toEqual({
      x: 59,
      y: 10,
      width: smallestSide,
      height: 50,
    });
    expect(dragBox(large, 's', { x: 0, y: 500 }, photo)).toEqual({ x: 10, y: 10, width: 60, height: 70 });
  });
});

describe('new boxes', () => {
  it('lie between two corners in any order, inside the photo', () => {
    expect(boxBetween({ x: 50.7, y: 40.2 }, { x: 20.4, y: 10.9 }, photo)).toEqual({
      ...{ x: 20, y: 10, width: 31, height: 31 },
    });
    expect(boxBetween({ x: -30, y: 60 }, { x: 40, y: 300 }, photo)).toEqual({
      x: 0,
      y: 60,
      width: 40,
      height: 20,
    });
    expect(boxBetween({ x: 5, y: 5 }, { x: 12, y: 60 }, photo)).toBeNull();
  });

  it('are as large as the others, about a point', () => {
    const boxes = [edit(0, 0, 20, 30), edit(0, 0, 22, 26), edit(0, 0, 90, 70)];
    expect(usualBox(boxes, { x: 50, y: 40 }, photo)).toEqual({ x: 39, y: 25, width: 22, height: 30 });
    expect(usualBox(boxes, { x: 0, y: 0 }, photo)).toMatchObject({ x: 0, y: 0 });
    expect(usualBox([], { x: 50, y: 40 }, photo).width).toBe(smallestSide);
  });

  it('are the halves of a box that is cut along its longer side', () => {
    expect(splitBox({ x: 10, y: 10, width: 41, height: 20 })).toEqual([
      { x: 10, y: 10, width: 20, height: 20 },
      { x: 30, y: 10, width: 21, height: 20 },
    ]);
    expect(splitBox({ x: 0, y: 0, width: 20, height: 30 })?.[1]).toEqual({
      x: 0,
      y: 15,
      width: 20,
      height: 15,
    });
    expect(splitBox({ x: 0, y: 0, width: 20, height: 21 })).toBeNull();
  });
});
