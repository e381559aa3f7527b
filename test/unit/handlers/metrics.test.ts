import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleType } from '../../../electron/contract/images.ts';
import { imageMetricsSchema, imageOverlapSchema } from '../../../electron/contract/metric-methods.ts';
import type { ImageMetrics, ImageOverlap } from '../../../electron/contract/metric-methods.ts';
import { allocateSamples } from '../../../electron/engine/formats/pixel-source.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { metricHandlers } from '../../../electron/engine/handlers/metrics.ts';
import { SourcePool } from '../../../electron/engine/handlers/source-pool.ts';
import { tiffFile } from '../formats/tiff-bytes.ts';
import { metrics } from '../../../electron/engine/metrics/index.ts';

const sources = new SourcePool();
const handlers = metricHandlers({ sources });
const call = { signal: new AbortController().signal, progress: () => undefined };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-metrics-'));
});
afterAll(async () => {
  await sources.close();
  await rm(folder, { recursive: true, force: true });
});

const side = 20;
const texture = (i: number): number => ((i * 37) % 101) + 20;

interface Image {
  dtype?: SampleType;
  shape?: [number, number, number, number, number];
  rgb?: boolean;
  value?: (i: number, t: number, c: number) => number;
}

async function image(name: string, { dtype = 'uint8', shape, rgb = false, value = texture }: Image = {}) {
  const file = join(folder, name);
  await mkdir(join(file, '..'), { recursive: true });
  const whole = shape ?? [1, rgb ? 3 : 1, 1, side, side];
  await tiff.write?.(file, {
    ...{
      shape: whole,
      dtype,
      rgb,
      pixelSize: null,
      channels: Array.from({ length: whole[1] }, (_, c) => `C${c}`),
    },
    plane: async ({ t, c }) => {
      const samples = allocateSamples(dtype, whole[3] * whole[4]);
      for (let i = 0; i < samples.length; i += 1) samples[i] = value(i, t, c);
      return samples;
    },
  });
  return file;
}

async function score(payload: Parameters<(typeof handlers)['image.metrics']>[0]): Promise<ImageMetrics> {
  return imageMetricsSchema.strict().parse(await handlers['image.metrics'](payload, call));
}

const noisy = (i: number): number => texture(i) + (i % 7);

