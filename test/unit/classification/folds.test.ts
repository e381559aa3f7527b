import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../../../electron/contract/datasets.ts';
import { chooseItems } from '../../../electron/engine/classification/choose-items.ts';
import { dealFolds } from '../../../electron/engine/classification/folds.ts';
import { itemOf } from '../../support/dataset-document.ts';

const contents = new Map(
  Array.from({ length: 40 }, (_, i) => [`p${i}.png`, i.toString(16).padStart(64, '0')]),
);

/** 40 photos with five cells each: one rare in every second photo, the others of two frequent classes. */
const cells: DatasetItem[] = [...contents.keys()].flatMap((source, photo) =>
  Array.from({ length: 5 }, (_, i) => {
    const label = i === 0 && photo % 2 === 0 ? 'rare' : i < 3 ? 'white' : 'red';
    return itemOf(`${source}-${i}`, source, 'training', { label });
  }),
);
const photoOf = (position: number): string => (cells[position]?.target as { source: string }).source;

describe('folds', () => {
  const { folds, groups } = dealFolds(cells, contents, { by: 'photo', seed: 1 }, 5);

  it('are 80/10/10 with every image held out once', () => {
    for (const { training, validation, test } of folds) {
      expect(training.length + validation.length + test.length).toBe(200);
      expect(test.length).toBe(20);
      expect(validation.length).toBe(20);
    }
    const held = folds.flatMap(({ validation, test }) => [...validation, ...test]);
    expect(held.sort((a, b) => a - b)).toEqual(cells.map((_, i) => i));
  });

  it('never share a photo between training, validation and test', () => {
    for (const fold of folds) {
      const parts = [fold.training, fold.validation, fold.test].map((part) => new Set(part.map(photoOf)));
      const photos = parts.reduce((sum, { size }) => sum + size, 0);
      expect(photos).toBe(contents.size);
    }
    expect(new Set(groups).size).toBe(40);
    cells.forEach((_, i) => expect(groups[i]).toBe(groups[i - (i % 5)]));
  });

  it('have a rare class in each part', () => {
    for (const fold of folds)
      for (const part of [fold.validation, fold.test])
        expect(part.filter((at) => cells[at]?.label === 'rare')).toHaveLength(2);
  });

  it('keep photos of one content together, whatever they are called', () => {
    const same = new Map([...contents].map(([name, sha256], i) => [name, i < 2 ? 'f'.repeat(64) : sha256]));
    for (const fold of dealFolds(cells, same, { by: 'photo', seed: 1 }, 5).folds) {
      const parts = [fold.training, fold.validation, fold.test];
      const [first, second] = ['p0.png', 'p1.png'].map((name) =>
        parts.findIndex((part) => part.some((at) => photoOf(at) === name)),
      );
      expect(first).toBe(second);
    }
  });

  it('are the same for a seed, others for another, and independent of the order of items', () => {
    const test = (items: DatasetItem[], seed: number) =>
      dealFolds(items, contents, { by: 'photo', seed }, 5).folds.map((fold) =>
        fold.test.map((at) => items[at]?.id).sort(),
      );
    expect(test(cells, 1)).toEqual(test(cells.toReversed(), 1));
    expect(test(cells, 1)).not.toEqual(test(cells, 2));
  });

  it('go by subject where the dataset does, and say what is missing', () => {
    const subjects = cells.map((item, i) => ({ ...item, subject: `s${Math.floor(i / 50)}` }));
    const { folds: two } = dealFolds(subjects, contents, { by: 'subject', seed: 1 }, 2);
    expect(two[0]?.test).toHaveLength(50);
    expect(() => dealFolds(subjects, contents, { by: 'subject', seed: 1 }, 5)).toThrow(
      /5 folds need 10 subjects.*there are 4: set folds to 2 or less/,
    );
    expect(() => dealFolds(cells, contents, { by: 'subject', seed: 1 }, 2)).toThrow(/have no subject/);
  });
});

describe('chosen items', () => {
  it('are those with a label, thinned out by the seed alone, and that is said', () => {
    const unlabelled = itemOf('x', 'p0.png', 'training');
    const aside = itemOf('y', 'p0.png', 'training', { label: 'odd', included: false });
    const chosen = chooseItems([...cells, unlabelled, aside], 30, 1);
    expect(chosen.classes).toEqual(['rare', 'red', 'white']);
    expect([0, 1, 2].map((label) => chosen.labels.filter((own) => own === label).length)).toEqual([
      20, 30, 30,
    ]);
    expect(chosen.notes).toEqual([
      '30 of 80 images of red are used (perClass), drawn by the seed.',
      '30 of 100 images of white are used (perClass), drawn by the seed.',
    ]);
    const ids = (seed: number) => chooseItems(cells, 30, seed).items.map(({ id }) => id);
    expect(ids(1)).toEqual(chosen.items.map(({ id }) => id));
    expect(ids(1)).not.toEqual(ids(2));
    expect(chooseItems(cells, 0, 1).notes).toEqual([]);
  });

  it('need two classes', () => {
    expect(() => chooseItems([itemOf('x', 'p0.png', 'training')], 0, 1)).toThrow(/has no labels/);
    const one = cells.filter(({ label }) => label === 'red');
    expect(() => chooseItems(one, 0, 1)).toThrow(/the label “red” alone/);
  });
});
