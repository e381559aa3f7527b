import { describe, expect, it } from 'vitest';
import type { Normalisation } from '../../../electron/contract/datasets.ts';
import {
  measureNormalisation,
  normaliser,
  scalingOfItem,
} from '../../../electron/engine/datasets/normalisation.ts';
import { createPairFeed } from '../../../electron/engine/datasets/pair-feed.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import type { Dtype, Raster } from '../../../electron/engine/imaging/raster.ts';
import { drawPicture, itemOf, pairItems, pictures } from './feed-fixture.ts';

const none = { input: null, target: null };
const percentile: Normalisation = { method: 'percentile', scope: 'image', low: 1, high: 99.8, ...none };
const methods: Normalisation[] = [
  percentile,
  { ...percentile, method: 'signed' },
  { ...percentile, method: 'mean-std' },
  { ...percentile, method: 'fixed', low: 100, high: 900 },
];

/** numpy.percentile with its default, linear interpolation. */
function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share / 100) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number];
  return below + (above - below) * (rank - Math.floor(rank));
}

describe('the normaliser of an image', () => {
  it.each(methods)('$method comes back exactly for integers, to 1e-6 for floats', (normalisation) => {
    for (const dtype of ['uint8', 'uint16', 'float32'] as const) {
      const image = drawPicture(31, 17, dtype);
      const own = normaliser(normalisation, image);
      const back = own.fromNetwork(own.toNetwork(image), image);
      expect(back).toMatchObject({ width: 31, height: 17, dtype });
      const errors = Array.from(image.data, (value, i) => Math.abs((back.data[i] as number) - value));
      const worst = Math.max(...errors);
      // 'fixed' is made for numbers of hundreds: what it keeps of them is the precision of a float.
      expect(worst).toBeLessThanOrEqual(
        dtype !== 'float32' ? 0 : normalisation.method === 'fixed' ? 1e-4 : 1e-6,
      );
    }
  });

  it('keeps the digits of floats that vary little', () => {
    const image = drawPicture(31, 17, 'float32');
    image.data = image.data.map((value) => 0.002 + value / 1000);
    const own = normaliser(percentile, image);
    const values = own.toNetwork(image);
    expect(Math.max(...values)).toBeGreaterThan(1);
    const back = own.fromNetwork(values, image).data;
    image.data.forEach((value: number, i: number) => expect(back[i]).toBeCloseTo(value, 9));
  });

  it('percentile maps the 1st to 0 and the 99.8th to 1, without clipping', () => {
    const image = drawPicture(40, 25);
    const [low, high] = [percentileOf([...image.data], 1), percentileOf([...image.data], 99.8)];
    const values = normaliser(percentile, image).toNetwork(image);
    image.data.forEach((value: number, i: number) =>
      expect(values[i]).toBeCloseTo((value - low) / (high - low), 5),
    );
    expect(Math.min(...values)).toBeLessThan(0);
  });

  it('signed is [-1, 1] over the range of the type, of floats over their own', () => {
    const signed = { ...percentile, method: 'signed' as const };
    const of = (dtype: Dtype, data: Raster['data']): number[] => {
      const image: Raster = { ...drawPicture(data.length, 1, dtype), data };
      return [...normaliser(signed, image).toNetwork(image)];
    };
    expect(of('uint8', Uint8Array.of(0, 255))).toEqual([-1, 1]);
    expect(of('uint16', Uint16Array.of(0, 65535))).toEqual([-1, 1]);
    expect(of('float32', Float32Array.of(5, 7, 6))).toEqual([-1, 1, 0]);
  });

  it('only shifts an image without contrast', () => {
    const flat: Raster = { ...drawPicture(4, 4), data: new Uint16Array(16).fill(700) };
    for (const method of ['percentile', 'mean-std'] as const) {
      const own = normaliser({ ...percentile, method }, flat);
      expect([...own.toNetwork(flat)]).toEqual(Array(16).fill(0));
      expect(own.fromNetwork(own.toNetwork(flat), flat).data).toEqual(flat.data);
    }
  });

  it('rounds and clamps a network’s output to the type', () => {
    const image = drawPicture(3, 1);
    const own = normaliser({ ...percentile, method: 'fixed', low: 0, high: 1000 }, image);
    const { data } = own.fromNetwork(Float32Array.of(-0.2, 0.1234, 99), image);
    expect(data).toEqual(Uint16Array.of(0, 123, 65535));
  });
});

