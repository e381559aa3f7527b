import { beforeAll, describe, expect, it } from 'vitest';
import type { ListedNetwork } from '../../../electron/contract/methods.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { networks } from '../../../electron/engine/networks/index.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';

let listed: ListedNetwork[];
beforeAll(async () => {
  const engine = await createEngine({ dataFolder: '', cacheFolder: '', abbeVersion: 'test' });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  ({ networks: listed } = await engine.handlers['network.list']({}, call));
  await engine.close();
});

describe('the list of networks', () => {
  it.each(networks)('has $id, counted', ({ id }) => {
    const found = listed.filter((network) => network.id === id);
    expect(found).not.toEqual([]);
    for (const { parameters } of found) expect(parameters).toBeGreaterThan(0);
  });

  it('has networks of every recipe at every preset', () => {
    for (const { id: recipe, presets } of recipes) {
      for (const preset of Object.keys(presets)) {
        const roles = listed
          .filter((each) => each.recipe === recipe && each.preset === preset)
          .map(({ role }) => role);
        expect(roles, `${recipe} ${preset}`).toContain('generator');
      }
    }
  });

  it.each([
    ['progressive-live-cell', 'progressive-generator', 23_039_303],
    ['progressive-live-cell', 'progressive-discriminator', 23_047_361],
    // The convolutions up to block3_conv3; all of them, 512 neurons and nine classes.
    ['microgan', 'vgg16', 1_735_488],
    ['classification-vgg16', 'vgg16-classifier', 27_564_873],
  ])('counts what the papers of %s print or imply: %s', (recipe, id, parameters) => {
    const found = listed.find((each) => each.recipe === recipe && each.id === id && each.preset === 'paper');
    expect(found?.parameters).toBe(parameters);
  });

  it('tells the patches of the three discriminators of masks', () => {
    const fields = listed
      .filter(
        ({ recipe, preset, role }) => recipe === 'em-masks' && preset === 'paper' && role.startsWith('disc'),
      )
      .map(({ receptiveFields }) => receptiveFields);
    expect(fields).toEqual([[16, 20, 32, 70], [16], [70]]);
  });
});
