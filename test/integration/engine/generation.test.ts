import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { syntheticSchema } from '../../../electron/contract/generation-methods.ts';
import { numberClasses } from '../../../electron/engine/datasets/number-classes.ts';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { writePng } from '../../../electron/engine/formats/png.ts';
import { writeOmeTiff } from '../../../electron/engine/formats/tiff/write-ome-tiff.ts';
import { drawTinyMask, tinyClasses, tinyMaskSide } from '../../support/tiny-masks.ts';
import { smallRecipes } from '../training/small-recipes.ts';
import type { TestEngine } from './engine-fixture.ts';
import { startEngine, temporaryFolder, untilEnded } from './engine-fixture.ts';

const pixelSize = { x: 0.02, y: 0.02, z: null, unit: 'µm' };
const splitting = { by: 'photo', validation: 0.2, test: 0.2, stratified: false, seed: 1 } as const;
const whole = { from: null, preset: 'paper', seed: 5, options: { validateEvery: 2 } };

/** Five drawn sections: label images, and micrographs in which each class has its grey. */
async function drawSections(folder: string): Promise<void> {
  mkdirSync(join(folder, 'labels'));
  mkdirSync(join(folder, 'raw'));
  for (let index = 0; index < 5; index += 1) {
    const map = drawTinyMask(index);
    await writePng(join(folder, 'labels', `${index}.png`), map);
    const data = Uint8Array.from(map.data, (number, i) => [180, 60, 110][number]! + ((i * 7) % 20));
    await writeOmeTiff(join(folder, 'raw', `${index}.ome.tif`), {
      shape: [1, 1, 1, tinyMaskSide, tinyMaskSide],
      dtype: 'uint8',
      pixelSize,
      channels: [],
      plane: () => data,
    });
  }
}

/** A project with the sections, their dataset, and short runs of both steps of the paper. */
async function startChain(test: TestEngine) {
  const { call } = test;
  const [folder, files] = [temporaryFolder(), temporaryFolder()];
  await drawSections(files);
  const { folder: project } = await call('project.create', { folder, name: 'Sections' });
  await call('project.addSources', { project, paths: [join(files, 'labels'), join(files, 'raw')] });
  const masks = 'membrane=labels/*[1]; mitochondria=labels/*[2]';
  const dataset = await call('dataset.create', {
    ...{ project, name: 'Sections', preparation: 'masks-to-images', parameters: { masks, fit: 'none' } },
    ...{ degradation: null, sources: null, splitting },
  });
  const train = async (recipe: string, own: Parameters) => {
    const parameters = { ...smallRecipes[recipe], epochs: 4, stepLimit: 4, ...own };
    const { id } = await call('run.start', { project, dataset: dataset.id, recipe, ...whole, parameters });
    const { state, message } = await untilEnded(test, project, id);
    expect(state, message).toBe('finished');
    return { project, run: id };
  };
  return {
    project,
    masks: await train('em-masks', { patchSize: 64 }),
    images: await train('em-images', { patchSize: 32 }),
  };
}

const request = { count: 2, seed: 3, output: null, dataset: null, images: null };

