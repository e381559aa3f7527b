import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';
import { writeCellPhoto } from '../../support/cell-photo.ts';

const small = ['generatorChannels=4', 'criticChannels=4', 'warmUpSteps=2', 'stepLimit=4'];
const settings = small.flatMap((each) => ['--set', each]);

let folder: string;
let project: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-replay-'));
  project = join(folder, 'project');
  await mkdir(join(folder, 'photos'));
  for (let seed = 1; seed <= 5; seed++)
    await writeCellPhoto(join(folder, 'photos', `cells${seed}.png`), seed);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function train(...args: string[]) {
  const { code, stdout, stderr } = await abbe('train', '--project', project, '--json', ...settings, ...args);
  expect(code, stderr).toBe(0);
  return documents.train.parse(JSON.parse(stdout));
}

describe('abbe replay, train --from and networks', () => {
  let run: string;

  it('repeats the first steps of a run in a process of its own, equal in every bit', async () => {
    const trained = await train(join(folder, 'photos'), '--validate-every', '2');
    run = trained.run;
    expect(trained.best).toMatchObject({ metric: 'psnr', step: expect.any(Number) });
    const { code, stdout, stderr } = await abbe('replay', run, '--steps', '3', '--json');
    expect(code, stderr).toBe(0);
    const { equal, steps, differences } = documents.replay.parse(JSON.parse(stdout));
    expect({ equal, differences }).toEqual({ equal: true, differences: [] });
    expect(steps.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(steps[2]?.repeated).toEqual(steps[2]?.recorded);
    const text = await abbe('replay', run);
    expect(text.stdout).toMatch(/^The first 4 steps of .* came out the same in every bit\./);
  });

  it('begins a run with the weights of an earlier one', async () => {
    const dataset = basename((await documentsOf()).datasets[0]?.dataset ?? '');
    const first = await train('--dataset', dataset, '--from', run, '--patience', '5', '--best-by', 'ssim');
    expect(first.best?.metric).toBe('ssim');
    const both = await abbe('train', '--project', project, '--resume', run, '--from', run);
    expect(both.code).toBe(2);
    const none = await abbe('train', '--project', project, '--dataset', dataset, '--from', 'none', '--json');
    expect(none.code).toBe(1);
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: 'not-found' } });
  });

  it('says which checkpoint results are made with', async () => {
    const evaluated = await abbe('evaluate', run, '--checkpoint', 'last', '--json');
    expect(documents.evaluate.parse(JSON.parse(evaluated.stdout))).toMatchObject({
      checkpoint: 'last',
      step: 4,
    });
    const out = join(folder, 'applied');
    const photo = join(folder, 'photos', 'cells1.png');
    const applied = await abbe('apply', run, photo, '--out', out, '--json');
    expect(documents.apply.parse(JSON.parse(applied.stdout))).toMatchObject({ checkpoint: 'best' });
  });

  it('lists the networks with the paper’s counts', async () => {
    const { code, stdout } = await abbe('networks', '--json');
    expect(code).toBe(0);
    const { networks } = documents.networks.parse(JSON.parse(stdout));
    const microgan = networks.filter(({ recipe, preset }) => recipe === 'microgan' && preset === 'paper');
    const counts = Object.fromEntries(microgan.map(({ id, parameters }) => [id, parameters]));
    expect(counts).toMatchObject({
      'microgan-generator': 232_451,
      'microgan-critic': 2_830_337,
      'microgan-fs-critic': 2_897_922,
      'microgan-nt-generator': 17_223_299,
      'deblurgan-generator': 11_383_427,
    });
    const judges = networks.filter(({ id }) => id === 'skip-patch-discriminator');
    for (const { receptiveFields } of judges) expect(receptiveFields).toEqual([16, 20, 32, 70]);
  });
});

async function documentsOf() {
  const { stdout } = await abbe('dataset', 'list', project, '--json');
  return documents['dataset list'].parse(JSON.parse(stdout));
}
