import { describe, expect, it } from 'vitest';
import type { Split, Splitting } from '../../../electron/contract/datasets.ts';
import { splits } from '../../../electron/contract/datasets.ts';
import { splitItems } from '../../../electron/engine/datasets/split-items.ts';
import type { SplittableItem } from '../../../electron/engine/datasets/split-items.ts';
import { maskImage, planeImage } from './dataset-fixture.ts';

const splitting: Splitting = { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed: 1 };

function item(id: string, photo: string, own: Partial<SplittableItem> = {}): SplittableItem {
  const target = planeImage(photo);
  return { id, target, input: null, label: null, session: null, subject: null, included: true, ...own };
}

/** One item of each photo, its content named after it. */
function photos(n: number): { items: SplittableItem[]; contents: Map<string, string> } {
  const names = Array.from({ length: n }, (_, i) => `photo-${i}.png`);
  return {
    items: names.map((name) => item(`of ${name}`, name)),
    contents: new Map(names.map((name) => [name, `content of ${name}`])),
  };
}

const count = (dealt: Map<string, Split>, split: Split): number =>
  [...dealt.values()].filter((other) => other === split).length;
const counts = (dealt: Map<string, Split>): number[] => splits.map((split) => count(dealt, split));

describe('splitting items by photo', () => {
  it.each([
    [3, [1, 1, 1]],
    [4, [2, 1, 1]],
    [20, [14, 3, 3]],
    [40, [28, 6, 6]],
    [100, [70, 15, 15]],
  ])('deals %i photos as training, validation, test = %j', (n, expected) => {
    const { items, contents } = photos(n);
    expect(counts(splitItems(items, contents, splitting))).toEqual(expected);
  });

  it('deals by items, so that a photo of many does not upset the shares', () => {
    const sizes = [60, 30, 9, 12, 40, 7, 22, 15, 35, 18, 5, 27];
    const items = sizes.flatMap((size, p) =>
      Array.from({ length: size }, (_, i) => item(`${p}-${i}`, `photo-${p}`)),
    );
    const dealt = splitItems(items, new Map(), splitting);
    for (const [split, share] of [
      ['training', 0.7],
      ['validation', 0.15],
      ['test', 0.15],
    ] as const) {
      expect(Math.abs(count(dealt, split) / items.length - share)).toBeLessThan(0.05);
    }
    for (const p of sizes.keys()) {
      const own = new Set(items.filter(({ id }) => id.startsWith(`${p}-`)).map(({ id }) => dealt.get(id)));
      expect(own.size).toBe(1);
    }
  });

  it('depends on seed and contents, on neither names nor order', () => {
    const { items, contents } = photos(40);
    const forward = splitItems(items, contents, splitting);
    const backward = splitItems(items.toReversed(), contents, splitting);
    expect([...backward].sort()).toEqual([...forward].sort());
    const renamed = items.map((own) => item(own.id, `elsewhere/${own.id}`));
    const sameContents = new Map(
      items.map(({ id }, i) => [`elsewhere/${id}`, [...contents.values()][i] ?? '']),
    );
    expect(splitItems(renamed, sameContents, splitting)).toEqual(forward);
    expect(splitItems(items, contents, { ...splitting, seed: 2 })).not.toEqual(forward);
  });

  it('puts every photo into the test split for some seed', () => {
    const { items, contents } = photos(10);
    const tested = new Set<string>();
    for (let seed = 0; seed < 100; seed += 1) {
      for (const [id, split] of splitItems(items, contents, { ...splitting, seed })) {
        if (split === 'test') tested.add(id);
      }
    }
    expect(tested.size).toBe(10);
  });

  it('never separates copies, photos that look alike, or inputs of equal content', () => {
    const { items, contents } = photos(12);
    contents.set('copy.png', 'content of photo-3.png').set('low.png', 'content of photo-8.png');
    items.push(item('copy', 'copy.png'), item('pair', 'pair.png', { input: planeImage('low.png') }));
    const alike = [['content of photo-5.png', 'content of photo-6.png']] as const;
    for (let seed = 0; seed < 20; seed += 1) {
      const dealt = splitItems(items, contents, { ...splitting, seed }, alike);
      expect(dealt.get('copy')).toBe(dealt.get('of photo-3.png'));
      expect(dealt.get('pair')).toBe(dealt.get('of photo-8.png'));
      expect(dealt.get('of photo-5.png')).toBe(dealt.get('of photo-6.png'));
    }
  });

  it('does not tie photos by masks that are equal because nothing is in them', () => {
    const { items, contents } = photos(3);
    const masked = items.map((own) => ({ ...own, input: maskImage('empty.png') }));
    expect(counts(splitItems(masked, contents, splitting))).toEqual([1, 1, 1]);
  });

  it('counts included items only; those set aside go with their photo', () => {
    const { items, contents } = photos(20);
    const aside = items.map((own) => item(`aside ${own.id}`, own.id.slice(3), { included: false }));
    const lost = Array.from({ length: 50 }, (_, i) => item(`lost ${i}`, `lost-${i}`, { included: false }));
    const dealt = splitItems([...items, ...aside, ...lost], contents, splitting);
    expect(items.map(({ id }) => dealt.get(id))).toEqual(aside.map(({ id }) => dealt.get(id)));
    expect(counts(splitItems(items, contents, splitting))).toEqual([14, 3, 3]);
    for (const { id } of lost) expect(dealt.get(id)).toBe('training');
  });

  it.each([0, 1, 2])('refuses %i photos and says what to do', (n) => {
    const { items, contents } = photos(n);
    expect(() => splitItems(items, contents, splitting)).toThrow(/at least 3 different photos.*Add more/);
  });

  it('needs as many photos as splits are asked for', () => {
    const { items, contents } = photos(2);
    expect(counts(splitItems(items, contents, { ...splitting, validation: 0 }))).toEqual([1, 0, 1]);
    expect(() => splitItems(items, contents, { ...splitting, validation: 0.5, test: 0.5 })).toThrow(
      /leave nothing to train on/,
    );
  });
});

