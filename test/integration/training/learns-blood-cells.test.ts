import { beforeAll, describe, expect, it } from 'vitest';
import { psnr } from '../../../electron/engine/metrics/psnr.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { haveBloodCells, loadBloodCells } from './blood-cells.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

// Skipped where the photos are not beside the repository: the demo trains on its own sample of them.
describe.skipIf(!haveBloodCells)('MicroGAN on real cells (needs ../shared/data/bccd)', () => {
  it('brings unseen photos nearer to the truth after a sixth of the quick run, critic included', async () => {
    const feed = await loadBloodCells(9);
    const recipe = recipes.find(({ id }) => id === 'microgan');
    if (!recipe) throw new Error('The recipe microgan is missing.');
    const parameters = { ...recipe.presets['quick'], stepLimit: 360, warmUpSteps: 300 };
    const trainer = await recipe.createTrainer({ parameters, seed: 1, feed });
    for (let step = 0; step < trainer.totalSteps; step += 1) await trainer.step(step);
    const gains: number[] = [];
    for (const id of feed.ids('test')) {
      const { input, truth } = await feed.load(id);
      const result = await trainer.translate(input);
      const context = { width: truth.width, height: truth.height, channels: truth.channels, dataRange: 255 };
      gains.push(psnr(result.data, truth.data, context) - psnr(input.data, truth.data, context));
    }
    trainer.dispose();
    expect(gains.length).toBeGreaterThan(10);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    // The whole quick run reaches 4.3 dB (decision 0030).
    expect(mean).toBeGreaterThan(2);
  });
});
