import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe, startAbbe } from '../../support/abbe.ts';
import { writeCellPhoto } from '../../support/cell-photo.ts';

const small = ['generatorChannels=4', 'criticChannels=4', 'warmUpSteps=2'].flatMap((each) => ['--set', each]);

let folder: string;
let project: string;
let photos: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-train-'));
  project = join(folder, 'project');
  photos = join(folder, 'photos');
  await mkdir(photos);
  for (let seed = 1; seed <= 5; seed++) await writeCellPhoto(join(photos, `cells${seed}.png`), seed);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function train(...args: string[]) {
  return startAbbe(['train', '--project', project, '--json', ...args]);
}

describe('abbe train, evaluate and apply', () => {
  let run: string;

  it('trains on photos and names those it could not use', async () => {
    const missing = join(folder, 'missing.png');
    const { code, stdout, stderr } = await train(photos, missing, '--set', 'stepLimit=4', ...small).done;
    expect(code, stderr).toBe(0);
    const document = documents.train.parse(JSON.parse(stdout));
    expect(document).toMatchObject({ project, state: 'finished', step: 4, totalSteps: 4 });
    expect(document.skipped.map(({ file }) => file)).toEqual([missing]);
    expect(Object.values(document.losses).length).toBeGreaterThan(1);
    expect(Object.values(document.losses).every(Number.isFinite)).toBe(true);
    expect(stderr).toContain(missing);
    run = document.run;
    expect(existsSync(join(run, 'run.json'))).toBe(true);
  });

  it('scores the run on held-out photos', async () => {
    const { code, stdout } = await abbe('evaluate', run, '--json');
    expect(code).toBe(0);
    const { perImage, mean, n, run: id } = documents.evaluate.parse(JSON.parse(stdout));
    expect(id).toBe(basename(run));
    expect(perImage).toHaveLength(n);
    expect(n).toBeGreaterThan(0);
    for (const image of perImage) expect(image.file.startsWith(photos)).toBe(true);
    const average = perImage.reduce((sum, { inputSsim }) => sum + (inputSsim ?? NaN), 0) / n;
    expect(mean.inputSsim).toBeCloseTo(average, 6);
    const table = await abbe('evaluate', run);
    expect(table.stdout).toMatch(/^Mean /m);
  });

  it('applies the run to whole photos', async () => {
    const out = join(folder, 'applied');
    const missing = join(folder, 'missing.png');
    const { code, stdout, stderr } = await abbe('apply', run, photos, missing, '--out', out, '--json');
    expect(code).toBe(1);
    const { written, failed } = documents.apply.parse(JSON.parse(stdout));
    expect(written).toHaveLength(5);
    for (const { output } of written) expect(existsSync(output)).toBe(true);
    expect(failed.map(({ file }) => file)).toEqual([missing]);
    expect(stderr).toContain(missing);
  });

  it('stops at a checkpoint on Ctrl+C, says how to go on, and goes on', async () => {
    const started = train('--set', 'stepLimit=100000', ...small);
    await started.said(/^Step /m);
    started.kill('SIGINT');
    // The terminal, npm and the launcher each send one.
    started.kill('SIGINT');
    const { code, stdout, stderr } = await started.done;
    expect(code, stderr).toBe(1);
    const stopped = documents.train.parse(JSON.parse(stdout));
    expect(stopped.state).toBe('stopped');
    expect(stopped.step).toBeGreaterThan(0);

    const resumed = train('--resume', stopped.run);
    await resumed.said(/^Step /m);
    resumed.kill('SIGINT');
    const second = documents.train.parse(JSON.parse((await resumed.done).stdout));
    expect(second.run).toBe(stopped.run);
    expect(second.step).toBeGreaterThan(stopped.step);
  });

  it('goes on with a run whose process was killed', async () => {
    const before = await readdir(join(project, 'runs'));
    const started = train('--set', 'stepLimit=100000', ...small);
    await started.said(/^Step /m);
    started.kill('SIGKILL');
    await started.done;
    const killed = (await readdir(join(project, 'runs'))).find((id) => !before.includes(id)) ?? '';

    const resumed = train('--resume', killed);
    await resumed.said(/^Step /m);
    resumed.kill('SIGINT');
    const document = documents.train.parse(JSON.parse((await resumed.done).stdout));
    expect(basename(document.run)).toBe(killed);
    expect(document.state).toBe('stopped');
    expect(document.step).toBeGreaterThan(0);
  });

  it('names a run that cannot be resumed', async () => {
    const again = await abbe('train', '--project', project, '--resume', 'no-such-run', '--json');
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'not-found' } });
    expect(again.stderr).toContain('no-such-run');
  });

  it('refuses a recipe, preset or parameter that is not there before it writes anything', async () => {
    const fresh = join(folder, 'fresh');
    for (const wrong of [
      ['--recipe', 'nothing'],
      ['--preset', 'slow'],
      ['--set', 'stepLimit=0'],
      ['--set', 'segmentation.nothing=1'],
      ['--set', 'degradation.nothing=1'],
    ]) {
      const { code, stdout, stderr } = await abbe('train', photos, '--project', fresh, ...wrong);
      expect(code, wrong.join(' ')).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/nothing|slow|stepLimit/);
    }
    expect(existsSync(fresh)).toBe(false);
  });
});
