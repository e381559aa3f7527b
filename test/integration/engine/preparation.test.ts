import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MatchedRow } from '../../../electron/contract/preparation-methods.ts';
import { writePng } from '../../../electron/engine/formats/png.ts';
import { samples } from '../../../electron/engine/projects/samples.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { startEngine, temporaryFolder } from './engine-fixture.ts';
import type { TestEngine } from './engine-fixture.ts';

const plain = { sources: null, session: '', subject: '' };

async function writeGrey(file: string, seed: number): Promise<string> {
  mkdirSync(join(file, '..'), { recursive: true });
  const random = seededRandom(seed);
  const data = Uint8Array.from({ length: 32 * 24 }, () => 256 * random());
  await writePng(file, { width: 32, height: 24, channels: 1, dtype: 'uint8', data, notes: [] });
  return file;
}

async function projectOf({ call }: TestEngine, files: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  const paths: string[] = [];
  for (const [i, file] of files.entries()) paths.push(await writeGrey(join(folder, file), i));
  const { folder: project } = await call('project.create', { folder, name: 'Files' });
  await call('project.addSources', { project, paths });
  return project;
}

const keys = (rows: readonly MatchedRow[]): string[] => rows.map(({ key }) => key);

describe('preparations before anything is made', () => {
  it.each(samples.map(({ id, preparation }) => [id, preparation.id] as const))(
    'the files of the sample %s fit %s, as defaults find them',
    async (sample, preparation) => {
      const { call } = await startEngine();
      const { folder: project } = await call('project.openSample', { sample });
      const { fits } = await call('preparation.fit', { project });
      const own = fits.find((fit) => fit.preparation === preparation);
      expect(own).toMatchObject({ fit: 'fits', parameters: {} });
      const strangers = samples.map((each) => each.preparation.id).filter((id) => id !== preparation);
      for (const fit of fits.filter((each) => strangers.includes(each.preparation))) {
        expect(fit.fit).not.toBe('fits');
        expect(fit.reason).not.toBe('');
      }
    },
    60_000,
  );

  it('guesses patterns from names where the defaults find nothing', async () => {
    const engine = await startEngine();
    const project = await projectOf(engine, ['low/a1.png', 'low/a2.png', 'high/a1.png', 'high/a2.png']);
    const { fits } = await engine.call('preparation.fit', { project });
    const pairs = fits.find(({ preparation }) => preparation === 'paired-files');
    expect(pairs).toMatchObject({ fit: 'fits', parameters: { input: 'low/*', target: 'high/*' } });
    const other = await projectOf(engine, [
      'avg1/in_avg1_01.png',
      'avg1/in_avg1_02.png',
      'avg9/t_01.png',
      'avg9/t_02.png',
    ]);
    const found = (await engine.call('preparation.fit', { project: other })).fits;
    expect(found.find(({ preparation }) => preparation === 'paired-files')).toMatchObject({
      fit: 'fits',
      parameters: { input: 'avg1/in_avg1_*', target: 'avg9/t_*' },
    });
    const masks = fits.find(({ preparation }) => preparation === 'masks-to-images');
    expect(masks).toMatchObject({ fit: 'no' });
  });

  it('says which file is missing in a set, and which has no partner', async () => {
    const engine = await startEngine();
    const files = ['raw/1.png', 'raw/2.png', 'membranes/1.png', 'membranes/3.png', 'mitochondria/1.png'];
    const project = await projectOf(engine, files);
    const request = { project, preparation: 'masks-to-images', parameters: {}, session: '', subject: '' };
    const { rows, unmatched } = await engine.call('preparation.match', request);
    expect(keys(rows)).toEqual(['1', '2']);
    expect(rows[0]?.files.map(({ role }) => role)).toEqual(['image', 'membrane', 'mitochondria']);
    expect(rows[1]).toMatchObject({ missing: ['membrane', 'mitochondria'] });
    expect(unmatched).toEqual([
      { file: join(project, 'membranes/3.png'), reason: expect.stringContaining('raw/*') },
    ]);
  });

  it('reads sessions and subjects from paths as the dataset does', async () => {
    const engine = await startEngine();
    const project = await projectOf(engine, ['mouse1/day2/a.png', 'mouse2/day2/a.png', 'mouse3/day9/a.png']);
    const request = {
      project,
      preparation: 'labelled-images',
      parameters: { from: 'none' },
      session: '*/day*/*.png',
      subject: 'mouse*/day2/a.png',
    };
    const { rows } = await engine.call('preparation.match', request);
    const { prepared } = await engine.call('preparation.preview', { ...request, sources: null });
    expect(rows.map(({ subject }) => subject)).toEqual(['1', '2', null]);
    expect(prepared.map(({ session, subject }) => ({ session, subject }))).toEqual(
      rows.map(({ session, subject }) => ({ session, subject })),
    );
  });

  it('refuses patterns that cannot be read, naming the part, and files that are gone', async () => {
    const engine = await startEngine();
    const project = await projectOf(engine, ['raw/1.png', 'membranes/1.png', 'mitochondria/1.png']);
    const request = { project, preparation: 'masks-to-images', session: '', subject: '' };
    await expect(
      engine.call('preparation.match', { ...request, parameters: { masks: 'membranes' } }),
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('“membranes”') });
    rmSync(join(project, 'raw/1.png'));
    const { rows, unmatched } = await engine.call('preparation.match', { ...request, parameters: {} });
    expect(rows).toEqual([]);
    expect(unmatched[0]?.reason).toContain(join(project, 'raw/1.png'));
  });

  it('shows the images that prepared items refer to, laid as they will be', async () => {
    const { call } = await startEngine();
    const { folder: project } = await call('project.openSample', { sample: 'live-cells' });
    const movie = (await call('project.open', { folder: project })).sources[0] as string;
    const preview = await call('preparation.preview', {
      project,
      preparation: 'exposure-pairs',
      parameters: {},
      ...plain,
      sources: [movie],
    });
    expect(preview.prepared).toHaveLength(8);
    const pair = preview.prepared.find(({ included }) => included);
    expect(pair?.measures).toMatchObject({ dx: expect.any(Number), smoothCorrelation: expect.any(Number) });
    if (pair?.input?.kind !== 'plane' || pair.target.kind !== 'plane')
      throw new Error('A pair has two planes.');
    expect(pair.input.source).toBe(movie);
    const images = [pair.target, pair.input, { ...pair.input, shift: null }];
    const { pictures } = await call('preparation.show', { project, images, maxSize: 4096 });
    expect(pictures.map(({ width, height }) => [width, height])).toEqual(
      images.map(() => [pair.width, pair.height]),
    );
    const [truth, laid, recorded] = pictures.map(({ pixels }) => pixels.data);
    expect(laid).not.toEqual(recorded);
    expect(truth).not.toEqual(laid);
    const small = await call('preparation.show', { project, images: [pair.target], maxSize: 64 });
    expect(Math.max(small.pictures[0]?.pixels.width ?? 0, small.pictures[0]?.pixels.height ?? 0)).toBe(64);
  }, 60_000);
});
