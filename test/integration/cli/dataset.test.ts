import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import type { DatasetProblem } from '../../../electron/contract/datasets.ts';
import { contentOf } from '../../../electron/engine/projects/content-hash.ts';
import { writeDataset } from '../../../electron/engine/projects/dataset-files.ts';
import { abbe } from '../../support/abbe.ts';
import { datasetItem, datasetOf } from '../../unit/datasets/dataset-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'abbe-cli-dataset-'));
const project = join(folder, 'project');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A photo of soft clouds, the same for the same seed. */
async function cloudPhoto(file: string, seed: number): Promise<void> {
  let state = seed * 7919;
  const random = (): number => (state = (state * 48271) % 0x7fffffff) % 256;
  const data = Buffer.from(Array.from({ length: 16 * 12 }, random));
  await sharp(data, { raw: { width: 16, height: 12, channels: 1 } })
    .resize({ width: 320, height: 240 })
    .toFile(file);
}

/** A project of six photos, one of them another's copy in another size, and a dataset that leaks by it. */
beforeAll(async () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map((name) => join(folder, `${name}.png`));
  for (const [i, file] of files.entries()) await cloudPhoto(file, i + 1);
  const copy = join(folder, 'copy-of-a.jpg');
  await sharp(files[0]).resize({ width: 150 }).jpeg({ quality: 70 }).toFile(copy);
  files.push(copy);
  expect((await abbe('project', 'create', project)).code).toBe(0);
  expect((await abbe('project', 'add', project, ...files)).code).toBe(0);
  const split = ['training', 'training', 'training', 'training', 'validation', 'test'] as const;
  const items = await Promise.all(
    files.map(async (file, i) => {
      const { width = 0, height = 0 } = await sharp(file).metadata();
      return datasetItem(`item-${i}`, file, { width, height, split: split[i] ?? 'test' });
    }),
  );
  const sources = await Promise.all(
    files.map(async (path) => ({ path, sha256: (await contentOf(path)).sha256 })),
  );
  await writeDataset(project, datasetOf(items, {}, { sources, degradation: {} }));
});

async function check(): Promise<{ code: number | null; problems: DatasetProblem[] }> {
  const { code, stdout } = await abbe('dataset', 'check', project, '--json');
  const { ok, problems, dataset } = documents['dataset check'].parse(JSON.parse(stdout));
  expect({ ok, dataset }).toEqual({ ok: code === 0, dataset: 'cells' });
  return { code, problems };
}

describe('abbe dataset', () => {
  it('check finds a photo that is another in a smaller size, and split repairs it', async () => {
    expect(await check()).toMatchObject({
      code: 1,
      problems: [{ kind: 'near-duplicate', severity: 'error', items: ['item-0', 'item-5'] }],
    });
    const dealt = await abbe('dataset', 'split', project, '--seed', '4', '--test', '0.2', '--json');
    expect(documents['dataset split'].parse(JSON.parse(dealt.stdout)).undoable).toEqual([
      expect.stringMatching(/^Split by photo, seed 4: \d items? moved\.$/),
    ]);
    expect(await check()).toEqual({ code: 0, problems: [] });
    expect((await abbe('dataset', 'undo', project)).code).toBe(0);
    expect((await check()).code).toBe(1);
  });

  it('exclude, tag, label and note are edits that undo and redo take back and forth', async () => {
    const edit = async (...args: string[]) => {
      const { code, stdout, stderr } = await abbe('dataset', ...args, '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout) as { setAside: number; undoable: string[]; redoable: string[] };
    };
    expect(await edit('exclude', project, 'cells', 'item-5', '--reason', 'A copy.')).toMatchObject({
      setAside: 1,
    });
    expect((await check()).problems).toMatchObject([{ kind: 'empty-split' }]);
    await edit('label', project, 'cells', 'item-0', 'item-1', '--as', 'red');
    await edit('tag', project, 'cells', 'item-0', '--add', 'sharp', '--add', 'round');
    const noted = await edit('note', project, 'cells', 'item-2', '--text', 'Look again.');
    expect(noted.undoable).toEqual([
      '1 item: set aside.',
      '2 items: labelled red.',
      '1 item: tagged sharp, round.',
      '1 item: note changed.',
    ]);
    for (let i = 0; i < 3; i += 1) await edit('undo', project);
    expect(await edit('undo', project)).toMatchObject({ setAside: 0, undoable: [] });
    expect(await edit('redo', project, 'cells')).toMatchObject({
      setAside: 1,
      undoable: ['1 item: set aside.'],
    });
    expect(await edit('include', project, 'cells', 'item-5')).toMatchObject({ setAside: 0, redoable: [] });
  });

  it('stats tells counts and sizes', async () => {
    const { stdout } = await abbe('dataset', 'stats', project, '--json');
    expect(documents['dataset stats'].parse(JSON.parse(stdout))).toMatchObject({
      dataset: 'cells',
      items: 6,
      width: { min: 150, median: 320, max: 320 },
    });
  });

  it('list tells every dataset, and what is not there is named', async () => {
    const { stdout } = await abbe('dataset', 'list', project, '--json');
    expect(documents['dataset list'].parse(JSON.parse(stdout)).datasets).toMatchObject([
      { dataset: 'cells', items: 6, splits: { training: 4, validation: 1, test: 1 } },
    ]);
    const wrong = await abbe('dataset', 'note', project, 'cells', 'item-9', '--text', 'x');
    expect(wrong).toMatchObject({ code: 1, stderr: 'The dataset “Cells” has no item “item-9”.\n' });
    const none = await abbe('dataset', 'check', project, 'nothing');
    expect(none.stderr).toBe(`${project} has no dataset “nothing”.\n`);
  });
});
