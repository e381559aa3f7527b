import { describe, expect, it } from 'vitest';
import { editItems, resplit } from '../../../electron/engine/datasets/edit-dataset.ts';
import {
  areNeighbours,
  inItsSplit,
  neighbourReason,
} from '../../../electron/engine/datasets/neighbouring-slices.ts';
import { volumes } from '../../../electron/engine/datasets/preparations/volumes.ts';
import { splitItems } from '../../../electron/engine/datasets/split-items.ts';
import { emptyVolume } from '../../../electron/engine/imaging/volume/volume.ts';
import type { Volume } from '../../../electron/engine/imaging/volume/volume.ts';
import { datasetOf } from './dataset-fixture.ts';
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

  it('are examples for training alone, also when items are dealt anew or moved by hand', async () => {
    const { items } = await volumes.prepare(contextOf({}, { volumes: given }), settings);
    const deal = (seed: number) => {
      const splitting = { by: 'subject', validation: 0.2, test: 0.2, stratified: false, seed } as const;
      return { splitting, dealt: (of: typeof items) => splitItems(of, new Map(), splitting) };
    };
    const first = deal(3);
    const split = first.dealt(items);
    const dataset = datasetOf(
      items.map((item) =>
        inItsSplit(item, { ...item, split: split.get(item.id) ?? 'training', tags: [], note: '' }),
      ),
    );
    const requireRule = ({ items: all }: typeof dataset): void => {
      for (const item of all) {
        const out = areNeighbours(item) && item.split !== 'training';
        expect([item.included, item.reason]).toEqual(out ? [false, neighbourReason] : [true, '']);
      }
      // Six own pairs of each subject, of which one is in validation and one in the test split.
      const held = all.filter(({ included, split: of }) => included && of !== 'training');
      expect(held).toHaveLength(2 * 6);
    };
    requireRule(dataset);

    // What is set aside does not change how subjects are dealt, so the same seed deals the same.
    expect(first.dealt(dataset.items)).toEqual(split);
    const second = deal(4);
    const again = resplit(dataset, second.splitting, second.dealt(dataset.items), new Date());
    expect(again.items.map((item) => item.split)).not.toEqual(dataset.items.map((item) => item.split));
    requireRule(again);

    const pair = dataset.items.find((item) => areNeighbours(item) && item.split === 'training')!;
    const stateOf = (of: typeof dataset) => of.items.find(({ id }) => id === pair.id);
    const moved = editItems(dataset, [pair.id], { split: 'test' }, new Date());
    expect(stateOf(moved)).toMatchObject({ included: false, reason: neighbourReason });
    const forced = editItems(moved, [pair.id], { included: true }, new Date());
    expect(stateOf(forced)).toMatchObject({ included: false, reason: neighbourReason });
    const back = editItems(moved, [pair.id], { split: 'training' }, new Date());
    expect(stateOf(back)).toMatchObject({ included: true, reason: '' });
    // A person's own reason stays.
    const aside = editItems(dataset, [pair.id], { included: false, reason: 'Motion.' }, new Date());
    const there = editItems(aside, [pair.id], { split: 'test' }, new Date());
    expect(stateOf(editItems(there, [pair.id], { split: 'training' }, new Date()))).toMatchObject({
      included: false,
      reason: 'Motion.',
    });
  });
});
