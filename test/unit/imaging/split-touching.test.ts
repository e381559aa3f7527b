import { describe, expect, it } from 'vitest';
import { labelPicture, splitTouching } from '../../../electron/engine/imaging/split-touching.ts';

const [width, height] = [60, 40];

/** Height of overlapping cones, which is the distance to the background of overlapping disks. */
function cones(...centres: { x: number; y: number; radius: number }[]): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) =>
    Math.max(
      0,
      ...centres.map(({ x, y, radius }) => radius - Math.hypot((i % width) - x, Math.floor(i / width) - y)),
    ),
  );
}

const pair = cones({ x: 20, y: 20, radius: 14 }, { x: 40, y: 20, radius: 14 });
const labelsIn = (labels: Int32Array) => new Set(labels.filter((label) => label > 0)).size;

describe('splitTouching', () => {
  it('splits two overlapping disks at their waist', () => {
    const labels = splitTouching(pair, width, 2);
    expect(labelsIn(labels)).toBe(2);
    expect(labels[20 * width + 20]).not.toBe(labels[20 * width + 40]);
    // The cut runs along the middle column: no pixel of one half lies clearly in the other.
    for (let i = 0; i < labels.length; i += 1) {
      if (labels[i] === 0 || Math.abs((i % width) - 30) <= 1) continue;
      expect(labels[i]).toBe(labels[20 * width + (i % width < 30 ? 20 : 40)]);
    }
  });

  it('keeps them whole where the waist is less deep than asked', () => {
    // Peaks are 14, the saddle between them 4.
    expect(labelsIn(splitTouching(pair, width, 9.5))).toBe(2);
    expect(labelsIn(splitTouching(pair, width, 10.5))).toBe(1);
    expect(labelsIn(splitTouching(pair, width, Infinity))).toBe(1);
  });

  it('lets a shallow bump join its neighbour and not a further cell', () => {
    const bumpy = cones(
      { x: 15, y: 20, radius: 12 },
      { x: 24, y: 20, radius: 5 },
      { x: 44, y: 20, radius: 12 },
    );
    const labels = splitTouching(bumpy, width, 3);
    expect(labelsIn(labels)).toBe(2);
    expect(labels[20 * width + 26]).toBe(labels[20 * width + 15]);
  });

  it('labels exactly the mask, parts that do not touch apart, rows not wrapped around', () => {
    const ends = cones({ x: 0, y: 10, radius: 6 }, { x: 59, y: 11, radius: 6 });
    const labels = splitTouching(ends, width, Infinity);
    expect(labelsIn(labels)).toBe(2);
    labels.forEach((label, i) => expect(label > 0).toBe((ends[i] as number) > 0));
  });

  it('keeps a plateau whole whatever the depth, and numbers the parts in reading order', () => {
    const flat = Float32Array.from({ length: 9 * 5 }, (_, i) => (i % 9 === 4 ? 0 : 2));
    expect([...splitTouching(flat, 9, 0).subarray(9, 18)]).toEqual([1, 1, 1, 1, 0, 2, 2, 2, 2]);
    // A bracket, whose ends a scan meets before what joins them.
    const bracket = Float32Array.of(3, 0, 3, 3, 0, 3, 3, 3, 3);
    expect([...splitTouching(bracket, 3, 0)]).toEqual([1, 0, 1, 1, 0, 1, 1, 1, 1]);
  });

  it('finds nothing in an empty mask', () => {
    expect(labelsIn(splitTouching(new Float32Array(12), 4, 1))).toBe(0);
  });
});

it('the label picture gives neighbours different colours', () => {
  const { data, channels } = labelPicture(Int32Array.of(0, 1, 2), 3, 1);
  const colours = [0, 1, 2].map((i) => [...data.subarray(3 * i, 3 * i + 3)].join());
  expect(channels).toBe(3);
  expect(new Set(colours).size).toBe(3);
});
