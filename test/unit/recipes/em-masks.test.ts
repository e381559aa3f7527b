import { describe, expect, it } from 'vitest';
import {
  colourMisfit,
  coloursOf,
  inColours,
  mostProbable,
} from '../../../electron/engine/recipes/em-masks/classes.ts';
import { noiseOf, noisePicture } from '../../../electron/engine/recipes/em-masks/noise.ts';
import { emMasksSchema } from '../../../electron/engine/recipes/em-masks/parameters.ts';
import { RealMasks } from '../../../electron/engine/recipes/em-masks/real-masks.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { makeTinyMasks, tinyClasses } from '../../support/tiny-masks.ts';

describe('noise', () => {
  const shape = { height: 32, width: 32, channels: 8 };

  it('is normal: mean 0, standard deviation 1, 4.55 % beyond two of them', () => {
    const noise = noiseOf(3, 0, shape);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    const beyond = noise.filter((value) => Math.abs(value) > 2).length / noise.length;
    // Three standard errors of 8192 draws.
    expect(Math.abs(mean)).toBeLessThan(0.034);
    expect(Math.abs(variance - 1)).toBeLessThan(0.047);
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.007);
  });

  it('differs between numbers and seeds and not between calls', () => {
    expect(noiseOf(3, 1, shape)).toEqual(noiseOf(3, 1, shape));
    expect(noiseOf(3, 1, shape)).not.toEqual(noiseOf(3, 2, shape));
    expect(noiseOf(4, 1, shape)).not.toEqual(noiseOf(3, 1, shape));
  });

  it('is shown as squares, -3 black and 3 white', () => {
    const noise = Float32Array.of(-3, 0, 3, 9);
    const picture = noisePicture(noise, { height: 2, width: 2, channels: 1 }, 4);
    expect(picture).toMatchObject({ width: 4, height: 4, channels: 1, dtype: 'uint8' });
    expect(Array.from(picture.data)).toEqual([0, 0, 128, 128, 0, 0, 128, 128, 255, 255, 255, 255, 255, 255, 255, 255]); // prettier-ignore
  });
});

describe('classes of generated masks', () => {
  it('are those of the largest probability, shown in their colours', () => {
    const probabilities = Float32Array.of(0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0.2, 0.5, 0.3);
    const map = mostProbable(probabilities, { width: 3, height: 1, classes: 3 });
    expect(Array.from(map.data)).toEqual([0, 2, 1]);
    const picture = inColours(map, [[0, 255, 0], [255, 0, 0]]); // prettier-ignore
    expect(Array.from(picture.data)).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 0]);
  });

  it('are read from stored variables, and not where these hold something else', () => {
    const stored = (values: number[]) => new Map([['images/classes', Float32Array.from(values)]]);
    expect(coloursOf(stored([0, 255, 0, 255, 0, 0]))).toEqual([[0, 255, 0], [255, 0, 0]]); // prettier-ignore
    for (const values of [[], [1, 2], [1, 2, 256], [0.5, 1, 2]]) expect(coloursOf(stored(values))).toBeNull();
    expect(coloursOf(new Map())).toBeNull();
  });

  it('need colours of their own, none of them black', () => {
    expect(colourMisfit(tinyClasses)).toBeNull();
    expect(colourMisfit([])).toMatch(/no class maps/);
    const [first] = tinyClasses;
    if (!first) throw new Error('There are tiny classes.');
    expect(colourMisfit([first, { ...first, name: 'other' }])).toMatch(/same colour/);
    expect(colourMisfit([{ ...first, colour: [0, 0, 0] }])).toMatch(/black/);
  });
});

describe('views of real masks', () => {
  const parameters = (own = {}) => emMasksSchema.parse({ side: 64, patchSize: 72, ...own });

  it('have the size of results, no new class, and depend on the draws alone', async () => {
    const masks = new RealMasks(makeTinyMasks(), parameters());
    const view = await masks.view('mask 1', seededRandom(1));
    expect(view).toMatchObject({ width: 72, height: 72, channels: 1, dtype: 'uint8' });
    expect(new Set(view.data)).toEqual(new Set([0, 1, 2]));
    expect(await masks.view('mask 1', seededRandom(1))).toEqual(view);
    expect((await masks.view('mask 1', seededRandom(2))).data).not.toEqual(view.data);
  });

  it('are a part of the mask as it is where nothing is varied', async () => {
    const feed = makeTinyMasks();
    const masks = new RealMasks(feed, parameters({ patchSize: 64, flips: false, cropArea: 1 }));
    const random = seededRandom(5);
    const [x, y] = [Math.floor(random() * 17), Math.floor(random() * 17)];
    const whole = (await feed.load('mask 2')).input;
    const part = crop(whole, { x, y, width: 64, height: 64 });
    expect((await masks.view('mask 2', seededRandom(5))).data).toEqual(part.data);
  });

  it('are one for the class of each pixel, and parts of pixels where they are shrunken', async () => {
    for (const patchSize of [64, 72]) {
      const masks = new RealMasks(makeTinyMasks(), parameters({ patchSize }));
      const values = await masks.probabilities('mask 0', seededRandom(3));
      const view = await masks.view('mask 0', seededRandom(3));
      expect(values).toHaveLength(64 * 64 * 3);
      for (let pixel = 0; pixel < 64 * 64; pixel += 1) {
        const own = values.subarray(3 * pixel, 3 * pixel + 3);
        expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
        if (patchSize === 64) expect(own[view.data[pixel] as number]).toBe(1);
      }
      // The mean part of a class is its part of the view.
      const lines = values.filter((_, i) => i % 3 === 1).reduce((sum, value) => sum + value, 0) / 64 ** 2;
      expect(lines).toBeCloseTo(
        view.data.filter((number: number) => number === 1).length / patchSize ** 2,
        4,
      );
    }
  });
});
