import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FoundCell } from '../../../electron/contract/methods.ts';
import {
  checkAnnotations,
  describeScore,
  scoreCells,
} from '../../../electron/hosts/commands/segment-score.ts';

let folder: string;
const object = (name: string, x: number, size = 20, extra = '') =>
  `<object><name>${name}</name>${extra}<bndbox><xmin>${x}</xmin><ymin>0</ymin><xmax>${x + size}</xmax><ymax>${size}</ymax></bndbox></object>`;
const found = (x: number, own: Partial<FoundCell> = {}): FoundCell => ({
  ...{ x, y: 0, width: 20, height: 20, area: 300, roundness: 0.9, touchesBorder: false, stained: false },
  ...own,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-score-'));
  const objects = [
    object('RBC', 0),
    object('RBC', 100),
    object('WBC', 200),
    object('Platelets', 300),
    object('RBC', 400, 20, '<difficult>1</difficult>'),
    object('RBC', 500, 0),
  ];
  await writeFile(join(folder, 'a.xml'), `<annotation>${objects.join('')}</annotation>`);
  await writeFile(join(folder, 'b.xml'), 'broken');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the score of found cells', () => {
  it('counts red and white cells, and neither platelets nor difficult ones', async () => {
    const cells = [
      found(0),
      found(200, { stained: true }),
      found(300),
      found(400),
      // A false one inside and one that the border cuts.
      found(600),
      found(700, { touchesBorder: true }),
    ];
    const score = await scoreCells(folder, [
      { file: '/x/a.jpg', cells },
      { file: '/x/b.jpg', cells },
      { file: '/x/c.jpg', cells },
    ]);
    expect(score.photos).toBe(1);
    expect(score.all.strict).toEqual({
      matched: 2,
      found: 4,
      truth: 3,
      precision: 0.5,
      recall: 2 / 3,
      f1: 4 / 7,
      meanIou: 1,
    });
    expect(score.all.borderTolerant).toMatchObject({ matched: 2, found: 3, truth: 3, precision: 2 / 3 });
    expect(score.red.strict).toMatchObject({ matched: 1, found: 3, truth: 2 });
    expect(score.white.strict).toMatchObject({ matched: 1, found: 1, truth: 1, f1: 1 });
    expect(score.leftOut).toEqual([
      { file: join(folder, 'a.xml'), reason: 'Box 6 (RBC: 500, 0 to 500, 0) has no area.' },
    ]);
    expect(score.notScored.map(({ file }) => file)).toEqual(['/x/b.jpg', '/x/c.jpg']);
    expect(describeScore(score)).toMatch(/white \(strict\) +1 +1 +1 +1\.000/);
  });

  it('has no ratios where there is nothing', async () => {
    const score = await scoreCells(folder, []);
    expect(score.all.strict).toMatchObject({
      matched: 0,
      precision: null,
      recall: null,
      f1: null,
      meanIou: null,
    });
  });

  it('needs a folder', async () => {
    await expect(checkAnnotations(join(folder, 'a.xml'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(checkAnnotations(folder)).resolves.toBeUndefined();
  });
});
