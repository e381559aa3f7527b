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

const evaluate = (
  generated: Raster[],
  real = maps(20, 0.3, 1),
  more: Partial<Parameters<typeof evaluateGeneration>[0]> = {},
) =>
  evaluateGeneration({
    ...{ run: 'run-1', split: 'test', count: generated.length, seed: 1 },
    dataset: datasetOf([itemOf('a', 'a.png', 'test')], {
      classes: [{ name: 'membrane', colour: [255, 0, 0] }],
    }),
    loaded: {
      generator: {
        generate: async ({ from, count }) => generated.slice(from, from + count),
        translate: async (image) => image,
        import: () => undefined,
        dispose: () => undefined,
      },
      ...{ checkpoint: 'last', step: 5 },
    },
    checked: { checks: null, warnings: [] },
    realImages: async (split) => (split === 'test' ? real : maps(20, 0.3, 2)),
    signal: new AbortController().signal,
    tell: async () => undefined,
    tellFeatures: async () => undefined,
    ...more,
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

  it('have a kernel distance over structure features, with its deviation, where they are enough', async () => {
    const [alike, denser] = [await evaluate(maps(20, 0.3, 3)), await evaluate(maps(20, 0.6, 4))];
    const kernelOf = ({ distribution }: typeof alike, set: string) =>
      distribution?.kernel?.distances.find((each) => each.set === set);
    expect(alike.distribution?.kernel).toMatchObject({ network: 'structure' });
    expect(alike.distribution?.kernel?.features).toMatch(/^structure features .* no network/);
    const [near, far] = [kernelOf(alike, 'generated'), kernelOf(denser, 'generated')];
    expect(near).toMatchObject({ subsets: 100, subsetSize: 10 });
    expect(Math.abs(near?.kid ?? NaN)).toBeLessThan(3 * (near?.sd ?? NaN));
    expect(far?.kid).toBeGreaterThan(5 * (far?.sd ?? NaN));
    expect(Math.abs(kernelOf(denser, 'training')?.kid ?? NaN)).toBeLessThan((far?.kid ?? NaN) / 5);
  });

  it('of fewer than KID needs have none and say so; one real image gives no distance', async () => {
    const few = (await evaluate(maps(19, 0.3, 3))).distribution;
    expect(few?.kernel?.distances.map(({ set }) => set)).toEqual(['training']);
    expect(few?.energy).toHaveLength(2);
    expect(few?.notes).toContainEqual(
      'The kernel distance (KID) of “generated” needs 20 patches of each set; there are 19, and 20 real ones.',
    );
    const one = await evaluate(maps(1, 0.3, 3), maps(1, 0.3, 1));
    expect(one.distribution).toMatchObject({
      rows: { real: 1, generated: 1 },
      energy: [],
      points: [],
      kernel: null,
    });
    expect(one.distribution?.notes[0]).toMatch(/^One real patch of 32 x 32 px is too few/);
    expect(one.areas?.classes[0]?.generated).toMatchObject({ n: 1, sd: null });
    expect(evaluationSchema.safeParse(JSON.parse(JSON.stringify(one))).success).toBe(true);
  });

  it('that are all one and the same as constant real ones lie at no distance', async () => {
    const black = Array.from({ length: 20 }, () => rasterOf(32, 32, new Uint8Array(32 * 32 * 3)));
    const { distribution } = await evaluate(black, black);
    const own = distribution?.energy.find(({ set }) => set === 'generated');
    expect(own).toMatchObject({ statistic: 0, pValue: 1 });
    expect(distribution?.kernel?.distances[0]).toMatchObject({ set: 'generated', kid: 0, sd: 0 });
  });

  it('are told one by one, handed out as they are compared, and can be cancelled on the way', async () => {
    const told: number[] = [];
    const images: string[] = [];
    const generated = maps(20, 0.3, 3);
    await evaluate(generated, maps(20, 0.3, 1), {
      tell: async (done) => void told.push(done),
      onImage: async (set, number, image) => {
        images.push(`${set} ${number}`);
        if (set === 'generated') expect(image).toBe(generated[number - 1]);
      },
    });
    expect(told).toEqual([...Array(21).keys()]);
    expect(images).toHaveLength(60);
    expect(images.slice(19, 22)).toEqual(['real 20', 'generated 1', 'generated 2']);
    const cancelled = evaluate(generated, maps(20, 0.3, 1), {
      tell: async (done) => {
        if (done === 7) throw new Error('cancelled');
      },
    });
    await expect(cancelled).rejects.toThrow('cancelled');
  });

  it('need real ones', async () => {
    await expect(evaluate(maps(2, 0.3, 3), [])).rejects.toThrow(/no images in its test split/);
  });
});
