import { describe, expect, it } from 'vitest';
import { volumes } from '../../../electron/engine/datasets/preparations/volumes.ts';
import { splitItems } from '../../../electron/engine/datasets/split-items.ts';
import { emptyVolume } from '../../../electron/engine/imaging/volume/volume.ts';
import type { Volume } from '../../../electron/engine/imaging/volume/volume.ts';
import { contextOf } from './preparation-context.ts';

const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const subjects = ['s1', 's2', 's3', 's4', 's5', 's6'];

function volume(value: number): Volume {
  const made = emptyVolume({ size: [16, 16, 12], affine });
  made.data.forEach(
    (_, i) =>
      (made.data[i] = Math.hypot((i % 16) - 8, (Math.floor(i / 16) % 16) - 8) < 6 ? value + (i % 9) : 0),
  );
  return made;
}

describe('neighbouring slices as extra examples', () => {
  const given = Object.fromEntries(
    subjects.flatMap((subject, i) => [
      [`${subject}/T1.nii`, volume(50 + i)],
      [`${subject}/T2.nii`, volume(200 + i)],
    ]),
  );
  const settings = { from: 3, to: 8, neighbours: 2, registration: 'never' };

  it('pair each slice with those up to so far away, itself among them, within the range', async () => {
    const { items } = await volumes.prepare(contextOf({}, { volumes: given }), settings);
    // Of six slices: the two at the ends have 3 partners, the next two 4, the rest 5.
    expect(items).toHaveLength(subjects.length * (2 * 3 + 2 * 4 + 2 * 5));
    for (const { input, target } of items) {
      if (input?.kind !== 'slice' || target.kind !== 'slice') throw new Error('Slices were asked for.');
      expect(Math.abs(input.index - target.index)).toBeLessThanOrEqual(2);
      // Of one subject.
      expect(input.source.split('/')[0]).toBe(target.source.split('/')[0]);
    }
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  it.each(['subject', 'photo'] as const)('stay in the split of their subject, by %s', async (by) => {
    const { items } = await volumes.prepare(contextOf({}, { volumes: given }), settings);
    const splitting = { by, validation: 0.2, test: 0.2, stratified: false, seed: 3 };
    const split = splitItems(items, new Map(), splitting);
    for (const subject of subjects) {
      const own = items.filter((item) => item.subject === subject);
      expect(own).toHaveLength(24);
      expect(new Set(own.map(({ id }) => split.get(id))).size).toBe(1);
    }
    expect(new Set(split.values()).size).toBe(3);
  });
});
