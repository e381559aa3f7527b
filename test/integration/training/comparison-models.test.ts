import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { microgan } from '../../../electron/engine/recipes/microgan.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { smallRecipes } from './small-recipes.ts';

const small = { ...smallRecipes['microgan'], stepLimit: 3, warmUpSteps: 1, criticSteps: 1, sizeClasses: 1 };
const models: [model: string, parameters: Parameters][] = [
  ['microgan-fs', { ...small, model: 'microgan-fs', fixedSide: 32, patchSize: null }],
  ['microgan-nt', { ...small, model: 'microgan-nt' }],
  ['deblurgan', { ...small, model: 'deblurgan' }],
];

beforeAll(async () => {
  await loadTensorFlow();
});

const create = (parameters: Parameters, mode: 'compiled' | 'op-by-op' = 'compiled'): Promise<Trainer> =>
  microgan.createTrainer({ parameters, seed: 4, feed: makeTinyPairs(), mode });

describe.each(models)("MicroGAN's comparison model %s", (model, parameters) => {
  it('trains as op by op does, goes on bit by bit, and its stored weights give its results', async () => {
    const [compiled, reference] = [await create(parameters), await create(parameters, 'op-by-op')];
    const losses: Record<string, number>[] = [];
    let halfway = new Map<string, Float32Array>();
    for (let step = 0; step < compiled.totalSteps; step += 1) {
      if (step === 1) halfway = compiled.export();
      const values = await compiled.step(step);
      losses.push(values);
      // Of the warm-up and of both networks; the last is for going on.
      if (step === 2) continue;
      for (const [name, expected] of Object.entries(await reference.step(step))) {
        const tolerance = 1e-3 * Math.max(1, Math.abs(expected));
        expect(Math.abs((values[name] ?? NaN) - expected), `${name} of step ${step}`).toBeLessThan(tolerance);
      }
    }
    reference.dispose();
    expect(Object.keys(losses.at(-1) ?? {})).toContain('criticDistance');

    const resumed = await create(parameters);
    resumed.import(halfway);
    expect([await resumed.step(1), await resumed.step(2)]).toEqual(losses.slice(1));
    expect(resumed.export()).toEqual(compiled.export());
    resumed.dispose();

    // Larger than the fixed side and than a tile, and no multiple of anything: results have the image's own size.
    const { input } = await makeTinyPairs({ sizes: [[270, 21]] }).load('disc 0');
    const result = await compiled.translate(input);
    expect([result.width, result.height, result.channels]).toEqual([270, 21, 3]);
    expect(result.data).not.toEqual(input.data);
    const stored = await microgan.createGenerator({ parameters, seed: 99 });
    stored.import(compiled.export());
    expect((await stored.translate(input)).data).toEqual(result.data);
    stored.dispose();
    compiled.dispose();
  });

  it('has weights that another model refuses', async () => {
    const trainer = await create(parameters);
    const other = model === 'microgan-fs' ? 'microgan-nt' : 'microgan-fs';
    const generator = await microgan.createGenerator({
      parameters: { ...parameters, patchSize: null, model: other },
      seed: 1,
    });
    expect(() => generator.import(trainer.export())).toThrow(/do not fit the network/);
    generator.dispose();
    trainer.dispose();
  });
});

describe('a dataset whose pairs differ', () => {
  it('is refused before training, with what to do', async () => {
    const [colour, grey] = [makeTinyPairs(), makeTinyPairs({ channels: 1 })];
    const feed: ReturnType<typeof makeTinyPairs> = {
      ...colour,
      load: (id) => (id === 'disc 3' ? grey : colour).load(id),
    };
    const made = microgan.createTrainer({ parameters: small, seed: 4, feed });
    await expect(made).rejects.toThrow(/The pair disc 3 does not fit.*set it aside/);
  });
});
