import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';

// The four preparations on the real data, as a person would run them, each to a dataset that the check accepts.
const data = resolve('../shared/data');
const here = existsSync(data);
if (!here)
  console.warn('The real images are not here (../shared/data): the preparations are not tried on them.');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-prepare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Prepares, checks the result's shape and the dataset, and tells what was made. */
async function prepare(name: string, args: string[]) {
  const out = join(folder, name);
  const { code, stdout, stderr } = await abbe('prepare', ...args, '--out', out, '--json');
  expect(stderr).not.toMatch(/internal/i);
  const made = documents.prepare.parse(JSON.parse(stdout));
  if (!('dataset' in made)) throw new Error(stdout);
  expect(made.problems).toEqual([]);
  expect([code, made.ok]).toEqual([0, true]);
  const checked = await abbe('dataset', 'check', out, '--json');
  expect(checked.code).toBe(0);
  return { ...made, pictures: readdirSync(made.pictures) };
}

describe.runIf(here)('abbe prepare on real images', () => {
  it('single cells of blood photos', async () => {
    const photos = readdirSync(join(data, 'bccd', 'JPEGImages')).slice(0, 6);
    const made = await prepare('cells', [
      'cell-segmentation',
      ...photos.map((name) => join(data, 'bccd', 'JPEGImages', name)),
    ]);
    expect(made.items).toBeGreaterThan(40);
    expect(made.pictures).toContain('cells-001.png');
  });

  it('exposure pairs of practice movies', async () => {
    const movies: string[] = [];
    for (const [i, source] of ['input_avg1_001_0', 'input_avg1_025_0', 'input_avg1_040_0'].entries()) {
      const out = join(folder, `movie${i}`);
      const file = join(data, 'w2s', 'avg400', `${source.replace('input_avg1', 'target_avg400')}.tif`);
      const made = await abbe(
        'practice-movie',
        file,
        '--out',
        out,
        '--set',
        'frames=8',
        '--set',
        `seed=${i}`,
      );
      expect(made.code).toBe(0);
      movies.push(out);
    }
    const made = await prepare('exposures', ['exposure-pairs', ...movies]);
    expect(made.items + made.setAside.length).toBe(12);
    expect(made.items).toBeGreaterThanOrEqual(9);
    expect(made.splits).toMatchObject({ training: 4, validation: 4, test: 4 });
  });

  it('masks and sections of electron micrographs', async () => {
    const folders = ['raw', 'membranes', 'mitochondria'].map((name) => join(data, 'vnc', name));
    const made = await prepare('masks', ['masks-to-images', ...folders]);
    expect(made.items).toBe(12);
    expect(made.pictures).toHaveLength(4);
  });

  it('T1 and T2 slices, one pair of volumes registered', async () => {
    const subjects = ['patient07_mni', 'patient26_mni', 'raw_patient01_study2', 'template'];
    const made = await prepare('volumes', [
      'volumes',
      ...subjects.map((name) => join(data, 'mri', name)),
      ...['--set', 'from=33', '--set', 'to=37'],
    ]);
    expect(made.items + made.setAside.length).toBe(20);
    expect(made.notes.join('\n')).toMatch(/raw_patient01_study2: The headers disagree/);
    expect(made.pictures).toContain('raw_patient01_study2-overlay.png');
  });

  it('pairs that exist as files, and labels from a table', async () => {
    const pairs = await prepare('pairs', [
      'paired-files',
      ...['avg1', 'avg400'].map((name) => join(data, 'w2s', name)),
      ...['--set', 'input=avg1/input_avg1_*.tif', '--set', 'target=avg400/target_avg400_*.tif'],
    ]);
    expect(pairs.items).toBe(10);
    const crops = join(data, 'segwbc_d1');
    const labels = await prepare('labels', [
      'labelled-images',
      join(crops, '*.bmp'),
      ...['--set', 'from=table', '--set', `table=${join(crops, 'labels.csv')}`],
    ]);
    expect(labels.items).toBe(80);
  });
});

describe('abbe prepare', () => {
  it('lists what there is', async () => {
    const { code, stdout } = await abbe('prepare', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/exposure-pairs: .*\n {2}parameters: movies, channel/);
  });

  it.each([
    [['no-such', 'x.png', '--out', 'p'], 2, /There is no preparation “no-such”; there is/],
    [['volumes', 'x.nii'], 2, /--out names the project’s folder/],
    [['volumes', '--out', 'p', '--set', 'nothing=1'], 2, /has no parameter “nothing”/],
    [['volumes', '--out', 'p', '--by', 'weather'], 2, /Splits are by photo, session or subject/],
  ])('says what is wrong with %j', async (args, code, message) => {
    const answer = await abbe('prepare', ...args.map((arg) => (arg === 'p' ? join(folder, 'wrong') : arg)));
    expect(answer.stderr).toMatch(message);
    expect(answer.code).toBe(code);
  });
});
