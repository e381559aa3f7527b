import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SampleEntry } from '../../../electron/contract/project-methods.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { samples } from '../../../electron/engine/projects/samples.ts';
import { startEngine, temporaryFolder } from './engine-fixture.ts';

const shipped = fileURLToPath(new URL('../../../resources/samples', import.meta.url));
const megabyte = 1_000_000;

describe('sample projects', () => {
  it('lists one for each paper, with licence, source and size', async () => {
    const { call } = await startEngine();
    const listed = (await call('sample.list', {})).samples;
    expect(new Set(listed.map(({ paper }) => paper)).size).toBe(4);
    const covered = listed.flatMap((sample) => sample.recipes);
    expect(covered.toSorted()).toEqual(recipes.map(({ id }) => id).toSorted());
    for (const { paper, recipes: own, opened, title, synthetic, description } of listed) {
      expect(opened).toBeNull();
      for (const id of own) expect(recipes.find((recipe) => recipe.id === id)?.paper).toBe(paper);
      if (synthetic) expect(`${title} ${description}`).toMatch(/synthetic.*synthetic/);
    }
    expect(listed.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(6 * megabyte);
  });

  it('has a licence and a source beside everything that ships', () => {
    const folders = samples.flatMap(({ folder }) => folder ?? []);
    expect(readdirSync(shipped).toSorted()).toEqual(folders.toSorted());
    for (const folder of folders) {
      expect(readFileSync(join(shipped, folder, 'SOURCE.md'), 'utf8')).toMatch(/Licence: .*LICENSE beside/);
      expect(existsSync(join(shipped, folder, 'LICENSE'))).toBe(true);
    }
  });

  it.each(samples.map((sample) => [sample.id, sample] as const))(
    '%s opens once, prepares with defaults, and fits its recipes',
    async (id, sample) => {
      const { call } = await startEngine();
      const told: number[] = [];
      const opened = await call(
        'project.openSample',
        { sample: id },
        { onProgress: ({ done }) => told.push(done) },
      );
      expect(opened.sources.every((file) => existsSync(file))).toBe(true);
      if (sample.make !== 'nothing') expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect((await call('project.openSample', { sample: id })).document).toEqual(opened.document);
      const entry = (await call('sample.list', {})).samples.find((each) => each.id === id) as SampleEntry;
      expect(entry.opened).toBe(opened.folder);
      const dataset = await call('dataset.create', {
        project: opened.folder,
        name: 'Defaults',
        preparation: entry.preparation.id,
        parameters: entry.preparation.parameters,
        degradation: null,
        sources: null,
        splitting: entry.splitting,
      });
      const included = dataset.items.filter((item) => item.included);
      expect(dataset.skipped).toEqual([]);
      expect(included.length).toBeGreaterThan(10);
      const { ok, problems } = await call('dataset.check', { project: opened.folder, dataset: dataset.id });
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(ok).toBe(true);
      for (const recipe of recipes.filter((each) => sample.recipes.includes(each.id)))
        expect(recipe.misfit(dataset)).toBeNull();
    },
    120_000,
  );

  it('leaves nothing where the opening is cancelled, and clears what a killed engine left', async () => {
    const dataFolder = temporaryFolder();
    const { call } = await startEngine(dataFolder);
    const abandoned = join(dataFolder, 'samples', '.new-killed');
    const atWork = join(dataFolder, 'samples', '.new-at-work');
    await mkdir(abandoned, { recursive: true });
    await mkdir(atWork);
    const long = new Date(Date.now() - 2 * 3_600_000);
    await utimes(abandoned, long, long);
    const stop = new AbortController();
    const opening = call(
      'project.openSample',
      { sample: 'em-sections' },
      { signal: stop.signal, onProgress: ({ done }) => done === 1 && stop.abort() },
    );
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(join(dataFolder, 'samples'))).toEqual(['.new-at-work']);
  });
});