describe('masks of noise and images of them', () => {
  it('are written with what tells how they were made, the same for the same seed', async () => {
    const test = await startEngine();
    const { masks, images } = await startChain(test);
    const [folder, other] = [join(temporaryFolder(), 'new'), join(temporaryFolder(), 'new')];
    const made = await test.call('run.generate', { ...masks, ...request, images, output: folder });
    expect(made).toMatchObject({ folder, dataset: null, count: 2, seed: 3, pixelSize, notes: [] });
    expect(made.masks).toMatchObject({ project: 'Sections', run: masks.run, checkpoint: 'best' });
    expect(made.images).toMatchObject({ run: images.run, recipe: 'em-images' });
    expect(made.classes.map(({ name, number }) => [name, number])).toEqual([['membrane', 1], ['mitochondria', 2]]); // prettier-ignore
    const document: unknown = JSON.parse(readFileSync(join(folder, 'synthetic.json'), 'utf8'));
    expect(syntheticSchema.parse(document).items).toEqual(made.items);
    expect(made.items.map(({ image }) => image)).toEqual(['images/0001.ome.tif', 'images/0002.ome.tif']);
    for (const { mask, labels, image, areas } of made.items) {
      const [picture, numbers] = [await openPhoto(join(folder, mask)), await openPhoto(join(folder, labels))];
      expect(numberClasses(picture, tinyClasses).data).toEqual(numbers.data);
      expect(numbers).toMatchObject({ width: 64, height: 64, channels: 1, dtype: 'uint8' });
      const part = numbers.data.filter((number: number) => number === 1).length / 64 ** 2;
      expect(areas['membrane']).toBeCloseTo(part, 9);
      const info = await test.call('source.describe', { file: join(folder, image ?? '') });
      expect(info).toMatchObject({ shape: [1, 1, 1, 64, 64], dtype: 'uint8', pixelSize });
    }

    const later = await test.call('run.generate', { ...masks, ...request, count: 1, output: other });
    expect(later.items[0]).toMatchObject({ image: null, areas: made.items[0]?.areas });
    expect(readFileSync(join(other, 'masks/0001.png'))).toEqual(readFileSync(join(folder, 'masks/0001.png')));
    await expect(test.call('run.generate', { ...masks, ...request, output: folder })).rejects.toThrow(
      /not empty/,
    );
  });

  it('become a dataset marked as synthetic, which is sound and can be trained on', async () => {
    const test = await startEngine();
    const { call } = test;
    const { project, masks, images } = await startChain(test);
    const chained = { ...masks, ...request, images, count: 5 };
    const { folder, dataset: id, items } = await call('run.generate', { ...chained, dataset: 'Made' });
    expect(folder.startsWith(join(project, 'synthetic'))).toBe(true);
    const dataset = await call('dataset.get', { project, dataset: id ?? '' });
    expect(dataset).toMatchObject({ name: 'Made', classes: tinyClasses, skipped: [] });
    expect(dataset.notes[0]).toContain(masks.run);
    expect(dataset.items).toHaveLength(items.length);
    for (const { tags, input, width, included } of dataset.items) {
      expect({ tags, kind: input?.kind, width, included }).toEqual({
        ...{ tags: ['synthetic'], kind: 'classes', width: 64, included: true },
      });
    }
    const areas = dataset.items.map(({ measures }) => measures['membrane']).toSorted();
    expect(areas).toEqual(items.map((item) => item.areas['membrane']).toSorted());
    const { ok, problems } = await call('dataset.check', { project, dataset: dataset.id });
    expect(ok, JSON.stringify(problems)).toBe(true);
    const parameters = { ...smallRecipes['em-images'], epochs: 2, stepLimit: 2, patchSize: 32 };
    const run = { project, dataset: dataset.id, recipe: 'em-images', ...whole, parameters };
    const { id: second } = await call('run.start', run);
    expect(await untilEnded(test, project, second)).toMatchObject({ state: 'finished' });
  });

  it('stay where they are whole when the caller cancels', async () => {
    const test = await startEngine();
    const { masks } = await startChain(test);
    const folder = join(temporaryFolder(), 'new');
    const cancel = new AbortController();
    const call = {
      signal: cancel.signal,
      onProgress: ({ done }: { done: number }) => done === 3 && cancel.abort(),
    };
    const many = { ...masks, ...request, count: 50, output: folder };
    await expect(test.call('run.generate', many, call)).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringMatching(/after 3 of 50/),
    });
    expect(readdirSync(join(folder, 'masks'))).toEqual(['0001.png', '0002.png', '0003.png']);
    const document: unknown = JSON.parse(readFileSync(join(folder, 'synthetic.json'), 'utf8'));
    expect(syntheticSchema.parse(document).items).toHaveLength(3);
  });

  it('are not made by runs that are not for it, nor is anything of images by a run for masks', async () => {
    const test = await startEngine();
    const { call } = test;
    const { masks, images } = await startChain(test);
    const output = join(temporaryFolder(), 'new');
    const refused = (own: object, of = masks) => call('run.generate', { ...of, ...request, output, ...own });
    await expect(refused({}, images)).rejects.toThrow(/apply it to images instead of generating/);
    await expect(refused({ images: masks })).rejects.toThrow(/EM images from masks/);
    await expect(refused({ output: null, dataset: 'Made' })).rejects.toThrow(/needs images/);
    expect(existsSync(output)).toBe(false);
    const photo = join(temporaryFolder(), 'photo.png');
    await writePng(photo, drawTinyMask(0));
    const dataset = (await call('run.get', masks)).dataset;
    const { items } = await call('dataset.get', { project: masks.project, dataset });
    const tried = [
      () => call('run.apply', { ...masks, files: [photo], output }),
      () => call('run.compare', { ...masks, item: items[0]?.id ?? '' }),
    ];
    for (const attempt of tried) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('generate with it instead of applying it'),
      });
    }
    expect(existsSync(output)).toBe(false);
    const scored = await call('run.evaluate', { ...masks, split: 'training' });
    expect(scored).toMatchObject({ task: 'generation', n: 64, perImage: [] });
    expect(scored.areas?.classes.length).toBeGreaterThan(0);
    const { page } = await call('run.report', { ...masks, output: join(temporaryFolder(), 'report') });
    expect(readFileSync(page, 'utf8')).toContain('data:image/png');

    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(refused({ output: join(file, 'inside') })).rejects.toThrow(new RegExp(`${file}.*cannot be`));
  });
});
