import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetDocument, Split } from '../../../electron/contract/datasets.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';
import { startEngine, temporaryFolder } from './engine-fixture.ts';

const side = 40;

/** A 16-bit picture of noise up to `most`, with one pixel of `peak`. */
async function picture(seed: number, most: number, peak = most): Promise<Buffer> {
  const data = Uint16Array.from({ length: side * side }, (_, i) => ((i + seed) * 2654435761) % most);
  data[0] = peak;
  return Buffer.from(
    await encodePng({ width: side, height: side, channels: 1, dtype: 'uint16', data, notes: [] }),
  );
}

/** A project of pairs of 16-bit pictures, split as given, each pair of its own file. */
async function pairs(splits: Split[], most: number, peak = most, oneFile = false, subjects: string[] = []) {
  const test = await startEngine();
  const folder = temporaryFolder();
  const { folder: project } = await test.call('project.create', { folder, name: 'Pairs' });
  const sources: DatasetDocument['sources'] = [];
  for (let i = 0; i < splits.length; i += 1) {
    for (const role of ['low', 'high']) {
      const bytes = await picture(i, most, peak);
      writeFileSync(join(folder, `${role}-${i}.png`), bytes);
      sources.push({ path: `${role}-${i}.png`, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
  }
  const items = splits.map((split, i) => ({
    ...itemOf(`pair ${i}`, `high-${oneFile ? 0 : i}.png`, split, { width: side, height: side }),
    input: planeReference(
      `low-${oneFile ? 0 : i}.png`,
      {},
      { box: { x: 0, y: 0, width: side, height: side } },
    ),
  }));
  const dataset = datasetOf(
    items.map((item, i) => ({ ...item, subject: subjects[i] ?? null })),
    { id: 'pairs', sources, degradation: null },
  );
  if (subjects.length > 0) dataset.splitting.by = 'subject';
  mkdirSync(join(folder, 'datasets'), { recursive: true });
  writeFileSync(join(folder, 'datasets', 'pairs.json'), JSON.stringify(dataset));
  const check = (recipe: string, parameters = {}) =>
    test.call('recipe.check', { project, dataset: 'pairs', recipe, preset: 'paper', parameters });
  return { ...test, project, folder, check };
}

const plenty: Split[] = [
  ...Array<Split>(10).fill('training'),
  'validation',
  'validation',
  'validation',
  'test',
];

describe('the check of an experiment', () => {
  it('says why a run cannot start: kind of images, sizes, parameters, weights, missing files', async () => {
    const { check, call, project, folder } = await pairs(plenty, 60_000);
    const [masks] = (await check('em-masks')).problems;
    expect(masks).toMatch(/does not fit EM masks from noise: its inputs are no class maps/);
    expect((await check('live-cell-unet')).problems).toEqual([
      expect.stringMatching(
        /pair 0 has 40 x 40 pixels, less than a patch of 256 x 256; choose patches of at most 40/,
      ),
    ]);
    const fitting = { patchSize: 32, constant: 0 };
    expect((await check('live-cell-unet', fitting)).problems).toEqual([]);
    expect((await check('live-cell-unet', { ...fitting, learningRate: -1 })).problems).toEqual([
      expect.stringMatching(/learningRate/),
    ]);
    const perceptual = { ...fitting, contentLoss: 'perceptual-vgg', vggWeights: join(folder, 'none.h5') };
    expect((await check('live-cell-unet', perceptual)).problems).toEqual([
      expect.stringMatching(/none\.h5, the file of VGG16 weights, does not exist/),
    ]);
    // What the check finds, starting a run refuses.
    const start = { project, dataset: 'pairs', recipe: 'live-cell-unet', preset: 'paper', seed: 1 };
    await expect(call('run.start', { ...start, parameters: {} })).rejects.toThrow(/less than a patch of 256/);
    rmSync(join(folder, 'low-3.png'));
    expect((await check('live-cell-unet', fitting)).problems).toEqual([
      expect.stringMatching(/low-3\.png is missing; bring/),
    ]);
    await expect(check('unheard')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('warns of few images, of nothing held out, and not where all is well', async () => {
    const fitting = { patchSize: 32, constant: 0 };
    const well = await pairs(plenty, 60_000);
    expect(await well.check('live-cell-unet', fitting)).toEqual({
      problems: [],
      warnings: [],
      items: { training: 10, validation: 3, test: 1 },
    });
    const few = await pairs(['training', 'training'], 60_000);
    const { warnings } = await few.check('live-cell-unet', fitting);
    expect(warnings).toEqual([
      expect.stringMatching(/^There are only 2 images to train on/),
      expect.stringMatching(/^No image is held out for validation.*; deal the items into splits anew/),
      expect.stringMatching(/^No image is held out for the test/),
    ]);
    const people = [...Array<string>(10).fill('anna'), ...Array<string>(4).fill('bert')];
    const twoSplits: Split[] = [...Array<Split>(10).fill('training'), ...Array<Split>(4).fill('test')];
    const two = await pairs(twoSplits, 60_000, 60_000, false, people);
    expect((await two.check('live-cell-unet', fitting)).warnings).toEqual([
      expect.stringMatching(
        /^No image is held out.*images of 2 subjects do not make three splits: add those/,
      ),
    ]);
  });

  it('warns of a normalisation that makes images one grey, and of stray pixels', async () => {
    const fitting = { patchSize: 32, constant: 0 };
    const dim = await pairs(plenty, 900);
    expect((await dim.check('live-cell-unet', { ...fitting, normalisation: 'signed' })).warnings[0]).toMatch(
      /inputs use only the numbers from \d+ to \d+ of 0 to 65535.* choose the normalisation “percentile”/,
    );
    expect((await dim.check('microgan')).warnings[0]).toMatch(/convert them so that they fill the range/);
    const stray = await pairs(plenty, 900, 60_000);
    expect((await stray.check('live-cell-unet', fitting)).warnings[0]).toMatch(
      /set the high percentile to 99\.8/,
    );
    expect((await stray.check('live-cell-unet', { ...fitting, highPercentile: 99.8 })).warnings).toEqual([]);
  });

  it('warns where one picture is in training and held out', async () => {
    const { check } = await pairs(plenty, 60_000, 60_000, true);
    const { problems, warnings } = await check('live-cell-unet', { patchSize: 32, constant: 0 });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/not apart, so scores will be too good.*high-0\.png is in more than one split/),
    ]);
  });
});
