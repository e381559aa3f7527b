import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import {
  missingPhotos,
  startEngine,
  startProject,
  temporaryFolder,
  tinyRun,
  untilEnded,
} from './engine-fixture.ts';
import type { TestEngine } from './engine-fixture.ts';

const annotations = fileURLToPath(new URL('../../../../shared/data/bccd/Annotations', import.meta.url));
const noBoxes = !existsSync(annotations);
if (noBoxes)
  process.stderr.write('The boxes of ../shared/data/bccd are missing: no blood cells are classified.\n');

const small = { side: 32, epochs: 2, folds: 2, baseChannels: 4, perClass: 24 };

/** A labelled dataset of the boxes in a project's photos. */
function labelBoxes({ call }: TestEngine, project: string) {
  return call('dataset.create', {
    project,
    name: 'Boxes',
    preparation: 'labelled-images',
    parameters: { from: 'boxes', annotations },
    sources: null,
    degradation: null,
    splitting: { by: 'photo', validation: 0.2, test: 0.2, stratified: true, seed: 1 },
  });
}

/** A project of grey squares, in a folder for each of two classes: light ones on dark and dark ones on light. */
async function startSquares({ call }: TestEngine) {
  const folder = temporaryFolder();
  const { folder: project } = await call('project.create', { folder: join(folder, 'p'), name: 'Squares' });
  const paths: string[] = [];
  for (const [label, ground] of [
    ['dark', 200],
    ['light', 50],
  ] as const) {
    // prettier-ignore
    mkdirSync(join(folder, label));
    for (let i = 0; i < 12; i += 1) {
      const data = Buffer.alloc(20 * 24, ground + i);
      for (let y = 6; y < 14; y += 1) data.fill(250 - ground, y * 24 + 4 + (i % 8), y * 24 + 14 + (i % 8));
      const file = join(folder, label, `${i}.png`);
      await sharp(data, { raw: { width: 24, height: 20, channels: 1 } }).toFile(file);
      paths.push(file);
    }
  }
  await call('project.addSources', { project, paths });
  const dataset = await call('dataset.create', {
    project,
    name: 'Squares',
    preparation: 'labelled-images',
    parameters: { from: 'folders' },
    sources: null,
    degradation: null,
    splitting: { by: 'photo', validation: 0.2, test: 0.2, stratified: true, seed: 1 },
  });
  return { project, dataset: dataset.id };
}

describe('classification through the engine', () => {
  it('lists classifiers with parameters that forms can be made of', async () => {
    const { call } = await startEngine();
    const { classifiers } = await call('classifier.list', {});
    expect(classifiers.map(({ id }) => id)).toEqual(['small', 'vgg16']);
    expect(classifiers[0]?.schema['properties']).toMatchObject({ epochs: { title: 'Epochs', default: 20 } });
    expect(classifiers[1]?.presets['paper']).toMatchObject({ learningRate: 1e-5, beta1: 0.8, epochs: 20 });
  });

  it('learns squares, the same each time, and keeps what it found with the project', async () => {
    const { call } = await startEngine();
    const request = await startSquares(await startEngine());
    const parameters = { ...small, epochs: 12, batchSize: 4, learningRate: 3e-3 };
    const run = () => call('classification.run', { ...request, inputs: ['hr'], parameters, seed: 2 });
    const first = await run();
    expect(first.inputs[0]?.pooled.test).toMatchObject({ n: 12, accuracy: 1, kappa: 1 });
    expect(first.images).toEqual({ dark: 12, light: 12 });
    expect(first.groups).toEqual({ by: 'photo', n: 24 });
    expect(first.degradation).toBeNull();
    const second = await run();
    expect(second.id).not.toBe(first.id);
    expect(second.inputs).toEqual(first.inputs);
    const { classifications } = await call('classification.list', { project: request.project });
    expect(classifications).toEqual([first, second]);
    const place = join(request.project, 'classifications', first.id);
    expect(readdirSync(place).sort()).toEqual([...first.files, 'classification.json'].sort());
    expect(readFileSync(join(place, 'predictions.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(1 + 24);
    expect((await sharp(join(place, 'confusion-matrices.png')).metadata()).width).toBeGreaterThan(500);
  });

  it('is cancelled without a trace, and refuses what cannot work before it begins', async () => {
    const test = await startEngine();
    const { call } = test;
    const request = await startSquares(test);
    const controller = new AbortController();
    const onProgress = ({ message }: { message: string }) => {
      if (/fold 2/.test(message)) controller.abort();
    };
    const run = (own: object, options = {}) =>
      call('classification.run', { ...request, inputs: ['lr'], parameters: small, ...own }, options);
    await expect(run({}, { signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(existsSync(join(request.project, 'classifications'))).toBe(false);
    const said = async (own: object) => (await run(own).catch((error: Error) => error.message)) as string;
    expect(await said({ inputs: ['sr'] })).toMatch(/no run “sr”; an input is hr, lr or the id of a run/);
    expect(await said({ inputs: ['hr', 'hr'] })).toMatch(/named twice/);
    expect(await said({ classifier: 'vgg16', parameters: {} })).toMatch(/needs ImageNet’s weights/);
    expect(await said({ classifier: 'huge' })).toMatch(/no classifier “huge”/);
    expect(await said({ degradation: { kernelSize: 4 } })).toMatch(/kernelSize must be odd/);
    expect(readdirSync(request.project)).not.toContain('project.lock');
  });

  it.skipIf(missingPhotos !== null || noBoxes)(
    'compares blood cells as LR, HR and through a trained run',
    { timeout: 180_000 },
    async () => {
      const test = await startEngine();
      const { call } = test;
      const { project, dataset } = await startProject(test, { photos: 8 });
      const request = { project, dataset, recipe: 'microgan', preset: 'quick', seed: 1 };
      const { id: run } = await call('run.start', { ...request, parameters: { ...tinyRun, stepLimit: 4 } });
      expect((await untilEnded(test, project, run)).state).toBe('finished');
      const boxes = await labelBoxes(test, project);
      const result = await call('classification.run', {
        project,
        dataset: boxes.id,
        inputs: ['lr', 'hr', run],
        parameters: small,
      });
      expect(result.degradation).toEqual({ kernelSize: 15, sigma: 0 });
      expect(result.comparisons.map(({ first, second }) => [first, second])).toEqual([
        ['lr', 'hr'],
        ['lr', run],
        ['hr', run],
      ]);
      for (const { pooled, folds } of result.inputs) {
        expect(folds).toHaveLength(2);
        expect(pooled.test.n).toBe(result.folds.reduce((sum, fold) => sum + fold.test, 0));
      }
      const table = readFileSync(join(project, 'classifications', result.id, 'predictions.csv'), 'utf8');
      const [lr, hr, sr] = result.inputs.map(({ input }) =>
        [...table.matchAll(new RegExp(`^${input},(.*)$`, 'gm'))].map(([, rest]) => rest),
      );
      // The same images in the same folds, seen otherwise.
      const items = (lines: (string | undefined)[] = []) => lines.map((line) => line?.split(',').slice(0, 3));
      expect(items(lr)).toEqual(items(hr));
      expect(lr).not.toEqual(hr);
      expect(sr).not.toEqual(lr);
      expect(result.notes.join(' ')).toMatch(new RegExp(`${run} was trained on \\d of the \\d photos`));
    },
  );
});
