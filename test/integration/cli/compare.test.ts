import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';
import { writeCellPhoto } from '../../support/cell-photo.ts';

const small = ['stepLimit=4', 'criticChannels=4', 'warmUpSteps=2'].flatMap((each) => ['--set', each]);

let folder: string;
let project: string;
let dataset: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-compare-'));
  project = join(folder, 'project');
  const photos = join(folder, 'photos');
  await mkdir(photos);
  for (let seed = 1; seed <= 5; seed++) await writeCellPhoto(join(photos, `cells${seed}.png`), seed);
  const { code, stdout, stderr } = await abbe(
    'prepare',
    'cell-segmentation',
    photos,
    '--out',
    project,
    '--json',
  );
  expect(code, stderr).toBe(0);
  const prepared = documents.prepare.parse(JSON.parse(stdout));
  if (!('dataset' in prepared)) throw new Error('No dataset was prepared.');
  dataset = prepared.dataset;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const vary = (out: string, ...args: string[]) =>
  abbe(
    ...['compare', '--project', project, '--dataset', dataset, '--recipe', 'microgan', '--json'],
    ...['--out', join(folder, out), ...small, ...args],
  );

describe('abbe compare', () => {
  let runs: string[];

  it('trains one run for each value on equal budgets and compares them', async () => {
    const { code, stdout, stderr } = await vary(
      'first',
      '--validate-every',
      '2',
      '--vary',
      'generatorChannels=4,6',
    );
    expect(code, stderr).toBe(0);
    const document = documents.compare.parse(JSON.parse(stdout));
    expect(document.runs.map(({ name }) => name)).toEqual(['generatorChannels=4', 'generatorChannels=6']);
    expect(document.runs.map(({ step, seed, preset }) => ({ step, seed, preset }))).toEqual(
      [0, 1].map(() => ({ step: 4, seed: 1, preset: 'quick' })),
    );
    runs = document.runs.map(({ run }) => join(project, 'runs', run));
    expect(stderr).toMatch(/generatorChannels=6 \(2 of 2\)/);

    const place = join(folder, 'report');
    const evaluation = await abbe('evaluate', runs[0] ?? '', '--report', place, '--json');
    const { perImage, report } = documents.evaluate.parse(JSON.parse(evaluation.stdout));
    expect(report).toEqual({ page: join(place, 'index.html'), pdf: null });
    expect(await readFile(join(place, 'index.html'), 'utf8')).toContain(`of all ${perImage.length}`);
    const id = document.runs[0]?.run ?? '';
    expect(
      document.images.map((image) => ({ id: image.id, psnr: image.runs[id]?.psnr, input: image.input.psnr })),
    ).toEqual(perImage.map((image) => ({ id: image.id, psnr: image.psnr, input: image.inputPsnr })));
    expect(document.comparisons.filter(({ over }) => over === 'image').map(({ metric }) => metric)).toEqual([
      'psnr',
      'ssim',
    ]);
    expect(document.distribution?.distances.map(({ set }) => set)).toEqual([
      'input',
      'training',
      ...runs.map((run) => basename(run)),
    ]);
    for (const { convergence } of document.runs) {
      expect(convergence?.points.map(({ step }) => step)).toEqual([2, 4]);
    }
  });

  it('writes a page that loads nothing, and every table and figure', async () => {
    const names = await readdir(join(folder, 'first'));
    const written = JSON.parse(await readFile(join(folder, 'first', 'comparison.json'), 'utf8')) as {
      files: string[];
    };
    expect(names.toSorted()).toEqual(
      [...written.files.map((file) => basename(file)), 'comparison.html'].toSorted(),
    );
    for (const name of [
      'runs.csv',
      'images.csv',
      'tests.csv',
      'pca.csv',
      'pca.svg',
      'pca.png',
      'example-1-1-input.png',
      'example-1-2-generatorchannels-4.png',
      'example-1-3-generatorchannels-6.png',
      'example-1-4-truth.png',
      'validation.svg',
      'psnr.svg',
      'comparison.json',
    ]) {
      expect(names).toContain(name);
    }
    const page = await readFile(join(folder, 'first', 'comparison.html'), 'utf8');
    expect(page).toMatch(/content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    const [id = ''] = runs.map((run) => basename(run));
    expect(page).toContain(`<th>generatorChannels=4 <span class="soft">${id}</span></th>`);
    expect(page.match(/<image/g)?.length).toBeGreaterThanOrEqual(4);
    // The pictures' scale bars: the size of a pixel is not known of these photos.
    expect(page).toMatch(/>\d+ px<\/text>/);
    for (const svg of names.filter((name) => name.endsWith('.svg'))) {
      expect(XMLValidator.validate(await readFile(join(folder, 'first', svg), 'utf8'))).toBe(true);
    }
  });

  it('takes finished runs as they are, from the same command and by name', async () => {
    const again = await vary('again', '--validate-every', '2', '--vary', 'generatorChannels=4,6');
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toMatch(/the finished run .* is taken/);
    expect(await readdir(join(project, 'runs'))).toHaveLength(2);
    const shown = await abbe('compare', ...runs, '--out', join(folder, 'shown'));
    expect(shown.stdout).toMatch(/Run +id .* generator +all networks /);
    expect(shown.stdout).toMatch(new RegExp(`generatorChannels=4 +${basename(runs[0] ?? '')} `));
    const byName = await abbe('compare', ...runs, '--out', join(folder, 'named'), '--json');
    const of = (stdout: string) => documents.compare.parse(JSON.parse(stdout)).images;
    expect(of(byName.stdout)).toEqual(of(again.stdout));
  });

  it('goes on with a run that was stopped', async () => {
    const [stopped = ''] = runs;
    const file = join(stopped, 'run.json');
    const record = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...record, state: 'stopped' }));
    const refused = await abbe('compare', ...runs, '--out', join(folder, 'refused'), '--json');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/is stopped and not finished, so it cannot be compared/);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
    const resumed = await vary('resumed', '--validate-every', '2', '--vary', 'generatorChannels=4,6');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await readdir(join(project, 'runs'))).toHaveLength(2);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ state: 'finished', step: 4 });
  });

  it('refuses what cannot be compared, with the reason', async () => {
    const out = ['--out', join(folder, 'none')];
    const [first = ''] = runs;
    const one = await abbe('compare', first, ...out);
    expect(one).toMatchObject({ code: 2, stderr: expect.stringMatching(/two finished runs/) });
    const twice = await abbe('compare', first, first, ...out);
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringMatching(/named twice/) });
    for (const [value, reason] of [
      ['generatorChannels=4', /two different values/],
      ['generatorChannels=4,many', /generatorChannels/],
      ['colour=red,blue', /no parameter “colour”/],
      ['stepLimit=1,2', /leave --set stepLimit out/],
    ] as const) {
      const wrong = await vary('none', '--vary', value);
      expect(wrong.code).toBe(2);
      expect(wrong.stderr + wrong.stdout).toMatch(reason);
    }
    expect(await readdir(join(project, 'runs'))).toHaveLength(2);
  });
});