describe('splitting items by subject or session', () => {
  const subjects = (n: number, slices: number): SplittableItem[] =>
    Array.from({ length: n * slices }, (_, i) =>
      item(`item ${i}`, `volume-${i % (2 * n)}`, { subject: `s${i % n}`, session: `day ${i % 4}` }),
    );

  it('keeps all photos of a subject together', () => {
    const items = subjects(9, 6);
    const dealt = splitItems(items, new Map(), { ...splitting, by: 'subject' });
    for (let s = 0; s < 9; s += 1) {
      const own = items.filter(({ subject }) => subject === `s${s}`).map(({ id }) => dealt.get(id));
      expect(new Set(own).size).toBe(1);
    }
    expect(new Set(dealt.values()).size).toBe(3);
  });

  it('joins subjects that share the content of a photo', () => {
    const items = subjects(6, 4);
    items.push(item('shared', 'volume-0', { subject: 's1' }));
    const dealt = splitItems(items, new Map(), { ...splitting, by: 'subject' });
    const of = (subject: string): (Split | undefined)[] =>
      items.filter((own) => own.subject === subject).map(({ id }) => dealt.get(id));
    expect(new Set([...of('s0'), ...of('s1')]).size).toBe(1);
  });

  it('says which items lack what they are split by', () => {
    const items = [...subjects(6, 2), item('odd one', 'x')];
    expect(() => splitItems(items, new Map(), { ...splitting, by: 'session' })).toThrow(
      /1 of 13 items have no session \(the first is odd one\)/,
    );
    items[12] = { ...(items[12] as SplittableItem), included: false };
    expect(splitItems(items, new Map(), { ...splitting, by: 'session' }).size).toBe(13);
  });

  it('refuses two subjects and offers to split by photo', () => {
    expect(() => splitItems(subjects(2, 8), new Map(), { ...splitting, by: 'subject' })).toThrow(
      /at least 3 subjects.*there is 2\. Add more, or split by photo/,
    );
  });
});

describe('stratified splitting', () => {
  const labels = [
    'rare',
    'usual',
    'usual',
    'usual',
    'common',
    'common',
    'common',
    'common',
    'common',
    'common',
  ];
  const items = Array.from({ length: 400 }, (_, i) =>
    item(`item ${i}`, `photo-${Math.floor(i / 4)}`, { label: labels[Math.floor(i / 4) % 10] ?? null }),
  );

  it('keeps the shares of labels alike in all splits', () => {
    const dealt = splitItems(items, new Map(), { ...splitting, stratified: true });
    for (const label of ['rare', 'usual', 'common']) {
      const own = items.filter((each) => each.label === label);
      const held = own.filter(({ id }) => dealt.get(id) !== 'training').length;
      expect(Math.abs(held / own.length - 0.3)).toBeLessThan(0.11);
      for (const split of splits) expect(own.some(({ id }) => dealt.get(id) === split)).toBe(true);
    }
  });

  it('still keeps photos whole', () => {
    const dealt = splitItems(items, new Map(), { ...splitting, stratified: true });
    for (let i = 0; i < 400; i += 4) {
      expect(dealt.get(`item ${i}`)).toBe(dealt.get(`item ${i + 3}`));
    }
  });
});
