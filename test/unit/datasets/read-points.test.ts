import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPoints } from '../../../electron/engine/datasets/read-points.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-points-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function table(text: string): Promise<string> {
  const file = join(folder, 'points.csv');
  await writeFile(file, text);
  return file;
}

describe('tables of points', () => {
  it('reads x and y among other columns, with any separator and case', async () => {
    expect(await readPoints(await table('label;Y;X\na;2.5;1\nb;-4;3e1\n'))).toEqual([
      { x: 1, y: 2.5 },
      { x: 30, y: -4 },
    ]);
    expect(await readPoints(await table('x,y\r\n'))).toEqual([]);
  });

  it('says what is wrong, naming the file', async () => {
    const points = join(folder, 'points.csv');
    await expect(readPoints(await table('x,y\n1,2\n3,\n'))).rejects.toThrow(
      /points\.csv.*point 2 has no number/,
    );
    await expect(readPoints(await table('row,column\n1,2\n'))).rejects.toThrow(`${points} cannot be used`);
    await expect(readPoints(await table(''))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(readPoints(join(folder, 'gone.csv'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
