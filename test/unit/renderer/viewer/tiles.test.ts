import { describe, expect, it } from 'vitest';
import { planCells } from '../../../../renderer/viewer/cells.ts';
import type { ImageSource, Picture } from '../../../../renderer/viewer/image-source.ts';
import {
  coreOf,
  fetchBox,
  firstReduce,
  tilesInView,
  wantedReduce,
} from '../../../../renderer/viewer/tile-plan.ts';
import { TileStore } from '../../../../renderer/viewer/tile-store.ts';

const viewport = { width: 800, height: 600 };
const look = (scale: number, centreX: number, centreY: number) => ({
  scale,
  centreX,
  centreY,
  fitted: false,
});

interface Asked {
  reduce: number;
  box: { x: number; y: number; width: number; height: number };
  signal: AbortSignal;
  answer(): void;
  refuse(reason: string): void;
}

function source(width: number, height: number): ImageSource & { asked: Asked[] } {
  const asked: Asked[] = [];
  const tile: ImageSource['tile'] = (reduce, box, signal) =>
    new Promise<Picture>((resolve, reject) => {
      const data = new Uint16Array(box.width * box.height);
      const answer = (): void =>
        resolve({ width: box.width, height: box.height, channels: 1, dtype: 'uint16', data });
      asked.push({ reduce, box, signal, answer, refuse: (reason) => reject(new Error(reason)) });
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    });
  return { key: 'image', width, height, channels: 1, dtype: 'uint16', info: null, whole: null, tile, asked };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the pyramid', () => {
  const image = source(4096, 3072);

  it('never has fewer samples than device pixels, up to the first picture', () => {
    expect(firstReduce(image)).toBe(4);
    expect([1, 0.9, 0.5, 0.49, 0.26, 0.25, 0.01].map((scale) => wantedReduce(image, scale))).toEqual([
      1, 1, 2, 2, 2, 4, 4,
    ]);
    expect(wantedReduce(image, 8)).toBe(1);
  });

  it('asks for the tiles in sight only, the middle one first', () => {
    const seen = tilesInView(image, look(1, 2048, 1536), viewport, 1);
    expect(seen.map(({ column, row }) => `${column},${row}`).sort()).toEqual(['3,2', '3,3', '4,2', '4,3']);
    expect(tilesInView(image, look(1, 2048, 1536), viewport, 4)).toHaveLength(1);
    expect(tilesInView(image, look(1, -4000, 0), viewport, 1)).toEqual([]);
  });

  it('covers the image once by cores, and fetches one sample more on each inner side', () => {
    const odd = source(1300, 1100);
    const all = tilesInView(odd, look(0.5, 650, 550), { width: 2000, height: 2000 }, 1);
    const area = all.map((tile) => coreOf(odd, tile)).reduce((sum, box) => sum + box.width * box.height, 0);
    expect(area).toBe(1300 * 1100);
    const last = all.find(({ column, row }) => column === 2 && row === 2)!;
    expect(coreOf(odd, last)).toEqual({ x: 1024, y: 1024, width: 276, height: 76 });
    expect(fetchBox(odd, last)).toEqual({ x: 1023, y: 1023, width: 277, height: 77 });
  });
});

describe('tiles on their way', () => {
  it('are preceded by a small picture of all, which stands in until they are there', async () => {
    const image = source(4096, 3072);
    const store = new TileStore(1e9, 10);
    const view = look(1, 300, 300);
    const plan = () => planCells(image, view, viewport, store);
    let told = 0;
    store.want(image, plan().wishes, () => (told += 1));
    expect(image.asked[0]).toMatchObject({ reduce: 4, box: { x: 0, y: 0, width: 1024, height: 768 } });
    expect(plan().cells).toEqual([]);
    image.asked[0]?.answer();
    await turn();
    expect(told).toBe(1);
    const early = plan();
    expect(early.complete).toBe(false);
    expect(new Set(early.cells.map(({ sample }) => sample.x))).toEqual(new Set([4]));
    expect(early.cells).toHaveLength(4);
    for (const asked of image.asked) asked.answer();
    await turn();
    expect(plan().complete).toBe(true);
    expect(plan().cells.every(({ sample }) => sample.x === 1)).toBe(true);
  });

  it('are cancelled when nobody sees them any more, and asked for again when somebody does', async () => {
    const image = source(4096, 3072);
    const store = new TileStore(1e9, 10);
    const wishes = planCells(image, look(1, 300, 300), viewport, store).wishes;
    store.want(image, wishes, () => undefined);
    expect(store.pending).toBeGreaterThan(0);
    store.want(image, [], () => undefined);
    expect(image.asked.every(({ signal }) => signal.aborted)).toBe(true);
    await turn();
    const before = image.asked.length;
    store.want(image, wishes, () => undefined);
    expect(image.asked.length).toBe(2 * before);
    expect(store.failure(image)).toBe('');
  });

  it('that fail say why, until they are tried again', async () => {
    const image = source(600, 500);
    const store = new TileStore();
    const { wishes } = planCells(image, look(1, 300, 250), viewport, store);
    store.want(image, wishes, () => undefined);
    image.asked[0]?.refuse('The file is gone.');
    await turn();
    expect(store.failure(image)).toContain('The file is gone.');
    store.retry();
    expect(store.failure(image)).toBe('');
  });

  it('are given up beyond a bound, the least recently used first', async () => {
    const image = source(4096, 3072);
    const store = new TileStore(3 * 514 * 514 * 2, 100);
    const wish = (column: number) => ({
      source: image,
      tile: { key: `image|1|${column}|1`, reduce: 1, column, row: 1 },
    });
    store.want(image, [1, 2, 3].map(wish), () => undefined);
    for (const asked of image.asked) asked.answer();
    await turn();
    expect(store.get(wish(1).tile)).toBeDefined();
    store.want(image, [wish(4)], () => undefined);
    image.asked.at(-1)?.answer();
    await turn();
    expect([1, 2, 3, 4].map((column) => store.get(wish(column).tile) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
