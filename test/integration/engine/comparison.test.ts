import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { writePng } from '../../../electron/engine/formats/png.ts';
import { drawTinyMask } from '../../support/tiny-masks.ts';
import { writeVgg16File } from '../../support/vgg16-file.ts';
import { smallRecipes } from '../training/small-recipes.ts';
import type { TestEngine } from './engine-fixture.ts';
import { startEngine, temporaryFolder, untilEnded } from './engine-fixture.ts';

const splitting = { by: 'photo', validation: 0.2, test: 0.2, stratified: false, seed: 1 } as const;

/** A project with five drawn sections: label images and, of the same pixels, micrographs. */
async function startSections({ call }: TestEngine): Promise<{ project: string; dataset: string }> {
  const [folder, files] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['labels', 'raw']) mkdirSync(join(files, name));
  for (let index = 0; index < 5; index += 1) {
    const map = drawTinyMask(index);
    await writePng(join(files, 'labels', `${index}.png`), map);
    const data = Uint8Array.from(map.data, (number, i) => 60 + 60 * number + ((i * 7) % 20));
    await writePng(join(files, 'raw', `${index}.png`), { ...map, data });
  }
  const { folder: project } = await call('project.create', { folder, name: 'Sections' });
  await call('project.addSources', { project, paths: [join(files, 'labels'), join(files, 'raw')] });
  const masks = 'membrane=labels/*[1]; mitochondria=labels/*[2]';
  const { id } = await call('dataset.create', {
    ...{ project, name: 'Sections', preparation: 'masks-to-images', parameters: { masks, fit: 'none' } },
    ...{ degradation: null, sources: null, splitting },
  });
  return { project, dataset: id };
}

describe('a comparison', () => {
  it('of runs that make masks of noise has distances, areas and curves, and the same for the same seed', async () => {
    const test = await startEngine();
    const { project, dataset } = await startSections(test);
    const train = async (recipe: string, own: Parameters, from: string | null = null) => {
      const parameters = { ...smallRecipes[recipe], epochs: 4, stepLimit: 4, ...own };
      const start = { preset: 'paper', seed: 5, options: { validateEvery: 2 }, parameters, from };
      const { id } = await test.call('run.start', { project, dataset, recipe, ...start });
      const { state, message } = await untilEnded(test, project, id);
      expect(state, message).toBe('finished');
      return { project, run: id };
    };
    const masks = { patchSize: 64 };
    const patch = await train('em-masks', { ...masks, discriminator: 'patch-16' });
    const skip = await train('em-masks', { ...masks, discriminator: 'skip-patch' });
    const output = join(temporaryFolder(), 'comparison');
    const request = { runs: [patch, skip], images: 12, seed: 3, output };
    const made = await test.call('comparison.make', request);
    expect(made).toMatchObject({
      task: 'generation',
      split: 'test',
      images: [],
      comparisons: [],
      warnings: [],
    });
    expect(made.runs.map(({ name }) => name)).toEqual(['discriminator=patch-16', 'discriminator=skip-patch']);
    expect(made.distribution?.distances.map(({ set, rows }) => [set, rows])).toEqual([
      [patch.run, 12],
      [skip.run, 12],
      ['training', 12],
    ]);
    const points = made.distribution?.points ?? [];
    expect(
      ['real', patch.run, skip.run].map((set) => points.filter((one) => one.set === set).length),
    ).toEqual([12, 12, 12]);
    // An evaluation has the same numbers, where it makes as many images of the same noise.
    const asEvaluated = await test.call('comparison.make', { runs: [patch, skip], output: `${output}-3` });
    const { distribution } = await test.call('run.evaluate', { ...patch, split: 'test' });
    for (const [set, named] of [
      ['generated', patch.run],
      ['training', 'training'],
    ]) {
      const own = distribution?.energy.find((each) => each.set === set);
      const compared = asEvaluated.distribution?.distances.find((each) => each.set === named);
      expect(compared?.statistic).toBeGreaterThan(0);
      expect(compared).toMatchObject({ ...own, set: named });
      const { set: _, ...kernel } = distribution?.kernel?.distances.find((each) => each.set === set) ?? {};
      expect(compared?.kernel).toEqual(kernel);
    }
    expect(made.areas?.classes.map(({ name }) => name)).toEqual(['background', 'membrane', 'mitochondria']);
    for (const of of ['real', patch.run, skip.run]) {
      const parts = (made.areas?.classes ?? []).map(
        ({ real, runs }) => (of === 'real' ? real : runs[of])?.mean ?? NaN,
      );
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 6);
    }
    for (const { convergence } of made.runs) {
      expect(convergence).toMatchObject({ metric: 'pcaDistance', better: 'lower' });
      expect(convergence?.points.map(({ step }) => step)).toEqual([2, 4]);
    }
    expect(readdirSync(output)).toContain('areas.csv');
    expect(readFileSync(made.page, 'utf8').match(/<image/g)).toHaveLength(9);
    const again = await test.call('comparison.make', { ...request, output: `${output}-2` });
    expect(again.distribution).toEqual(made.distribution);

    const vggWeights = join(temporaryFolder(), 'vgg16.h5');
    await writeVgg16File(vggWeights, { until: 'block5_conv3' });
    const enough = { ...request, images: 20 };
    const looked = await test.call('comparison.make', { ...enough, vggWeights, output: `${output}-4` });
    const measured = await test.call('comparison.make', { ...enough, output: `${output}-5` });
    expect(looked.distribution?.kernelFeatures).toContain(`VGG16 features (block5_conv3`);
    const kernels = (of: typeof made) => of.distribution?.distances.map(({ kernel }) => kernel?.kid);
    expect(kernels(looked)?.every(Number.isFinite)).toBe(true);
    expect(kernels(looked)).not.toEqual(kernels(measured));
    await expect(
      test.call('comparison.make', { ...enough, vggWeights: `${vggWeights}.lost`, output: `${output}-6` }),
    ).rejects.toThrow(/vgg16\.h5\.lost does not exist/);

    const images = await train('em-images', { patchSize: 32 });
    const both = { ...request, runs: [patch, images] };
    await expect(test.call('comparison.make', both)).rejects.toThrow(
      /images of images and the other of noise/,
    );

    const { items } = await test.call('dataset.get', { project, dataset });
    const held = items.filter(({ split }) => split === 'test').map(({ id }) => id);
    const other = await train('em-images', { patchSize: 32, contentWeight: 7 });
    const two = { ...request, runs: [images, other] };
    expect((await test.call('comparison.make', two)).images.map(({ id }) => id)).toEqual(held);
    const pairs = await test.call('comparison.make', two);
    const paired = (await test.call('run.evaluate', { ...images, split: 'test' })).distribution;
    // One patch of one section is no set: neither has a distance, and the evaluation says why.
    expect(pairs.distribution).toBeNull();
    expect(paired).toMatchObject({ rows: { real: 1, generated: 1 }, energy: [], kernel: null });
    expect(paired?.notes[0]).toMatch(/^One real patch/);
    await test.call('dataset.edit', { project, dataset, items: held, set: { split: 'training' } });
    await expect(test.call('comparison.make', two)).rejects.toThrow(/no images in its test split/);
  });
});
