import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { contentOf } from '../../../electron/engine/projects/content-hash.ts';
import { writeDataset } from '../../../electron/engine/projects/dataset-files.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';
import { evaluationOf, imageScoreOf } from '../../support/evaluation.ts';
import { writeEvaluation } from '../../../electron/engine/projects/evaluation-file.ts';
import { renameSources } from '../../../electron/engine/projects/relocate.ts';
import { datasetItem, datasetOf, planeImage } from '../../unit/datasets/dataset-fixture.ts';
import { runRecordOf } from '../../support/run-record.ts';
import { startEngine, temporaryFolder } from './engine-fixture.ts';
import type { TestEngine } from './engine-fixture.ts';

/** Small pictures, each with content of its own. */
async function pictures(folder: string, names: readonly string[], seed = 0): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const [i, name] of names.entries()) {
    const data = new Uint8Array(32 * 24).map((_, p) => (p * (i + 2 + seed) + i * 7 + seed * 31) % 256);
    const file = join(folder, name);
    writeFileSync(
      file,
      await encodePng({ width: 32, height: 24, channels: 1, dtype: 'uint8', data, notes: [] }),
    );
    files.push(file);
  }
  return files;
}

/** A project of three pictures that lie elsewhere, with a dataset of them and the scores of a run. */
async function projectElsewhere({ call }: TestEngine) {
  const elsewhere = temporaryFolder();
  const files = await pictures(elsewhere, ['a.png', 'b.png', 'c.png']);
  const { folder: project } = await call('project.create', { folder: temporaryFolder(), name: 'Cells' });
  const { document } = await call('project.addSources', { project, paths: files });
  const items = files.map((file, i) =>
    datasetItem(`item-${i}`, file, {
      width: 32,
      height: 24,
      input: planeImage(file),
      split: (['training', 'validation', 'test'] as const)[i] ?? 'training',
    }),
  );
  const sources = document.sources.map(({ path, sha256 }) => ({ path, sha256 }));
  await writeDataset(project, datasetOf(items, {}, { sources }));
  return { project, elsewhere, files };
}

/** A run that is over. */
const record = runRecordOf({ id: 'r1', step: 1, totalSteps: 1, seconds: 1 });

const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

