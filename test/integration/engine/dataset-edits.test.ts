import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { writeNifti } from '../../../electron/engine/formats/nifti/write.ts';
import { writeDataset } from '../../../electron/engine/projects/dataset-files.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';
import { datasetItem, datasetOf, planeImage } from '../../unit/datasets/dataset-fixture.ts';
import { runOf } from '../../unit/renderer/documents.ts';
import { startEngine, temporaryFolder } from './engine-fixture.ts';
import type { TestEngine } from './engine-fixture.ts';

const [width, height] = [40, 30];

/** 16-bit pairs in files of their own: the input is half of the target. */
async function pairs({ call }: TestEngine, count = 6) {
  const folder = temporaryFolder();
  const { folder: project } = await call('project.create', { folder, name: 'Pairs' });
  const items = [];
  for (let i = 0; i < count; i += 1) {
    const target = new Uint16Array(width * height).map((_, p) => 1000 + ((p * p * (i + 3)) % 5003));
    for (const [name, data] of [
      [`high-${i}.png`, target],
      [`low-${i}.png`, target.map((value) => value / 2)],
    ] as const) {
      const raster = { width, height, channels: 1 as const, dtype: 'uint16' as const, data, notes: [] };
      writeFileSync(join(folder, name), await encodePng(raster));
    }
    const split = i === 0 ? 'test' : i === 1 ? 'validation' : 'training';
    const input = planeImage(`low-${i}.png`);
    items.push(datasetItem(`pair-${i}`, `high-${i}.png`, { input, width, height, split }));
  }
  const { document } = await call('project.addSources', { project, paths: [folder] });
  const sources = document.sources.map(({ path, sha256 }) => ({ path, sha256 }));
  await writeDataset(project, datasetOf(items, {}, { sources }));
  return { project, dataset: 'cells' };
}

