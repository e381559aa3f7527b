import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { practiceSettingsSchema } from '../../electron/engine/datasets/practice-settings.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { loadOpenCv } from '../../electron/engine/imaging/opencv.ts';
import type { OpenCv } from '../../electron/engine/imaging/opencv.ts';
import { pairFaults, scorePair } from '../../electron/engine/imaging/pair-scores.ts';
import {
  practiceExposure,
  practiceMargin,
  practiceScene,
} from '../../electron/engine/imaging/practice-movie.ts';
import { eccMotion } from '../../electron/engine/imaging/registration/ecc.ts';
import { phaseCorrelation } from '../../electron/engine/imaging/registration/phase-correlation.ts';
import type { Motion, Plane } from '../../electron/engine/imaging/registration/plane.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { findPython, runPython } from '../support/python.ts';

const data = join(import.meta.dirname, '../../../shared/data');
const images = [
  ...['001_0', '005_1', '020_1', '040_0'].map((name) => ({
    file: `w2s/avg400/target_avg400_${name}.tif`,
    brightField: false,
  })),
  { file: 'timelapse_yeast_16bit/t01xy0012.tif', brightField: true },
  { file: 'timelapse_yeast_16bit/t04xy0012.tif', brightField: true },
];
/** Random shifts of each image: 48 pairs in all. */
const shiftsEach = 8;
const settings = practiceSettingsSchema.parse({ drift: 8 });
const still: Motion = { dx: 0, dy: 0, rotation: 0 };

let cv: OpenCv;
beforeAll(async () => {
  ({ cv } = await loadOpenCv());
});

async function sceneOf({ file, brightField }: (typeof images)[number]): Promise<Plane> {
  const source = await openSource(join(data, file));
  const [, , , height, width] = source.info.shape;
  const plane = { width, height, data: await source.plane({ t: 0, c: 0, z: 0 }) };
  await source.close();
  return practiceScene(cv, plane, brightField);
}

function expose(scene: Plane, photons: number, drift: Motion, seed: number, margin?: number): Plane {
  const edge = margin ?? practiceMargin(scene, settings);
  return practiceExposure(cv, scene, { photons, drift }, settings, edge, seededRandom(seed));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

interface Trial {
  high: Plane;
  low: Plane;
  /** What lays low on high. */
  truth: { dx: number; dy: number };
}

async function trials(image: (typeof images)[number], count: number, seed: number): Promise<Trial[]> {
  const scene = await sceneOf(image);
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const drift = { dx: 16 * random() - 8, dy: 16 * random() - 8, rotation: 0 };
    const high = expose(scene, settings.highPhotons, still, seed * 1000 + 2 * i);
    const low = expose(scene, settings.lowPhotons, drift, seed * 1000 + 2 * i + 1);
    return { high, low, truth: { dx: -drift.dx, dy: -drift.dy } };
  });
}