describe('the normalisation of a dataset', () => {
  const names = ['a', 'b', 'c'];
  const files = (dtype: Dtype): Record<string, Raster> =>
    Object.fromEntries(
      names.flatMap((name, n) =>
        ['in', 'out'].map((side, s): [string, Raster] => {
          const image = drawPicture(20, 10 + 3 * n, dtype);
          const factor = (n + 1) / (4 + s);
          image.data = image.data.map((value) => value * factor - (dtype === 'float32' ? s : 0));
          return [`${name}-${side}.png`, image];
        }),
      ),
    );
  const feedOf = (images: Record<string, Raster>) => {
    const items = names.map((name, n) => ({
      ...(pairItems([name], { width: 20, height: 10 + 3 * n })[0] as ReturnType<typeof itemOf>),
      split: n === 2 ? ('test' as const) : ('training' as const),
    }));
    return createPairFeed({ items, degradation: null, classes: [] }, pictures(images));
  };
  const training = (images: Record<string, Raster>, side: string): number[] =>
    ['a', 'b'].flatMap((name) => [...(images[`${name}-${side}.png`] as Raster).data]);

  it.each(['uint8', 'uint16', 'float32'] as const)(
    '%s: exact percentiles of all training pixels',
    async (dtype) => {
      const images = files(dtype);
      const choice = { method: 'percentile', scope: 'dataset' } as const;
      const measured = await measureNormalisation(feedOf(images), choice);
      expect(measured).toMatchObject({ low: 1, high: 99.8 });
      for (const [side, key] of [
        ['in', 'input'],
        ['out', 'target'],
      ] as const) {
        const values = training(images, side);
        const [low, high] = [percentileOf(values, 1), percentileOf(values, 99.8)];
        expect(measured[key]?.offset).toBeCloseTo(low, 9);
        expect(measured[key]?.scale).toBeCloseTo(high - low, 9);
      }
    },
  );

  it('mean and standard deviation of all training pixels', async () => {
    const images = files('uint16');
    const measured = await measureNormalisation(feedOf(images), { method: 'mean-std', scope: 'dataset' });
    const values = training(images, 'in');
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(measured.input?.offset).toBeCloseTo(mean, 6);
    expect(measured.input?.scale).toBeCloseTo(Math.sqrt(variance), 6);
  });

  it('reads nothing where nothing needs measuring, and refuses what cannot be measured', async () => {
    const access = pictures({});
    const feed = createPairFeed(
      { items: pairItems(['a'], { width: 20, height: 10 }), degradation: null, classes: [] },
      access,
    );
    const chosen = await measureNormalisation(feed, { method: 'percentile', scope: 'image', low: 3 });
    expect(chosen).toEqual({ ...percentile, low: 3 });
    expect(access.reads).toEqual([]);
    const upside = { method: 'percentile', scope: 'dataset', low: 50, high: 20 } as const;
    await expect(measureNormalisation(feed, upside)).rejects.toThrow(/percentiles that rise/);
    const unmeasured = { ...percentile, scope: 'dataset' as const };
    expect(() => normaliser(unmeasured, drawPicture(4, 4))).toThrow(/no values for its input images/);
  });

  it('stops when told to', async () => {
    const stop = async (done: number): Promise<void> => {
      if (done === 1) throw new Error('stopped');
    };
    const measuring = measureNormalisation(
      feedOf(files('uint8')),
      { method: 'mean-std', scope: 'dataset' },
      stop,
    );
    await expect(measuring).rejects.toThrow('stopped');
  });

  it('leaves class maps as they are', () => {
    const layers = [{ name: 'cell', source: 'm', c: null, values: null }];
    const target = { kind: 'classes' as const, layers, box: null, resize: null };
    const item = itemOf('a', target, { width: 4, height: 4, input: planeReference('a-in.png') });
    expect(scalingOfItem(percentile, item, drawPicture(4, 4, 'uint8'), 'target')).toEqual({
      offset: 0,
      scale: 1,
    });
    expect(scalingOfItem(percentile, item, drawPicture(4, 4, 'uint8'), 'input').scale).toBeGreaterThan(1);
  });
});
