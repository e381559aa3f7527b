import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { abbe, startAbbe } from '../../support/abbe.ts';
import { writeCellPhoto } from '../../support/cell-photo.ts';
import { smallRecipes } from '../training/small-recipes.ts';

/** A recipe at tiny parameters, as `--set` takes them. */
const tiny = (id: string): string[] =>
  Object.entries(smallRecipes[id] ?? {}).flatMap(([key, value]) => [
    '--set',
    `${key}=${JSON.stringify(value)}`,
  ]);

async function measure(...args: string[]) {
  const { code, stdout, stderr } = await abbe('measure', ...args, '--json');
  expect(code, stderr).toBe(0);
  return documents.measure.parse(JSON.parse(stdout));
}

describe('abbe measure', () => {
  it.each(recipes)('tells time, memory and size of $id', async ({ id, paperImages }) => {
    const measured = await measure('--recipe', id, '--steps', '2', '--all-phases', ...tiny(id));
    const { phases, totalSteps, memory, images, networks } = measured;
    expect(measured).toMatchObject({ recipe: id, preset: 'paper', totalFrom: 'every phase' });
    expect(images).toMatchObject({ dataset: null, count: paperImages?.count });
    expect(networks.map(({ role }) => role)).toContain('generator');
    for (const { parameters } of networks) expect(parameters).toBeGreaterThan(0);
    expect(phases.reduce((sum, { steps }) => sum + steps, 0)).toBe(totalSteps);
    expect(phases.map(({ firstStep }) => firstStep)).toEqual(
      phases.map(({ firstStep }) => firstStep).toSorted((a, b) => a - b),
    );
    let total = 0;
    for (const { steps, measured: times, imagesPerStep } of phases) {
      if (!times) throw new Error('A phase was not measured.');
      const { median, lowest, highest } = times.secondsPerStep;
      expect(times.seconds).toHaveLength(2);
      expect(lowest).toBeGreaterThan(0);
      expect(median).toBeCloseTo((lowest + highest) / 2, 9);
      expect(times.imagesPerSecond).toBeCloseTo((imagesPerStep ?? NaN) / median, 6);
      total += steps * median + times.firstStepSeconds;
    }
    expect(measured.totalSeconds).toBeCloseTo(total, 6);
    expect(memory.peak).toBeGreaterThan(50 * 2 ** 20);
  });

  it('measures the fully grown networks where nothing else is asked for', async () => {
    const id = 'progressive-live-cell';
    const measured = await measure('--recipe', id, '--steps', '1', ...tiny(id));
    expect(measured.phases.map(({ label }) => label)).toEqual([
      '4 px without the critic',
      '4 px',
      '8 px fading in',
      '8 px',
    ]);
    expect(measured.phases.map((phase) => phase.measured === null)).toEqual([true, true, true, false]);
    expect(measured.phases[0]?.imagesPerStep).toBe(4);
    expect(measured.totalFrom).toBe('last phase');
  });

  it('refuses what does not fit, and names it', async () => {
    const none = await abbe('measure', '--recipe', 'none');
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/no recipe “none”/)]);
    const alone = await abbe('measure', '--recipe', 'microgan', '--dataset', 'cells');
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringMatching(/go together/)]);
    const key = await abbe('measure', '--recipe', 'microgan', '--set', 'epocs=3');
    expect([key.code, key.stderr]).toEqual([2, expect.stringMatching(/epocs/)]);
  });

  it('ends on Ctrl+C', async () => {
    const started = startAbbe([
      'measure',
      '--recipe',
      'microgan',
      '--steps',
      '1000',
      '--json',
      ...tiny('microgan'),
    ]);
    await started.said(/with the critic/);
    started.kill('SIGINT');
    const { code, stdout } = await started.done;
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('abbe measure on a dataset', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abbe-measure-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('takes its images', async () => {
    const photos = [1, 2, 3, 4, 5].map((seed) => join(folder, `cells${seed}.png`));
    for (const [i, photo] of photos.entries()) await writeCellPhoto(photo, i + 1);
    const project = join(folder, 'project');
    const prepared = await abbe('prepare', 'cell-segmentation', ...photos, '--out', project, '--json');
    expect(prepared.code, prepared.stderr).toBe(0);
    const made = documents.prepare.parse(JSON.parse(prepared.stdout));
    if (!('dataset' in made)) throw new Error('There is no dataset.');
    const dataset = made.dataset.split('/').at(-1) ?? '';
    const where = ['--project', project, '--dataset', dataset];
    const measured = await measure('--recipe', 'microgan', '--steps', '3', ...tiny('microgan'), ...where);
    expect(measured.images).toMatchObject({ dataset, count: made.splits.training });
    const missing = await abbe('measure', '--recipe', 'microgan', '--project', project, '--dataset', 'no');
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/“?no”?/)]);
  });
});
