import { describe, expect, it } from 'vitest';
import { evaluationSchema } from '../../../electron/contract/evaluation.ts';
import { evaluateGeneration } from '../../../electron/engine/handlers/runs/evaluation/evaluate-generation.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';
import { rasterOf } from '../../support/evaluated-pairs.ts';

/** Maps of one class in red, which covers a share of about `share` in squares of 4 px. */
const maps = (count: number, share: number, seed: number): Raster[] =>
  Array.from({ length: count }, (_, k) => {
    const random = seededRandom(seed, k);
    const squares = Array.from({ length: 64 }, () => random() < share);
    const data = new Uint8Array(32 * 32 * 3);
    for (let i = 0; i < 1024; i += 1) {
      if (squares[((i >> 7) << 3) + ((i & 31) >> 2)]) data[3 * i] = 255;
    }
    return rasterOf(32, 32, data);
  });

const evaluate = (generated: Raster[], real = maps(20, 0.3, 1)) =>
  evaluateGeneration({
    ...{ run: 'run-1', split: 'test', count: generated.length, seed: 1 },
    dataset: datasetOf([itemOf('a', 'a.png', 'test')], {
      classes: [{ name: 'membrane', colour: [255, 0, 0] }],
    }),
    loaded: {
      generator: {
        generate: async () => generated,
        translate: async (image) => image,
        import: () => undefined,
        dispose: () => undefined,
      },
      ...{ checkpoint: 'last', step: 5 },
    },
    checked: { checks: null, warnings: [] },
    realImages: async (split) => (split === 'test' ? real : maps(20, 0.3, 2)),
    signal: new AbortController().signal,
  });

describe('images made of noise', () => {
  it('are compared with real ones as a set, by area and by patches', async () => {
    const [alike, denser] = [await evaluate(maps(20, 0.3, 3)), await evaluate(maps(20, 0.6, 4))];
    expect(evaluationSchema.safeParse(alike).success).toBe(true);
    expect(alike).toMatchObject({ task: 'generation', n: 20, perImage: [], dataRange: null });
    const areaOf = ({ areas }: typeof alike) => areas?.classes[0];
    expect(areaOf(alike)?.generated.mean).toBeCloseTo(0.3, 1);
    expect(areaOf(denser)?.generated.mean).toBeCloseTo(0.6, 1);
    expect(areaOf(alike)?.energy?.pValue).toBeGreaterThan(0.05);
    expect(areaOf(denser)?.energy?.pValue).toBeLessThan(0.01);
    const energyOf = ({ distribution }: typeof alike, set: string) =>
      distribution?.energy.find((each) => each.set === set);
    expect(energyOf(alike, 'generated')?.pValue).toBeGreaterThan(0.05);
    expect(energyOf(denser, 'generated')?.pValue).toBeLessThan(0.01);
    expect(energyOf(denser, 'training')?.pValue).toBeGreaterThan(0.05);
  });

  it('need real ones', async () => {
    await expect(evaluate(maps(2, 0.3, 3), [])).rejects.toThrow(/no images in its test split/);
  });
});
