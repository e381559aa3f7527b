import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../../../electron/contract/datasets.ts';
import { checkDataset } from '../../../electron/engine/datasets/check-dataset.ts';
import type { FileFindings } from '../../../electron/engine/datasets/check-dataset.ts';
import { findAlike, planesToCompare } from '../../../electron/engine/datasets/find-alike.ts';
import { splitItems } from '../../../electron/engine/datasets/split-items.ts';
import type { Likeness } from '../../../electron/engine/imaging/perceptual-hash.ts';
import { datasetItem, datasetOf, hashName, maskImage, planeImage } from './dataset-fixture.ts';

const nothing: FileFindings = { states: new Map(), sizes: new Map(), alike: [] };
const files = (own: Partial<FileFindings>): FileFindings => ({ ...nothing, ...own });

/** One item in each split, each of a photo of its own, and any others. */
function items(...more: DatasetItem[]): DatasetItem[] {
  return [
    datasetItem('a', 'a.png', { split: 'training' }),
    datasetItem('b', 'b.png', { split: 'validation' }),
    datasetItem('c', 'c.png', { split: 'test' }),
    ...more,
  ];
}

describe('checking a dataset', () => {
  it('finds nothing in a sound one', () => {
    expect(checkDataset(datasetOf(items()), nothing)).toEqual([]);
  });

  it('finds a photo in two splits, whatever they are cut by', () => {
    const own = items(datasetItem('a2', 'a.png', { split: 'test' }));
    const [found, ...others] = checkDataset(datasetOf(own), nothing);
    expect(found).toMatchObject({ kind: 'leak', severity: 'error', items: ['a', 'a2'] });
    expect(found?.message).toBe(
      'a.png is in more than one split (training 1, test 1); deal the items into splits anew, or set the items of one split aside.',
    );
    expect(others).toEqual([]);
  });

  it('passes over items that are set aside', () => {
    const own = items(datasetItem('a2', 'a.png', { split: 'test', included: false }));
    expect(checkDataset(datasetOf(own), nothing)).toEqual([]);
  });

  it('finds an input that two splits share', () => {
    const own = items(
      datasetItem('d', 'd.png', { input: planeImage('low.png') }),
      datasetItem('e', 'e.png', { input: planeImage('low.png'), split: 'test' }),
    );
    expect(checkDataset(datasetOf(own), nothing)).toMatchObject([
      { kind: 'leak', items: ['d', 'e'], message: expect.stringContaining('low.png') },
    ]);
  });

  it('takes a subject in two splits for a leak even when split by photo, a session for a warning', () => {
    const shared = { subject: 'patient 1', session: 'Monday' };
    const own = items(
      datasetItem('d', 'd.png', { ...shared, split: 'training' }),
      datasetItem('e', 'e.png', { ...shared, split: 'test' }),
    );
    expect(checkDataset(datasetOf(own), nothing)).toMatchObject([
      { kind: 'leak', severity: 'error', message: expect.stringMatching(/subject patient 1.*by subject/) },
      { kind: 'leak', severity: 'warning', message: expect.stringMatching(/session Monday.*by session/) },
    ]);
    const bySession = { ...datasetOf(own).splitting, by: 'session' as const };
    const problems = checkDataset(datasetOf(own, {}, { splitting: bySession }), nothing);
    expect(problems.map(({ severity }) => severity)).toEqual(['error', 'error', 'error']);
    expect(problems[2]?.message).toMatch(/3 items have no session although/);
  });

  it('finds copies under two names across splits only', () => {
    const own = items(datasetItem('d', 'copy.png', { split: 'test' }));
    expect(checkDataset(datasetOf(own, { 'copy.png': 'a.png' }), nothing)).toMatchObject([
      { kind: 'duplicate', severity: 'error', items: ['a', 'd'] },
    ]);
    expect(checkDataset(datasetOf(own, { 'copy.png': 'c.png' }), nothing)).toEqual([]);
  });

  it('takes no equal masks for copies', () => {
    const own = items(
      datasetItem('d', 'd.png', { input: maskImage('d-mask.png') }),
      datasetItem('e', 'e.png', { input: maskImage('e-mask.png'), split: 'test' }),
    );
    expect(checkDataset(datasetOf(own, { 'e-mask.png': 'd-mask.png' }), nothing)).toEqual([]);
  });

  it('tells photos that look alike across splits', () => {
    const alike = [
      { a: 'a.png', b: 'c.png', correlation: 0.9912 },
      { a: 'a.png', b: 'gone.png', correlation: 1 },
    ];
    expect(checkDataset(datasetOf(items()), files({ alike }))).toMatchObject([
      {
        kind: 'near-duplicate',
        severity: 'error',
        items: ['a', 'c'],
        message: expect.stringContaining('0.991'),
      },
    ]);
    const own = items(datasetItem('d', 'd.png'));
    const within = files({ alike: [{ a: 'a.png', b: 'd.png', correlation: 1 }] });
    expect(checkDataset(datasetOf(own), within)).toEqual([]);
  });

  it('tells files that are gone, changed or not known', () => {
    const dataset = datasetOf(items());
    dataset.sources.pop();
    const states = new Map([
      ['a.png', 'missing'],
      ['b.png', 'changed'],
    ] as const);
    expect(checkDataset(dataset, files({ states }))).toMatchObject([
      { kind: 'missing-file', severity: 'error', items: ['a'] },
      { kind: 'changed-file', severity: 'error', items: ['b'] },
      { kind: 'changed-file', severity: 'warning', items: ['c'] },
    ]);
  });

  it('tells splits without items, unless none were asked for', () => {
    const own = items().slice(0, 2);
    expect(checkDataset(datasetOf(own), nothing)).toMatchObject([{ kind: 'empty-split' }]);
    const splitting = { ...datasetOf(own).splitting, test: 0 };
    expect(checkDataset(datasetOf(own, {}, { splitting }), nothing)).toEqual([]);
    expect(checkDataset(datasetOf([], {}, { splitting }), nothing)).toHaveLength(2);
  });

  it('tells items that do not fit their images or are too small to be scored', () => {
    const box = (x: number) => ({ x, y: 0, width: 20, height: 10 });
    const own = items(
      datasetItem('beyond', 'd.png', {
        target: planeImage('d.png', {}, { box: box(90) }),
        width: 20,
        height: 10,
      }),
      datasetItem('inside', 'd.png', {
        target: planeImage('d.png', {}, { box: box(80) }),
        width: 20,
        height: 10,
      }),
      datasetItem('other', 'd.png', {
        input: planeImage('low.png', {}, { resize: { width: 32, height: 48 } }),
      }),
    );
    const sizes = new Map([['d.png', { width: 100, height: 100 }]]);
    const problems = checkDataset(datasetOf(own.slice(0, 5)), files({ sizes }));
    expect(problems).toMatchObject([
      { kind: 'size', severity: 'error', items: ['beyond'] },
      { kind: 'size', severity: 'warning', items: ['beyond', 'inside'] },
    ]);
    expect(checkDataset(datasetOf(own.slice(5)), nothing)).toContainEqual(
      expect.objectContaining({ kind: 'size', severity: 'error', items: ['other'] }),
    );
  });

  it('accepts what splitItems deals, for any level', () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      datasetItem(`i${i}`, `p${i % 20}`, { subject: `s${i % 10}`, session: `d${i % 5}`, width: 32 }),
    );
    for (const by of ['photo', 'session', 'subject'] as const) {
      const splitting = { by, validation: 0.2, test: 0.2, stratified: false, seed: 3 };
      const contents = new Map(datasetOf(many).sources.map(({ path, sha256 }) => [path, sha256]));
      const dealt = splitItems(many, contents, splitting);
      const own = many.map((item) => ({ ...item, split: dealt.get(item.id) ?? 'training' }));
      const errors = checkDataset(datasetOf(own, {}, { splitting }), nothing).filter(
        ({ severity, message }) => severity === 'error' && !(by === 'photo' && /subject/.test(message)),
      );
      expect(errors).toEqual([]);
    }
  });
});