describe('datasets in the engine', () => {
  it('lose no edit of many made at once, and undo them all', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    const before = await engine.call('dataset.get', reference);
    expect(before.items[0]).toMatchObject({ target: { source: join(reference.project, 'high-0.png') } });
    await Promise.all(
      before.items.map(({ id }) =>
        engine.call('dataset.edit', { ...reference, items: [id], set: { note: `of ${id}` } }),
      ),
    );
    const after = await engine.call('dataset.get', reference);
    expect(after.items.map(({ note }) => note)).toEqual(before.items.map(({ id }) => `of ${id}`));
    expect(after.edits).toHaveLength(6);
    for (let i = 0; i < 6; i += 1) await engine.call('dataset.undo', reference);
    const undone = await engine.call('dataset.get', reference);
    expect(undone.items).toEqual(before.items);
    await expect(engine.call('dataset.undo', reference)).rejects.toMatchObject({ code: 'invalid-input' });
    expect((await engine.call('dataset.redo', reference)).items.some(({ note }) => note !== '')).toBe(true);
  });

  it('answer an edit with what changed alone, and read anew what another engine has written', async () => {
    const [engine, other] = [await startEngine(), await startEngine()];
    const reference = await pairs(engine);
    const set = { label: 'round', addTags: ['bright'] };
    const change = await engine.call('dataset.edit', { ...reference, items: ['pair-1', 'pair-3'], set });
    expect(change).toMatchObject({ dataset: 'cells', edits: 1, undone: 0 });
    expect(change.items.map(({ id, label, tags }) => [id, label, tags])).toEqual([
      ['pair-1', 'round', ['bright']],
      ['pair-3', 'round', ['bright']],
    ]);
    expect(change.items[0]).toMatchObject({ target: { source: join(reference.project, 'high-1.png') } });
    expect(change.edit?.description).toBe('2 items: labelled round, tagged bright.');
    const again = await engine.call('dataset.edit', { ...reference, items: ['pair-1'], set });
    expect(again).toMatchObject({ items: [], edit: null, edits: 1 });
    expect((await other.call('dataset.rename', { ...reference, name: ' Bright ' })).name).toBe('Bright');
    const undone = await engine.call('dataset.undo', reference);
    expect(undone).toMatchObject({ edits: 0, undone: 1, edit: { description: change.edit?.description } });
    expect(undone.items.map(({ id, label }) => [id, label])).toEqual([
      ['pair-1', null],
      ['pair-3', null],
    ]);
    expect(await other.call('dataset.get', reference)).toMatchObject({ name: 'Bright', undone: [{}] });
  });

  it('are removed and brought back, but not while a run was made on them', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    const before = await engine.call('dataset.get', reference);
    expect((await engine.call('dataset.remove', reference)).datasets).toEqual([]);
    await expect(engine.call('dataset.get', reference)).rejects.toMatchObject({ code: 'not-found' });
    expect(await engine.call('dataset.restore', reference)).toEqual(before);
    await expect(engine.call('dataset.restore', reference)).rejects.toThrow(/has no removed dataset “cells”/);
    const folder = join(reference.project, 'runs', 'run-1');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...runOf(), dataset: 'cells' }));
    await expect(engine.call('dataset.remove', reference)).rejects.toThrow(/the run run-1 was made on it/);
  });

  it('keep the normalisation that was measured on the training split', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    const { normalisation } = await engine.call('dataset.normalise', {
      ...reference,
      method: 'percentile',
      scope: 'dataset',
    });
    expect(normalisation).toMatchObject({ method: 'percentile', low: 1, high: 99.8 });
    const [input, target] = [normalisation?.input, normalisation?.target];
    expect((input?.scale ?? 0) / (target?.scale ?? 1)).toBeCloseTo(0.5, 2);
    expect(await engine.call('dataset.get', reference)).toMatchObject({ normalisation });
  });

  it('keep stored names on disk, whatever is handed out', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    const set = { included: false, reason: 'Blurred.' };
    await engine.call('dataset.edit', { ...reference, items: ['pair-2'], set });
    const written = JSON.parse(readFileSync(join(reference.project, 'datasets', 'cells.json'), 'utf8'));
    expect(written.items[2]).toMatchObject({ ...set, target: { source: 'high-2.png' } });
  });

  it('are checked with their files, and dealt anew', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    expect(await engine.call('dataset.check', reference)).toEqual({ ok: true, problems: [] });
    await engine.call('dataset.edit', {
      ...reference,
      items: ['pair-0', 'pair-1'],
      set: { split: 'training' },
    });
    writeFileSync(join(reference.project, 'low-4.png'), 'changed');
    const { ok, problems } = await engine.call('dataset.check', reference);
    expect(ok).toBe(false);
    expect(problems.map(({ kind, items }) => [kind, items])).toEqual([
      ['changed-file', ['pair-4']],
      ['empty-split', []],
      ['empty-split', []],
    ]);
    const splitting = { by: 'photo', validation: 0.34, test: 0.33, stratified: false, seed: 5 } as const;
    const dealt = await engine.call('dataset.split', { ...reference, splitting });
    expect(dealt.splitting).toEqual(splitting);
    expect(dealt.edit?.changes.map(({ item }) => item).sort()).toEqual(
      dealt.items.map(({ id }) => id).sort(),
    );
    const { items } = await engine.call('dataset.get', reference);
    const count = (split: string) => items.filter((item) => item.split === split).length;
    expect([count('training'), count('validation'), count('test')]).toEqual([2, 2, 2]);
    const subject = engine.call('dataset.split', {
      ...reference,
      splitting: { ...splitting, by: 'subject' },
    });
    await expect(subject).rejects.toThrow(/6 of 6 items have no subject/);
  });

  it('show an item with one contrast for both pictures, and tell statistics', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    const { input, target } = await engine.call('dataset.item', { ...reference, item: 'pair-0' });
    expect(target).toMatchObject({ width, height, channels: 1, dtype: 'uint8' });
    const mean = ({ data }: { data: Uint8Array }) =>
      data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean(input)).toBeLessThan(0.6 * mean(target));
    const found = await engine.call('dataset.statistics', reference);
    expect(found).toMatchObject({ items: 6, width: { min: width, max: width }, dtypes: { uint16: 6 } });
    expect(found.correlation['pair-3']).toBeGreaterThan(0.999);
    const { input: low, target: high } = found.intensities['pair-3'] ?? {};
    expect(Number(low?.mean) / Number(high?.mean)).toBeCloseTo(0.5, 3);
    expect(Number(low?.deviation) / Number(high?.deviation)).toBeCloseTo(0.5, 3);
    const none = engine.call('dataset.item', { ...reference, item: 'nothing' });
    await expect(none).rejects.toMatchObject({ code: 'not-found' });
  });

  it('of images alone, without partners, are shown, measured and normalised too', async () => {
    const engine = await startEngine();
    const reference = await pairs(engine);
    const { items, sources } = await engine.call('dataset.get', reference);
    const alone = items.map(({ id, split }, i) =>
      datasetItem(id, `high-${i}.png`, { width, height, split, label: i % 2 ? 'odd' : 'even' }),
    );
    const kept = sources.map(({ path, sha256 }) => ({
      path: path.replace(`${reference.project}/`, ''),
      sha256,
    }));
    await writeDataset(reference.project, datasetOf(alone, {}, { sources: kept, degradation: null }));
    const found = await engine.call('dataset.statistics', reference);
    expect(found).toMatchObject({ items: 6, labels: { odd: 3, even: 3 }, correlation: {} });
    expect(found.intensities['pair-3']).toMatchObject({ input: null, target: { mean: expect.any(Number) } });
    expect(found.input.counts.every((count) => count === 0)).toBe(true);
    const { normalisation } = await engine.call('dataset.normalise', {
      ...reference,
      method: 'mean-std',
      scope: 'dataset',
    });
    expect(normalisation?.input).toEqual(normalisation?.target);
    const { input, target } = await engine.call('dataset.item', { ...reference, item: 'pair-1' });
    expect(input.data).toEqual(target.data);
  });

  it('are not changed while another engine has the project', async () => {
    const [engine, other] = [await startEngine(), await startEngine()];
    const reference = await pairs(engine);
    const project = await new Projects().open(reference.project);
    const release = await project.lock.take();
    const edit = { ...reference, items: ['pair-0'], set: { note: 'x' } };
    await expect(other.call('dataset.edit', edit)).rejects.toThrow(/is in use by process/);
    await release();
    expect((await other.call('dataset.edit', edit)).items[0]?.note).toBe('x');
  });

  it('of slices with neighbours score the slices themselves only', async () => {
    const { call } = await startEngine();
    const folder = temporaryFolder();
    const { folder: project } = await call('project.create', { folder, name: 'Slices' });
    const paths = await Promise.all(
      ['a', 'b', 'c'].flatMap((subject, number) =>
        ['T1', 'T2'].map(async (contrast, of) => {
          mkdirSync(join(folder, subject), { recursive: true });
          const file = join(folder, subject, `${contrast}.nii`);
          await writeNifti(file, {
            ...{ shape: [1, 1, 6, 16, 16], dtype: 'uint8', pixelSize: null, channels: [] },
            plane: ({ z }) =>
              Uint8Array.from({ length: 256 }, (_, i) =>
                i % 16 > 3 ? 40 + 50 * number + 20 * of + ((i * (z + 2)) % 9) : 0,
              ),
          });
          return file;
        }),
      ),
    );
    await call('project.addSources', { project, paths });
    const { items } = await call('dataset.create', {
      ...{ project, name: 'Slices', preparation: 'volumes', sources: null, degradation: null },
      parameters: { from: 1, to: 4, neighbours: 1, registration: 'never' },
      splitting: { by: 'subject', validation: 0.3, test: 0.3, stratified: false, seed: 1 },
    });
    const counts = (['training', 'validation', 'test'] as const).map((name) => {
      const own = items.filter(({ split }) => split === name);
      return [own.length, own.filter(({ included }) => included).length];
    });
    expect(counts).toEqual([
      [10, 10],
      [10, 4],
      [10, 4],
    ]);
  });
});