describe('image.metrics', () => {
  it('has every metric of the list, in the contract too', () => {
    const listed = metrics.map(({ id }) => id).sort();
    expect(Object.keys(imageMetricsSchema.shape.mean.shape).sort()).toEqual(listed);
  });

  it.each([
    ['uint8', 255, 'type'],
    ['int16', 65535, 'type'],
    ['uint16', 65535, 'type'],
    ['float32', 100, 'target'],
    ['int32', 100, 'target'],
  ] as const)('states the data range of %s: %d, from its %s', async (dtype, dataRange, from) => {
    const prediction = await image(`p-${dtype}.tif`, { dtype, value: noisy });
    const { pairs } = await score({ prediction, target: await image(`t-${dtype}.tif`, { dtype }) });
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ dataRange, dataRangeFrom: from, identical: false, input: null });
    const mse = Array.from({ length: 400 }, (_, i) => (i % 7) ** 2).reduce((a, b) => a + b) / 400;
    expect(pairs[0]?.psnr).toBeCloseTo(10 * Math.log10(dataRange ** 2 / mse), 6);
  });

  it('takes a data range that is given, and says where a type’s range flatters', async () => {
    const [prediction, target] = [
      await image('p12.tif', { dtype: 'uint16', value: noisy }),
      await image('t12.tif', { dtype: 'uint16' }),
    ];
    const wide = await score({ prediction, target });
    const given = await score({ prediction, target, dataRange: 4095 });
    expect(wide.pairs[0]?.notes.join()).toMatch(/ends at 120 of 65535/);
    expect(given.pairs[0]).toMatchObject({ dataRange: 4095, dataRangeFrom: 'given' });
    const change = 20 * Math.log10(65535 / 4095);
    expect((wide.pairs[0]?.psnr ?? NaN) - (given.pairs[0]?.psnr ?? NaN)).toBeCloseTo(change, 9);
  });

  it('of identical images, constant ones too, has no PSNR but says so', async () => {
    const file = await image('same.tif');
    const [pair] = (await score({ prediction: file, target: file })).pairs;
    expect(pair).toMatchObject({ identical: true, psnr: null, ssim: 1, nrmse: 0, pearson: 1, mae: 0 });
    const flat = await image('flat.tif', { dtype: 'float32', value: () => 3 });
    const [same] = (await score({ prediction: flat, target: flat })).pairs;
    expect(same).toMatchObject({
      identical: true,
      dataRange: null,
      psnr: null,
      ssim: 1,
      mae: 0,
      pearson: null,
    });
  });

  it('has no range-based score of a constant float target, and says why', async () => {
    const prediction = await image('not-flat.tif', { dtype: 'float32' });
    const target = await image('flat-2.tif', { dtype: 'float32', value: () => 70 });
    const [pair] = (await score({ prediction, target })).pairs;
    expect(pair).toMatchObject({ dataRange: null, psnr: null, ssim: null, nrmse: null, pearson: null });
    expect(pair?.mae).toBeGreaterThan(0);
    expect(pair?.notes.join()).toMatch(/constant/);
  });

  it('has no score where pixels are NaN or infinite, and counts them', async () => {
    const hole = (i: number) => (i === 5 ? NaN : i === 9 ? Infinity : texture(i));
    const prediction = await image('nan.tif', { dtype: 'float32', value: hole });
    const { pairs, mean } = await score({
      prediction,
      target: await image('whole.tif', { dtype: 'float32' }),
    });
    for (const { id } of metrics) expect(pairs[0]).toHaveProperty(id, null);
    expect(pairs[0]?.notes.join()).toMatch(/2 pixels of .*nan\.tif are not finite/);
    expect(mean.mae).toBeNull();
  });

  it('scores a movie plane by plane, as one image', async () => {
    const shape: Image['shape'] = [2, 2, 1, side, side];
    const prediction = await image('p.ome.tif', { shape, value: (i, t, c) => texture(i) + t + 2 * c });
    const { pairs, images, mean, standardDeviation, interval } = await score({
      prediction,
      target: await image('t.ome.tif', { shape }),
    });
    expect(pairs.map(({ plane: { t, c }, mae }) => [t, c, mae])).toEqual([
      [0, 0, 0],
      [0, 1, 2],
      [1, 0, 1],
      [1, 1, 3],
    ]);
    expect([images, mean.mae, standardDeviation.mae, interval['mae']]).toEqual([1, 1.5, null, null]);
  });

  /** Two pages of one size, which are two time points of an image, and one page of another: an image of its own. */
  async function twoImages(name: string, more: number[], width = side + 4): Promise<string> {
    const sizes = [side, side, width].slice(0, more.length);
    const pages = sizes.map((wide, page) => ({
      ...{ width: wide, height: side },
      pixels: Uint8Array.from({ length: wide * side }, (_, i) => texture(i) + (more[page] ?? 0)),
    }));
    const file = join(folder, name);
    await writeFile(file, tiffFile(pages));
    return file;
  }

  it('scores every image of files that hold several, each as an image', async () => {
    const [prediction, target] = [await twoImages('p2.tif', [1, 3, 7]), await twoImages('t2.tif', [0, 0, 0])];
    const { pairs, images, mean } = await score({ prediction, target });
    expect(pairs.map(({ series, plane: { t }, mae }) => [series, t, mae])).toEqual([
      [0, 0, 1],
      [0, 1, 3],
      [1, 0, 7],
    ]);
    // The mean of 2, that of the first image's planes, and 7.
    expect([images, mean.mae]).toEqual([2, 4.5]);
  });

  it('refuses files of another number of images, or of one that does not fit, as a whole', async () => {
    const whole = await twoImages('whole-2.tif', [0, 0, 0]);
    const fewer = await twoImages('fewer-2.tif', [0, 0]);
    await expect(score({ prediction: fewer, target: whole })).rejects.toThrow(
      /fewer-2\.tif holds 1 and .*whole-2\.tif 2 images/,
    );
    for (const [name, width] of [
      ['a', side + 4],
      ['b', side + 6],
    ] as const) {
      await mkdir(join(folder, 'of-two'), { recursive: true });
      await twoImages(join('of-two', `${name}.tif`), [0, 0, 0], width);
    }
    await mkdir(join(folder, 'of-two-truth'), { recursive: true });
    for (const name of ['a', 'b']) await twoImages(join('of-two-truth', `${name}.tif`), [0, 0, 0]);
    const [prediction, target] = [join(folder, 'of-two'), join(folder, 'of-two-truth')];
    const { pairs, failed } = await score({ prediction, target });
    expect(pairs).toHaveLength(3);
    expect(failed.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/b\.tif \(26 x 20 pixels, image 1 of it, from 0\) cannot be compared/),
    ]);
  });

  it('scores the channels of a colour picture together', async () => {
    const prediction = await image('p-rgb.tif', { rgb: true, value: (i, _, c) => texture(i) + 3 * c });
    const { pairs } = await score({ prediction, target: await image('t-rgb.tif', { rgb: true }) });
    expect(pairs).toHaveLength(1);
    expect(pairs[0]?.mae).toBeCloseTo(3, 12);
  });

  it('pairs folders by name, tells what has no partner or another size, and goes on', async () => {
    for (const [i, name] of ['low_001_a', 'low_002_a', 'low_010_a', 'low_099_a'].entries()) {
      await image(`low/${name}.tif`, { value: (k) => texture(k) + 1 + i });
    }
    await image('high/high_001.tif');
    await image('high/high_002.tif', { value: (i) => texture(i) + 1 });
    await image('high/high_010.tif', { shape: [1, 1, 1, side, side + 2] });
    await image('high/high_011.tif');
    const answer = await score({ prediction: join(folder, 'low'), target: join(folder, 'high') });
    expect(answer.pairs.map(({ mae }) => mae)).toEqual([1, 1]);
    expect(answer.images).toBe(2);
    expect(answer.failed.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/low_099_a\.tif has no partner/),
      expect.stringMatching(/high_011\.tif has no prediction/),
      expect.stringMatching(/low_010_a\.tif \(20 x 20 pixels\) cannot be compared .*22 x 20/),
    ]);
  });

  it('puts the input’s own scores beside, with the gain in plain words', async () => {
    for (let i = 0; i < 7; i += 1) {
      await image(`truth/${i}.tif`);
      await image(`output/${i}.tif`, { value: (k) => texture(k) + (k % (2 + i)) });
      await image(`input/${i}.tif`, { value: (k) => texture(k) + 3 * (k % (3 + i)) });
    }
    const [prediction, target, input] = ['output', 'truth', 'input'].map((name) => join(folder, name));
    const answer = await score({ prediction: prediction ?? '', target: target ?? '', input: input ?? null });
    expect(answer.pairs[0]?.input?.file).toMatch(/input.0\.tif$/);
    const gain = answer.gain.find(({ metric }) => metric === 'mae');
    expect(gain).toMatchObject({ n: 7, better: 7, worse: 0, effectSize: 1, p: 2 / 128 });
    expect(gain?.correctedP).toBeGreaterThan(2 / 128);
    expect(gain?.meanDifference).toBeCloseTo((answer.mean.mae ?? 0) - (answer.inputMean?.mae ?? 0), 12);
    expect(gain?.sentence).toMatch(/the prediction is better than the input on 7 of 7 images/);
    expect(answer.interval['mae']?.low).toBeLessThan(answer.mean.mae ?? NaN);
  });

  it.each([
    ['another size', 'tall.tif', { shape: [1, 1, 1, side + 1, side] }],
    ['colour against grey', 'colour.tif', { rgb: true }],
    ['more planes', 'stack.tif', { shape: [3, 1, 1, side, side] }],
  ] as [string, string, Image][])('refuses %s with a sentence', async (_, name, options) => {
    const [prediction, target] = [await image(name, options), await image('plain.tif')];
    await expect(score({ prediction, target })).rejects.toThrow(
      /cannot be compared with .*: bring both to one size/,
    );
  });

  it('refuses folders without a common name, missing files and empty folders', async () => {
    await image('left/a.tif');
    await image('left/b.tif');
    await image('right/c.tif');
    await mkdir(join(folder, 'nothing'), { recursive: true });
    const [left, right] = [join(folder, 'left'), join(folder, 'right')];
    await expect(score({ prediction: left, target: right })).rejects.toThrow(
      /Nothing can be compared: .*a\.tif/,
    );
    await expect(score({ prediction: left, target: join(folder, 'nothing') })).rejects.toThrow(
      /without images/,
    );
    const gone = join(folder, 'gone.tif');
    await expect(score({ prediction: gone, target: gone })).rejects.toThrow(/gone\.tif does not exist/);
    await writeFile(join(folder, 'text.tif'), 'no image');
    const text = join(folder, 'text.tif');
    await expect(score({ prediction: text, target: text })).rejects.toThrow(/text\.tif cannot be opened/);
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const file = await image('cancel.tif');
    const request = { prediction: file, target: file };
    const cancelled = handlers['image.metrics'](request, { ...call, signal: controller.signal });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('image.overlap', () => {
  const compare = async (prediction: string, target: string): Promise<ImageOverlap> =>
    imageOverlapSchema.strict().parse(await handlers['image.overlap']({ prediction, target }, call));

  it('takes masks of 0 and 1, 0 and 255, and white colour as the same', async () => {
    const left = await image('m1.tif', { value: (i) => (i % side < 8 ? 1 : 0) });
    const wide = await image('m255.tif', { value: (i) => (i % side < 10 ? 255 : 0) });
    const { pairs, classes, mean } = await compare(left, wide);
    expect(pairs[0]?.classes).toMatchObject([
      { class: 0, shared: 200 },
      { class: 1, predicted: 160, target: 200, shared: 160, dice: 320 / 360, iou: 160 / 200 },
    ]);
    expect(mean).toEqual({ dice: 320 / 360, iou: 0.8, accuracy: 0.9 });
    expect(classes[1]).toEqual({ class: 1, dice: 320 / 360, iou: 0.8 });
    const white = await image('white.tif', { rgb: true, value: (i) => (i % side < 10 ? 255 : 0) });
    expect((await compare(white, white)).pairs[0]?.classes[1]).toMatchObject({ target: 200, dice: 1 });
  });

  it('takes other values as classes, and counts planes together', async () => {
    const shape: Image['shape'] = [2, 1, 1, side, side];
    const target = await image('c1.tif', { shape, value: (i, t) => (t === 0 ? 3 : i % 2 ? 7 : 0) });
    const prediction = await image('c2.tif', { shape, value: (i) => (i % 2 ? 7 : 3) });
    const { classes, pairs } = await compare(prediction, target);
    expect(pairs.map(({ accuracy }) => accuracy)).toEqual([0.5, 0.5]);
    expect(classes).toEqual([
      { class: 0, dice: 0, iou: 0 },
      { class: 3, dice: (2 * 200) / 800, iou: 200 / 600 },
      { class: 7, dice: (2 * 200) / 600, iou: 200 / 400 },
    ]);
  });

  it('refuses images that are no class maps', async () => {
    const file = await image('photo.tif', { dtype: 'uint16', value: (i) => i });
    await expect(compare(file, file)).rejects.toThrow(/no masks or class maps: .*more than 256/);
  });
});