describe('adding sources', () => {
  it('reads headers only, notes size and content, and names each file that is no image', async () => {
    const { call } = await startEngine();
    const folder = temporaryFolder();
    const [good = ''] = await pictures(folder, ['good.png']);
    const empty = join(folder, 'empty.png');
    const foreign = join(folder, 'text.png');
    const cut = join(folder, 'cut.png');
    writeFileSync(empty, '');
    writeFileSync(foreign, 'hello');
    writeFileSync(cut, readFileSync(good).subarray(0, -30));
    const { folder: project } = await call('project.create', { folder, name: 'Cells' });
    const missing = join(folder, 'missing.png');
    const result = await call('project.addSources', { project, paths: [good, empty, foreign, missing, cut] });
    expect(result.added).toEqual([good, cut]);
    expect(result.failed.map(({ file }) => file)).toEqual([empty, foreign, missing]);
    for (const { file, reason } of result.failed) expect(reason).toContain(file);
    expect(result.document.sources[0]).toEqual({ path: 'good.png', axis: null, ...(await contentOf(good)) });
    expect(result.unstated).toEqual([]);
  });

  it('copies files into the project: equal content once, equal names numbered', async () => {
    const { call } = await startEngine();
    const { folder: project } = await call('project.create', { folder: temporaryFolder(), name: 'Cells' });
    const one = await pictures(temporaryFolder(), ['a.png', 'b.png']);
    const two = await pictures(temporaryFolder(), ['a.png'], 5);
    const copy = join(temporaryFolder(), 'copy of a.png');
    writeFileSync(copy, readFileSync(one[0] as string));
    const paths = [...one, ...two, copy];
    const { document } = await call('project.addSources', { project, paths, copy: true });
    const names = document.sources.map(({ path }) => path);
    expect(names).toEqual(['sources/a.png', 'sources/b.png', 'sources/a-2.png']);
    expect(readdirSync(join(project, 'sources')).sort()).toEqual(['a-2.png', 'a.png', 'b.png']);
    expect((await call('project.addSources', { project, paths, copy: true })).added).toEqual([]);
    expect(await call('project.check', { project })).toEqual({ missing: [], changed: [] });
  });

  it('says which folders inside it left out; files go out again, but for those of a dataset', async () => {
    const engine = await startEngine();
    const outer = temporaryFolder();
    await pictures(outer, ['a.png']);
    mkdirSync(join(outer, 'tuesday'));
    await pictures(join(outer, 'tuesday'), ['b.png']);
    const { folder: project } = await engine.call('project.create', {
      folder: temporaryFolder(),
      name: 'Cells',
    });
    const added = await engine.call('project.addSources', { project, paths: [outer] });
    expect(added.added).toEqual([join(outer, 'a.png')]);
    expect(added.inside).toEqual([{ folder: join(outer, 'tuesday'), images: 1 }]);

    const { project: used, files } = await projectElsewhere(engine);
    const [extra = ''] = await pictures(temporaryFolder(), ['extra.png']);
    await engine.call('project.addSources', { project: used, paths: [extra] });
    const result = await engine.call('project.removeSources', {
      project: used,
      files: [extra, files[0] as string, '/not/listed.png'],
    });
    expect(result.removed).toEqual([extra]);
    expect(result.failed).toEqual([
      { file: files[0], reason: expect.stringContaining('delete that dataset') },
    ]);
    expect(result.sources).toEqual(files);
    expect(existsSync(extra)).toBe(true);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const { call } = await startEngine();
    const { folder: project } = await call('project.create', { folder: temporaryFolder(), name: 'Cells' });
    const paths = await pictures(temporaryFolder(), ['a.png', 'b.png', 'c.png']);
    const controller = new AbortController();
    const adding = call(
      'project.addSources',
      { project, paths, copy: true },
      {
        signal: controller.signal,
        onProgress: ({ message }) => void (message === 'Copying c.png' && controller.abort()),
      },
    );
    await expect(adding).rejects.toMatchObject({
      code: 'cancelled',
      message: 'Cancelled; no file was added.',
    });
    expect(readdirSync(join(project, 'sources'))).toEqual([]);
    expect((await call('project.open', { folder: project })).sources).toEqual([]);
  });
});