describe.skipIf(!existsSync(data))(
  'registration on real images (../shared/data, skipped where absent)',
  () => {
    it('finds shifts up to 8 px to below 0.1 px on average at 5 photons a pixel in the signal', async () => {
      const errors: number[] = [];
      for (const [i, image] of images.entries()) {
        const own = (await trials(image, shiftsEach, i + 1)).map(({ high, low, truth }) => {
          const { dx, dy } = phaseCorrelation(cv, high, low);
          return Math.hypot(dx - truth.dx, dy - truth.dy);
        });
        console.info(
          `${image.file}: mean error ${mean(own).toFixed(3)}, worst ${Math.max(...own).toFixed(3)} px`,
        );
        errors.push(...own);
      }
      expect(errors).toHaveLength(48);
      console.info(`all: mean error ${mean(errors).toFixed(3)} px`);
      expect(mean(errors)).toBeLessThan(0.1);
      expect(Math.max(...errors)).toBeLessThan(0.5);
    });

    it('agrees with scikit-image at high photon counts and is better at 5 photons', async (context) => {
      const python = findPython();
      if ('missing' in python) return context.skip(python.missing);
      const [image] = images;
      const scene = await sceneOf(image!);
      const drift = { dx: 3.37, dy: -5.81, rotation: 0 };
      const high = expose(scene, 2000, still, 1);
      const code = `
import sys, json, numpy as np
from skimage.registration import phase_cross_correlation
height, width = int(sys.argv[1]), int(sys.argv[2])
a, b = np.frombuffer(sys.stdin.buffer.read(), np.uint16).reshape(2, height, width).astype(float)
window = np.outer(np.hanning(height), np.hanning(width))
a, b = [window * (plane - np.average(plane, weights=window)) for plane in (a, b)]
results = [phase_cross_correlation(a, b, upsample_factor=100, normalization=n)[0] for n in ("phase", None)]
print(json.dumps([[float(v) for v in r] for r in results]))`;
      const theirs = async (moving: Plane): Promise<number[]> => {
        const bytes = Buffer.concat(
          [high, moving].map(({ data: d }) => Buffer.from(d.buffer as ArrayBuffer)),
        );
        const size = [String(high.height), String(high.width)];
        const shifts = JSON.parse(String(await runPython(python.path, code, size, bytes))) as number[][];
        return shifts.map(([dy, dx]) => Math.hypot(dx! + drift.dx, dy! + drift.dy));
      };
      const ours = (moving: Plane): number => {
        const { dx, dy } = phaseCorrelation(cv, high, moving);
        return Math.hypot(dx + drift.dx, dy + drift.dy);
      };
      const [bright, dim] = [expose(scene, 2000, drift, 2), expose(scene, 5, drift, 3)];
      const [theirBright, theirDim] = [await theirs(bright), await theirs(dim)];
      console.info('scikit-image, phase and plain:', theirBright, theirDim, 'ours:', ours(bright), ours(dim));
      expect(ours(bright)).toBeLessThan(0.02);
      expect(Math.min(...theirBright)).toBeLessThan(0.1);
      expect(ours(dim)).toBeLessThan(Math.min(...theirDim));
    });

    it('finds a rotation with the shift by ECC', async () => {
      for (const image of [images[0]!, images[5]!]) {
        const scene = await sceneOf(image);
        const drift = { dx: 4.3, dy: -2.6, rotation: -2.3 };
        const margin = 40;
        const high = expose(scene, settings.highPhotons, still, 11, margin);
        const low = expose(scene, settings.lowPhotons, drift, 12, margin);
        const found = eccMotion(cv, high, low);
        // The inverse of "turn by -2.3, then shift" is "turn by 2.3, then shift by the turned negative".
        const angle = (2.3 * Math.PI) / 180;
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        expect(found.rotation).toBeCloseTo(2.3, 1);
        expect(Math.hypot(found.dx + cos * 4.3 + sin * -2.6, found.dy - sin * 4.3 + cos * -2.6)).toBeLessThan(
          0.2,
        );
      }
    });

    it('accepts good pairs and sets blurred, saturated, empty and unrelated ones aside with a reason', async () => {
      const [sharp, other] = [await sceneOf(images[1]!), await sceneOf(images[3]!)];
      const faultsOf = (high: Plane, low: Plane, saturated = 65535): string[] => {
        const motion = { ...phaseCorrelation(cv, high, low), rotation: 0 };
        const scores = scorePair(cv, high, low, motion, saturated);
        console.info(scores);
        return pairFaults(scores);
      };
      for (const image of images) {
        for (const { high, low } of await trials(image, 1, 77))
          expect(faultsOf(high, low), image.file).toEqual([]);
      }
      const high = expose(sharp, 100, still, 21);
      const low = expose(sharp, 5, { dx: 2.2, dy: 1.1, rotation: 0 }, 22);
      const blurred = { ...sharp, data: Float32Array.from(sharp.data) };
      const source = cv.matFromArray(sharp.height, sharp.width, cv.CV_32FC1, [...sharp.data]);
      cv.GaussianBlur(source, source, new cv.Size(0, 0), 6);
      blurred.data.set(source.data32F as Float32Array);
      source.delete();
      expect(faultsOf(high, expose(blurred, 5, still, 23)).join()).toContain('focus');
      expect(faultsOf(expose(blurred, 100, still, 24), low).join()).toContain('focus');
      expect(faultsOf(high, low, 200).join()).toContain('saturated');
      const empty = { ...sharp, data: new Float32Array(sharp.data.length) };
      expect(faultsOf(high, expose(empty, 5, still, 25)).join()).toContain('resemble');
      expect(faultsOf(high, expose(other, 5, still, 26)).join()).toContain('resemble');
    });
  },
);