describe('finding photos that look alike', () => {
  const flat = new Float32Array(64 * 64);
  const wave = (phase: number): Likeness => {
    const thumbnail = flat.map((_, i) => Math.sin(i / 7 + phase) * Math.sqrt(2 / flat.length));
    return { hash: [0, 0], thumbnail };
  };

  it('pairs those that correlate, of different content, once', () => {
    const planes = [
      { source: 'a', likeness: wave(0) },
      { source: 'b', likeness: wave(0.1) },
      { source: 'b', likeness: wave(0.05) },
      { source: 'c', likeness: wave(1) },
      { source: 'copy of a', likeness: wave(0) },
    ];
    const contents = new Map([
      ['a', hashName('a')],
      ['copy of a', hashName('a')],
    ]);
    const found = findAlike(planes, contents);
    expect(found.map(({ a, b }) => [a, b])).toEqual([
      ['a', 'b'],
      ['b', 'copy of a'],
    ]);
    expect(found[0]?.correlation).toBeCloseTo(Math.cos(0.05), 2);
  });

  it('compares the planes that are used, of a long movie some at equal distances', () => {
    const frames = Array.from({ length: 100 }, (_, t) =>
      datasetItem(`t${t}`, 'movie.tif', { target: planeImage('movie.tif', { t }) }),
    );
    const planes = planesToCompare([...frames, datasetItem('x', 'x.png', { included: false })]);
    expect(planes).toHaveLength(16);
    expect(planes.map(({ t }) => t).slice(0, 3)).toEqual([0, 6, 12]);
    expect(planes.every(({ source }) => source === 'movie.tif')).toBe(true);
  });
});