describe('moved sources', () => {
  it('are told, found by content under another name, and used from there on', async () => {
    const engine = await startEngine();
    const { call } = engine;
    const { project, elsewhere, files } = await projectElsewhere(engine);
    const [a = '', b = '', c = ''] = files;
    const moved = join(elsewhere, 'deep', 'renamed.png');
    mkdirSync(join(elsewhere, 'deep'));
    renameSync(a, moved);
    // As large as the lost one, but another picture; and a copy of another source.
    writeFileSync(join(elsewhere, 'deep', 'a.png'), readFileSync(moved).fill(0, 40));
    writeFileSync(b, 'changed');
    expect(await call('project.check', { project })).toEqual({ missing: [a], changed: [b] });
    const search = { project, folders: [elsewhere] };
    const result = await call('project.relocate', search);
    expect(result).toMatchObject({ found: [{ from: a, to: moved }], missing: [] });
    expect(result.sources).toEqual([moved, b, c]);
    expect((await call('project.check', { project })).missing).toEqual([]);
    const dataset = await call('dataset.get', { project, dataset: 'cells' });
    expect(dataset.sources.map(({ path }) => path)).toEqual([moved, b, c]);
    expect(dataset.items[0]).toMatchObject({ target: { source: moved }, input: { source: moved } });
    expect(dataset.items[2]).toMatchObject({ target: { source: c } });
    expect((await call('project.relocate', search)).found).toEqual([]);
  });

  it('that are nowhere stay missing, and nothing is written', async () => {
    const engine = await startEngine();
    const { project, files } = await projectElsewhere(engine);
    rmSync(files[1] as string);
    const before = readFileSync(join(project, 'project.json'), 'utf8');
    const result = await engine.call('project.relocate', { project, folders: [temporaryFolder()] });
    expect(result).toMatchObject({ found: [], missing: [files[1]] });
    expect(readFileSync(join(project, 'project.json'), 'utf8')).toBe(before);
    const none = engine.call('project.relocate', { project, folders: ['/no/such/folder'] });
    await expect(none).rejects.toMatchObject({ code: 'not-found' });
  });

  it('of an older project are found without their size', async () => {
    const engine = await startEngine();
    const { project, elsewhere, files } = await projectElsewhere(engine);
    const document = json(project, 'project.json');
    for (const source of document.sources) source.bytes = null;
    writeFileSync(join(project, 'project.json'), JSON.stringify(document));
    renameSync(files[0] as string, join(elsewhere, 'other.png'));
    const result = await engine.call('project.relocate', { project, folders: [elsewhere] });
    expect(result.found).toEqual([{ from: files[0], to: join(elsewhere, 'other.png') }]);
  });

  it('cut off at any write leave names that the project knows, and doing it again finishes it', async () => {
    const engine = await startEngine();
    const { project: folder, elsewhere, files } = await projectElsewhere(engine);
    const a = files[0] as string;
    const moved = join(elsewhere, 'moved.png');
    renameSync(a, moved);
    const project = await new Projects().open(folder);
    // Scores that cannot be read end it after the dataset was written and before the project is for the last time.
    const run = join(folder, 'runs', 'r1');
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'run.json'), JSON.stringify(record));
    writeFileSync(join(run, 'evaluation.json'), 'torn');
    await expect(renameSources(project, new Map([[a, moved]]))).rejects.toThrow(
      /evaluation\.json is damaged/,
    );
    const paths = (await project.document()).sources.map(({ path }) => path);
    expect(paths).toEqual([a, files[1], files[2], moved]);
    expect((await engine.call('dataset.get', { project: folder, dataset: 'cells' })).items[0]).toMatchObject({
      target: { source: moved },
    });
    rmSync(join(folder, 'runs'), { recursive: true });
    const again = await engine.call('project.relocate', { project: folder, folders: [elsewhere] });
    expect(again.sources).toEqual([moved, files[1], files[2]]);
  });
});

