import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MethodPayload } from '../../../electron/contract/methods.ts';
import type { TestEngine } from './engine-fixture.ts';
import {
  missingPhotos,
  startEngine,
  startProject,
  temporaryFolder,
  tinyRun,
  untilEnded,
} from './engine-fixture.ts';
import { writeVgg16File } from '../../support/vgg16-file.ts';

type Request = MethodPayload<'run.start'>;

const usual = { recipe: 'microgan', preset: 'quick', seed: 5 };
const parameters = { ...tinyRun, stepLimit: 12, warmUpSteps: 4 };

async function train(test: TestEngine, of: { project: string; dataset: string }, own: Partial<Request> = {}) {
  const { id } = await test.call('run.start', { ...of, ...usual, parameters, ...own });
  return untilEnded(test, of.project, id);
}

const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

describe.skipIf(missingPhotos)('a run', () => {
  it('validates on its interval, keeps the best checkpoint apart, and makes results with it', async () => {
    const test = await startEngine();
    const { call, heard } = test;
    const of = await startProject(test);
    const options = { validateEvery: 5, validationImages: 2, bestBy: 'ssim' };
    const record = await train(test, of, { options });
    const told = heard.flatMap((event) => (event.name === 'run.validation' ? [event.payload] : []));
    expect(told.map(({ step }) => step)).toEqual([5, 10, 12]);
    const { images, input, points } = record.validation ?? { images: [], input: {}, points: [] };
    expect(points).toEqual(told.map(({ step, scores }) => ({ step, scores })));
    expect(images).toHaveLength(2);
    expect(Object.keys(input)).toEqual(['psnr', 'ssim']);
    const best = points.reduce((a, b) => ((b.scores['ssim'] ?? 0) > (a.scores['ssim'] ?? 0) ? b : a));
    expect(record.best).toEqual({ step: best.step, metric: 'ssim', value: best.scores['ssim'] });
    const folder = join(of.project, 'runs', record.id);
    // Told first, then written.
    await expect.poll(() => json(folder, 'run.json')).toEqual(record);
    expect(readdirSync(join(folder, 'checkpoints', 'best'))).toEqual([
      `step-${String(best.step).padStart(8, '0')}.checkpoint`,
    ]);

    const run = { project: of.project, run: record.id };
    const [chosen, last] = [
      await call('run.evaluate', { ...run, split: 'test' }),
      await call('run.evaluate', { ...run, split: 'test', checkpoint: 'last' }),
    ];
    expect(chosen).toMatchObject({ checkpoint: 'best', step: best.step });
    expect(last).toMatchObject({ checkpoint: 'last', step: 12 });
    expect(chosen.mean.psnr === last.mean.psnr).toBe(best.step === 12);
  });

  it('records what it was trained on, and comes out the same when replayed', async () => {
    const test = await startEngine();
    const { call } = test;
    const of = await startProject(test);
    const record = await train(test, of);
    const dataset = await call('dataset.get', of);
    expect(record).toMatchObject({ version: 2, state: 'finished', from: null });
    expect(record.device).toMatch(/cores?$|NVIDIA/);
    const hashes = (sources: { sha256: string }[] = []) => sources.map(({ sha256 }) => sha256);
    expect(hashes(record.data?.sources)).toEqual(hashes(dataset.sources));
    expect(record.data?.splitting).toEqual(dataset.splitting);
    const included = dataset.items.filter((item) => item.included);
    expect(Object.values(record.data?.counts ?? {}).reduce((a, b) => a + b, 0)).toBe(included.length);
    const run = { project: of.project, run: record.id };
    const { points } = await call('run.losses', { ...run, fromStep: 0 });
    expect(record.losses).toEqual(points.at(-1)?.values);

    const replay = await call('run.replay', { ...run, steps: 6 });
    expect(replay).toMatchObject({ run: record.id, equal: true, differences: [] });
    expect(replay.steps.map(({ recorded }) => recorded)).toEqual(
      points.slice(0, 6).map(({ values }) => values),
    );
    // The critic plays from step 4 on.
    expect(Object.keys(replay.steps[5]?.repeated ?? {})).toContain('gradientPenalty');

    const log = join(of.project, 'runs', record.id, 'losses.jsonl');
    const lines = readFileSync(log, 'utf8').split('\n');
    const value = points[2]?.values['content'] ?? NaN;
    const next = value * (1 + 2 ** -52);
    writeFileSync(log, lines.with(2, (lines[2] ?? '').replace(String(value), String(next))).join('\n'));
    const changed = await call('run.replay', run);
    expect(changed).toMatchObject({ equal: false, differences: [] });
    expect(changed.steps[2]).toMatchObject({ recorded: { content: next }, repeated: { content: value } });

    const items = included.filter(({ split }) => split === 'training').map(({ id }) => id);
    await call('dataset.edit', { ...of, items: items.slice(0, 1), set: { included: false } });
    const edited = await call('run.replay', { ...run, steps: 1 });
    expect(edited.differences).toEqual([
      expect.stringMatching(/^The dataset was edited after the run began: it had/),
    ]);
  });

  it('begins with the weights of another, not its optimiser, and replays so', async () => {
    const test = await startEngine();
    const { call } = test;
    const of = await startProject(test);
    const first = await train(test, of);
    const second = await train(test, of, { from: first.id });
    expect(second).toMatchObject({ state: 'finished', from: { run: first.id, step: first.best?.step } });
    const [a, b] = await Promise.all(
      [first, second].map(({ id }) => call('run.losses', { project: of.project, run: id, fromStep: 0 })),
    );
    expect(b?.points[0]?.values).not.toEqual(a?.points[0]?.values);
    const replay = await call('run.replay', { project: of.project, run: second.id });
    expect(replay).toMatchObject({ equal: true, differences: [] });

    const before = (await call('run.list', { project: of.project })).runs.length;
    const wider = { ...parameters, generatorChannels: 8 };
    await expect(train(test, of, { from: first.id, parameters: wider })).rejects.toThrow(
      /do not fit: generator\/.* has \d+ values there and \d+ here/,
    );
    await expect(train(test, of, { from: 'none' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(train(test, of, { options: { bestBy: 'beauty' } })).rejects.toThrow(/no score “beauty”/);
    expect((await call('run.list', { project: of.project })).runs).toHaveLength(before);
  });

  it('ends early when patience has run out, and plainly where it diverges', async () => {
    const test = await startEngine();
    const of = await startProject(test);
    // A learning rate of next to nothing brings no better score after the first.
    const still = { ...parameters, stepLimit: 200, warmUpSteps: 200, learningRate: 1e-30 };
    const options = { validateEvery: 2, validationImages: 1, patience: 3 };
    const early = await train(test, of, { parameters: still, options });
    expect(early).toMatchObject({ state: 'finished', step: 8, totalSteps: 200, best: { step: 2 } });
    expect(early.message).toMatch(/^Ended early at step 8: the last 3 validations brought no better PSNR/);

    const wild = {
      ...parameters,
      stepLimit: 400,
      warmUpSteps: 0,
      criticLearningRate: 1,
      gradientPenalty: 1e4,
    };
    const lost = await train(test, of, { parameters: wild });
    expect(lost.state).toBe('failed');
    expect(lost.message).toMatch(/^Training diverged at step \d+: .* is not a number/);
  });

  it('notes the content of its VGG16 weights, and a replay says when the file holds others', async () => {
    const test = await startEngine();
    const { call } = test;
    const of = await startProject(test);
    const vggWeights = join(temporaryFolder(), 'vgg16.h5');
    await writeVgg16File(vggWeights, { until: 'block3_conv3' });
    const sha256 = createHash('sha256').update(readFileSync(vggWeights)).digest('hex');
    const perceptual = { ...parameters, stepLimit: 2, contentLoss: 'perceptual-vgg', vggWeights };
    const record = await train(test, of, { parameters: perceptual });
    expect(record.vggWeights).toEqual({ path: vggWeights, sha256 });
    const run = { project: of.project, run: record.id };
    expect(await call('run.replay', { ...run, steps: 1 })).toMatchObject({ equal: true, differences: [] });

    // The same values with another layer beside them.
    await writeVgg16File(vggWeights, { until: 'block4_conv1' });
    const { equal, differences } = await call('run.replay', { ...run, steps: 1 });
    expect(equal).toBe(true);
    expect(differences).toEqual([expect.stringMatching(/vgg16\.h5 have other content than they had/)]);
    expect((await train(test, of)).vggWeights).toBeNull();
  });
});
