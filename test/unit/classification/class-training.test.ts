import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClassTraining } from '../../../electron/engine/classification/class-training.ts';
import type { TrainedFold } from '../../../electron/engine/classification/class-training.ts';
import { classifiers, resolveClassifier } from '../../../electron/engine/classification/classifiers.ts';
import type { Fold } from '../../../electron/engine/classification/folds.ts';
import { fillBatch, gatherImages } from '../../../electron/engine/classification/image-set.ts';
import type { ImageSet } from '../../../electron/engine/classification/image-set.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { randomValues, writeVgg16File } from '../../support/vgg16-file.ts';

const [small, vgg] = classifiers as [(typeof classifiers)[0], (typeof classifiers)[0]];

/** Noise with a bright disk (class 1) or ring (class 0) of random place; both have about the same mean. */
function shape(label: number, n: number, dtype: 'uint8' | 'uint16' = 'uint8'): Raster {
  const random = seededRandom(n, label);
  const [cx, cy] = [10 + 4 * random(), 10 + 4 * random()];
  const top = dtype === 'uint8' ? 255 : 65535;
  const data = dtype === 'uint8' ? new Uint8Array(24 * 24) : new Uint16Array(24 * 24);
  for (let i = 0; i < data.length; i += 1) {
    const distance = Math.hypot((i % 24) - cx, Math.floor(i / 24) - cy);
    const bright = label === 1 ? distance < 5 : distance > 5 && distance < 7;
    data[i] = top * ((bright ? 0.6 : 0.1) + 0.3 * random());
  }
  return { width: 24, height: 24, channels: 1, dtype, data, notes: [] };
}

const labels = Array.from({ length: 60 }, (_, i) => i % 2);
const fold: Fold = {
  training: labels.map((_, i) => i).slice(0, 40),
  validation: [40, 41, 42, 43, 44, 45, 46, 47, 48, 49],
  test: [50, 51, 52, 53, 54, 55, 56, 57, 58, 59],
};

let images: ImageSet;
beforeAll(async () => {
  await loadTensorFlow();
  images = await gatherImages(async (i) => shape(labels[i] as number, i), 60, 24);
});

const made: ClassTraining[] = [];
afterAll(() => made.forEach((training) => training.dispose()));

async function create(own: Record<string, number | boolean>, mode?: 'op-by-op'): Promise<ClassTraining> {
  const { parameters, training } = resolveClassifier(small, { side: 24, batchSize: 8, baseChannels: 4, hidden: 16, ...own }); // prettier-ignore
  const created = await ClassTraining.create({
    build: ({ store }) => small.build({ store, parameters, channels: 1, classes: 2 }),
    training,
    channels: 1,
    classes: 2,
    seed: 3,
    ...(mode && { mode }),
  });
  made.push(created);
  return created;
}

const task = (seed: number) => ({ images, labels, fold, seed, step: async () => undefined });
const accuracy = ({ predictions: { test } }: TrainedFold): number =>
  test.positions.filter((at, i) => labels[at] === test.classes[i]).length / test.positions.length;

describe('training of a classifier', () => {
  it('tells disks from rings that it has not seen', async () => {
    const trained = await create({ epochs: 20, learningRate: 3e-3 });
    expect(accuracy(await trained.train(task(1)))).toBeGreaterThanOrEqual(0.9);
  });

  it('gives the same numbers for a seed, whatever was trained before, and others for another', async () => {
    const trained = await create({ epochs: 2 });
    const first = await trained.train(task(1));
    const other = await trained.train(task(2));
    expect(await trained.train(task(1))).toEqual(first);
    expect(other.predictions.test.probabilities).not.toEqual(first.predictions.test.probabilities);
  });

  it('gives compiled what it gives op by op', async () => {
    const [compiled, reference] = [await create({ epochs: 2 }), await create({ epochs: 2 }, 'op-by-op')];
    const [a, b] = [await compiled.train(task(1)), await reference.train(task(1))];
    expect(a.epoch).toBe(b.epoch);
    a.predictions.test.probabilities.forEach((value, i) =>
      expect(value).toBeCloseTo(b.predictions.test.probabilities[i] as number, 4),
    );
  });

  it('keeps the epoch of the lowest validation loss, or the last one', async () => {
    // Labels of the validation that are the wrong way round: the more is learned, the worse they fit.
    const odd = {
      ...task(5),
      labels: labels.map((label, i) => (fold.validation.includes(i) ? 1 - label : label)),
    };
    const steady = { learningRate: 3e-3, decay: false };
    const best = await (await create({ ...steady, epochs: 20 })).train(odd);
    const last = await (await create({ ...steady, epochs: 20, keepBest: false })).train(odd);
    expect(last.epoch).toBe(20);
    expect(best.epoch).toBeLessThan(20);
    const upTo = await (await create({ ...steady, epochs: best.epoch, keepBest: false })).train(odd);
    expect(best.predictions).toEqual(upTo.predictions);
  });

  it('stops where its step is refused', async () => {
    const trained = await create({ epochs: 2 });
    let steps = 0;
    const step = async (): Promise<void> => {
      steps += 1;
      if (steps === 3) throw new Error('enough');
    };
    await expect(trained.train({ ...task(1), step })).rejects.toThrow('enough');
    expect(steps).toBe(3);
  });
});