describe('packed projects', () => {
  async function packed(engine: TestEngine, runs = false) {
    const made = await projectElsewhere(engine);
    const file = join(temporaryFolder(), 'cells.zip');
    const result = await engine.call('project.pack', { project: made.project, file, runs });
    return { ...made, file, result };
  }

  it('open elsewhere with every source, when all else is gone', async () => {
    const engine = await startEngine();
    const { project, elsewhere, file, result } = await packed(engine);
    expect(result).toMatchObject({ file, files: 5 });
    const before = await engine.call('dataset.get', { project, dataset: 'cells' });
    rmSync(elsewhere, { recursive: true });
    rmSync(project, { recursive: true });
    const folder = join(temporaryFolder(), 'new', 'place');
    const other = await startEngine();
    const opened = await other.call('project.unpack', { file, folder });
    expect(opened.document.sources.map(({ path }) => path)).toEqual([
      'sources/a.png',
      'sources/b.png',
      'sources/c.png',
    ]);
    for (const [i, source] of opened.sources.entries()) {
      expect(await contentOf(source)).toMatchObject({ sha256: opened.document.sources[i]?.sha256 });
    }
    expect(await other.call('project.check', { project: folder })).toEqual({ missing: [], changed: [] });
    const dataset = await other.call('dataset.get', { project: folder, dataset: 'cells' });
    expect(dataset.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
    expect(dataset.items[1]).toMatchObject({ target: { source: opened.sources[1] } });
    expect((await other.call('dataset.check', { project: folder, dataset: 'cells' })).ok).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['Cells.abbe', 'datasets', 'project.json', 'sources']);
  });

  it('hold runs where asked for, with scores that name the packed photos', async () => {
    const engine = await startEngine();
    const { project, files } = await projectElsewhere(engine);
    const run = join(project, 'runs', 'r1');
    mkdirSync(join(run, 'previews', '.new-xyz'), { recursive: true });
    writeFileSync(join(run, 'previews', '.new-xyz', 'half.png'), 'half');
    writeFileSync(join(run, 'losses.jsonl'), '{"step":1,"values":{}}\n');
    writeFileSync(join(run, 'run.json'), JSON.stringify(record));
    const image = imageScoreOf('item-2', { file: files[2] as string, psnr: 1, group: files[2] as string });
    await writeEvaluation(join(run, 'evaluation.json'), evaluationOf([image], { run: 'r1', step: 1 }));
    const file = join(temporaryFolder(), 'cells.zip');
    await engine.call('project.pack', { project, file, runs: true });
    const folder = temporaryFolder();
    await engine.call('project.unpack', { file, folder });
    const unpacked = join(folder, 'runs', 'r1');
    expect(readdirSync(unpacked).sort()).toEqual(['evaluation.json', 'losses.jsonl', 'run.json']);
    expect(json(unpacked, 'evaluation.json').perImage[0].file).toBe('sources/c.png');
    expect((await engine.call('run.list', { project: folder })).runs).toEqual([record]);
  });

  it('hold what was made of noise whole: label images and provenance beside the sources', async () => {
    const engine = await startEngine();
    const { project } = await projectElsewhere(engine);
    const made = join(project, 'synthetic', '20250131-120000');
    for (const name of ['masks', 'labels']) {
      await pictures(join(made, name), ['0001.png'], 7);
    }
    writeFileSync(join(made, 'synthetic.json'), '{"items":[]}');
    writeFileSync(join(made, 'labels', '.unfinished-0002.png'), 'half');
    // The masks are sources of the project, as `generate --dataset` adds them.
    await engine.call('project.addSources', { project, paths: [join(made, 'masks')] });
    const file = join(temporaryFolder(), 'cells.zip');
    expect(await engine.call('project.pack', { project, file, runs: false })).toMatchObject({ files: 8 });
    const folder = temporaryFolder();
    await engine.call('project.unpack', { file, folder });
    const unpacked = join(folder, 'synthetic', '20250131-120000');
    expect(readdirSync(unpacked, { recursive: true }).map(String).sort()).toEqual([
      ...['labels', join('labels', '0001.png'), 'masks', join('masks', '0001.png'), 'synthetic.json'],
    ]);
    expect(readFileSync(join(unpacked, 'synthetic.json'), 'utf8')).toBe('{"items":[]}');
  });

  it('are not made of missing or changed files', async () => {
    const engine = await startEngine();
    const { project, files } = await projectElsewhere(engine);
    const into = temporaryFolder();
    const file = join(into, 'cells.zip');
    const pack = (): Promise<unknown> => engine.call('project.pack', { project, file, runs: false });
    const bytes = readFileSync(files[1] as string);
    writeFileSync(files[1] as string, Buffer.from(bytes).fill(1, 50, 60));
    await expect(pack()).rejects.toThrow(`${files[1]} has changed since it was added`);
    rmSync(files[1] as string);
    await expect(pack()).rejects.toThrow(`${files[1]} is missing, so the project cannot be packed`);
    expect(readdirSync(into)).toEqual([]);
  });

  it('do not overwrite what they are made of', async () => {
    const engine = await startEngine();
    const { project, files } = await projectElsewhere(engine);
    const pack = engine.call('project.pack', { project, file: files[0] as string, runs: false });
    await expect(pack).rejects.toThrow(/is a file of the project itself/);
  });

  it('are not unpacked into a folder that holds something, nor when cancelled', async () => {
    const engine = await startEngine();
    const { file, project } = await packed(engine);
    await expect(engine.call('project.unpack', { file, folder: project })).rejects.toThrow(/is not empty/);
    const parent = temporaryFolder();
    const controller = new AbortController();
    controller.abort();
    const folder = join(parent, 'new');
    const unpacking = engine.call('project.unpack', { file, folder }, { signal: controller.signal });
    await expect(unpacking).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(parent)).toEqual([]);
  });
});
