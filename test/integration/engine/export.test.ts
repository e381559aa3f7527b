import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { unzipped } from '../../support/zip-file.ts';
import { abbe } from '../../support/abbe.ts';
import type { TestEngine } from './engine-fixture.ts';
import {
  missingPhotos,
  startEngine,
  startProject,
  temporaryFolder,
  tinyRun,
  untilEnded,
} from './engine-fixture.ts';

const request = {
  recipe: 'microgan',
  preset: 'quick',
  seed: 5,
  parameters: { ...tinyRun, stepLimit: 6, warmUpSteps: 2 },
};

async function trainedRun(test: TestEngine): Promise<{ project: string; run: string }> {
  const of = await startProject(test);
  const { id } = await test.call('run.start', { ...of, ...request });
  await untilEnded(test, of.project, id);
  return { project: of.project, run: id };
}

describe.skipIf(missingPhotos)('the export of a run', () => {
  it('is a folder or a zip file with the scores of its evaluation, at the size that is asked for', async () => {
    const test = await startEngine();
    const run = await trainedRun(test);
    const { step, n } = await test.call('run.evaluate', { ...run, split: 'test' });
    const output = join(temporaryFolder(), 'new', 'model');
    const said: string[] = [];
    const onProgress = ({ message }: { message: string }): void => void said.push(message);
    const made = await test.call('run.export', { ...run, output, authors: ['A. Person'] }, { onProgress });
    expect(made).toMatchObject({
      path: output,
      checkpoint: 'best',
      step,
      input: { width: 256, height: 256, channels: 3 },
    });
    expect(made.difference).toBeLessThan(1e-4);
    expect(said).toEqual(
      expect.arrayContaining([
        'Reading an image of the dataset',
        'Recording the network',
        'Writing the model',
        'Done',
      ]),
    );
    expect(readdirSync(output).sort()).toEqual(made.files.map(({ name }) => name));
    expect(readdirSync(join(output, '..'))).toEqual(['model']);
    const readme = readFileSync(join(output, 'README.md'), 'utf8');
    expect(readme).toContain(`${n} images of the test split`);
    expect(readme).toMatch(/^\| SSIM \| 0\.\d{4} ± 0\.\d{4} \| 0\.\d{4} ± 0\.\d{4} \|/m);
    const rdf = parse(readFileSync(join(output, 'rdf.yaml'), 'utf8'));
    expect(rdf.authors).toEqual([{ name: 'A. Person' }]);
    expect(rdf).not.toHaveProperty('license');
    expect(rdf.inputs[0].preprocessing[1]).toEqual({
      id: 'scale_linear',
      kwargs: { gain: 1 / 127.5, offset: -1 },
    });
    expect(JSON.parse(readFileSync(join(output, 'run.json'), 'utf8')).id).toBe(run.run);

    const file = join(temporaryFolder(), 'model.zip');
    const size = { width: 64, height: 128 };
    const zipped = await test.call('run.export', {
      ...run,
      output: file,
      size,
      checkpoint: 'last',
      licence: 'MIT',
    });
    expect(zipped).toMatchObject({ checkpoint: 'last', step: 6, input: size });
    const entries = await unzipped(file);
    expect([...entries.keys()]).toEqual(zipped.files.map(({ name }) => name));
    for (const { name, bytes } of zipped.files)
      expect([name, entries.get(name)?.length]).toEqual([name, bytes]);
    expect(readdirSync(join(file, '..'))).toEqual(['model.zip']);
    const inZip = parse(String(entries.get('rdf.yaml')));
    expect([inZip.license, inZip.inputs[0].axes[1].size, inZip.inputs[0].axes[2].size]).toEqual([
      'MIT',
      128,
      64,
    ]);
  });

  it('refuses what it cannot do and leaves nothing of it', async () => {
    const test = await startEngine();
    const { call } = test;
    const run = await trainedRun(test);
    const folder = temporaryFolder();
    const output = join(folder, 'model');
    await expect(call('run.export', { ...run, output: folder })).rejects.toMatchObject({
      code: 'invalid-input',
      message: `${folder} exists already and is not overwritten; choose another name or folder.`,
    });
    await expect(call('run.export', { ...run, output, size: { width: 100, height: 63 } })).rejects.toThrow(
      /multiples of 4 px: ask for 64x100 instead of 63x100/,
    );
    const stop = new AbortController();
    const onProgress = ({ message }: { message: string }): void => {
      if (message === 'Writing the model') stop.abort();
    };
    await expect(
      call('run.export', { ...run, output }, { signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({
      code: 'cancelled',
      message: 'Cancelled; nothing was written.',
    });
    expect(readdirSync(folder)).toEqual([]);
    rmSync(join(run.project, 'runs', run.run, 'checkpoints'), { recursive: true });
    await expect(call('run.export', { ...run, output })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('has no checkpoint yet; train it for a while first'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is a command with one document', async () => {
    const test = await startEngine();
    const run = await trainedRun(test);
    await test.engine.close();
    const output = join(temporaryFolder(), 'model.zip');
    const folder = join(run.project, 'runs', run.run);
    const { code, stdout } = await abbe(
      'export',
      folder,
      '--out',
      output,
      '--size',
      '32x64',
      '--author',
      'A',
      '--author',
      'B',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ path: output, input: { width: 64, height: 32, channels: 3 } });
    expect(parse(String((await unzipped(output)).get('rdf.yaml'))).authors).toEqual([
      { name: 'A' },
      { name: 'B' },
    ]);
    const again = await abbe('export', folder, '--out', output);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('exists already')]);
    expect((await abbe('export', folder, '--out', 'x', '--size', 'big')).code).toBe(2);
  });
});