describe('images of a batch', () => {
  it('are [-1, 1] of their type, and 0 beyond the last one', async () => {
    const [eight, sixteen] = await Promise.all(
      (['uint8', 'uint16'] as const).map((dtype) => gatherImages(async () => shape(1, 1, dtype), 1, 24)),
    );
    const [a, b] = [new Float32Array(2 * 576), new Float32Array(2 * 576)];
    fillBatch(eight as ImageSet, [0], a);
    fillBatch(sixteen as ImageSet, [0], b);
    expect(Math.min(...a)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...a)).toBeGreaterThan(0.3);
    a.forEach((value, i) => expect(Math.abs(value - (b[i] as number))).toBeLessThan(0.009));
    expect(a.subarray(576).every((value) => value === 0)).toBe(true);
  });

  it('repeat grey where others have colour, and turn without changing values', async () => {
    const colour: Raster = { ...shape(1, 1), channels: 3, data: new Uint8Array(3 * 576).fill(200) };
    const set = await gatherImages(async (i) => (i === 0 ? colour : shape(0, 2)), 2, 24);
    expect(set.channels).toBe(3);
    const still = new Float32Array(3 * 576);
    fillBatch(set, [1], still);
    expect(still[0]).toBe(still[2]);
    const turned = new Float32Array(3 * 576);
    fillBatch(set, [1], turned, { flips: true, rotations: true, random: () => 0.3 });
    expect(turned).not.toEqual(still);
    expect(turned.toSorted()).toEqual(still.toSorted());
  });

  it('of floats share one range', async () => {
    const float = (value: number): Raster => ({ ...shape(0, 1), dtype: 'float32', data: new Float32Array(576).fill(value) }); // prettier-ignore
    const set = await gatherImages(async (i) => float([2, 4, 3][i] as number), 3, 24);
    const batch = new Float32Array(3 * 576);
    fillBatch(set, [0, 1, 2], batch);
    expect([batch[0], batch[576], batch[1152]]).toEqual([-1, 1, 0]);
  });
});

describe('classifiers', () => {
  it('VGG16 is refused without weights, unless it shall start from scratch', () => {
    expect(() => resolveClassifier(vgg, {})).toThrow(/needs ImageNet’s weights/);
    expect(resolveClassifier(vgg, { fromScratch: true }).training).toMatchObject({
      side: 224,
      epochs: 20,
      learningRate: 1e-5,
      beta1: 0.8,
    });
  });

  it('VGG16 begins with the weights of its file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'abbe-vgg-'));
    const weights = join(folder, 'vgg16.h5');
    expect(() => resolveClassifier(vgg, { weights })).toThrow(/vgg16.h5 does not exist/);
    await writeVgg16File(weights, { until: 'block5_conv3' });
    const { parameters } = resolveClassifier(vgg, { weights, side: 32, hidden: 8 });
    const store = new VariableStore(1);
    const network = await vgg.build({ store, parameters, channels: 3, classes: 3 });
    // 13 convolutions, then 512 features to 8 neurons to 3 classes.
    expect(network.parameterCount).toBe(14_714_688 + 513 * 8 + 9 * 3);
    const last = store.get('classifier/features/block5_conv3/kernel').dataSync();
    expect(last.slice(0, 9)).toEqual(randomValues(9, 12));
    store.dispose();
    rmSync(folder, { recursive: true });
  });

  it('refuse parameters that they do not know', () => {
    expect(() => resolveClassifier(small, { weights: 'x.h5' })).toThrow(/weights/);
    expect(() => resolveClassifier(small, { folds: 1 })).toThrow(/folds/);
  });
});
