import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { laplacianOfGaussian } from '../../electron/engine/imaging/laplacian-of-gaussian.ts';
import { loadOpenCv } from '../../electron/engine/imaging/opencv.ts';
import type { OpenCv } from '../../electron/engine/imaging/opencv.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { detectSpots } from '../../electron/engine/metrics/spot-detection.ts';
import { matchSpots } from '../../electron/engine/metrics/spot-matching.ts';
import { findPython, runPython } from '../support/python.ts';
import { drawSpots, scatterSpots } from '../support/spot-image.ts';
import { pathOf } from '../support/tools.ts';

const size = { width: 160, height: 120 };
const w2s = fileURLToPath(
  new URL('../../../shared/data/w2s/avg400/target_avg400_001_0.tif', import.meta.url),
);

let cv: OpenCv;
beforeAll(async () => {
  ({ cv } = await loadOpenCv());
});

const bytesOf = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** What scikit-image's blob_log finds in a float32 plane, as y, x, sigma. */
async function blobLog(
  python: string,
  plane: { width: number; height: number; data: Float32Array },
  threshold: number,
): Promise<[number, number, number][]> {
  const code = `
import json, sys
import numpy as np
from skimage.feature import blob_log
height, width, threshold = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
image = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(height, width).astype(float)
print(json.dumps(blob_log(image, min_sigma=1, max_sigma=3, num_sigma=6, threshold=threshold).tolist()))`;
  const shape = [plane.height, plane.width, threshold].map(String);
  const output = await runPython(python, code, shape, bytesOf(plane.data));
  return JSON.parse(output.toString()) as [number, number, number][];
}

/** Twice the weaker principal curvature of blobs by SciPy, over the robust noise of the Laplacian at their scale. */
async function roundness(
  python: string,
  plane: { width: number; height: number; data: Float32Array },
  blobs: readonly [number, number, number][],
): Promise<number[]> {
  const code = `
import json, sys
import numpy as np
from scipy.ndimage import gaussian_filter
height, width = int(sys.argv[1]), int(sys.argv[2])
image = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(height, width).astype(float)
found, cache = [], {}
for y, x, s in json.loads(sys.argv[3]):
    if s not in cache:
        yy, xx, xy = (s * s * gaussian_filter(image, s, order=o) for o in ((2, 0), (0, 2), (1, 1)))
        log = -(yy + xx)
        cache[s] = (yy, xx, xy, 1.4826 * np.median(abs(log - np.median(log))))
    yy, xx, xy, noise = cache[s]
    at = int(y), int(x)
    found.append(-2 * np.linalg.eigvalsh([[yy[at], xy[at]], [xy[at], xx[at]]]).max() / noise)
print(json.dumps(found))`;
  const arguments_ = [String(plane.height), String(plane.width), JSON.stringify(blobs)];
  return JSON.parse((await runPython(python, code, arguments_, bytesOf(plane.data))).toString()) as number[];
}

describe('spots against SciPy and scikit-image', () => {
  it('filters as scipy.ndimage.gaussian_laplace does', async (context) => {
    const python = pathOf(findPython(), context);
    const plane = drawSpots(size, [], { background: 0, noise: 10, seed: 7 });
    const code = `
import sys
import numpy as np
from scipy.ndimage import gaussian_laplace
image = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(120, 160).astype(float)
out = np.stack([-s * s * gaussian_laplace(image, s) for s in (1.0, 1.7, 4.0)])
sys.stdout.buffer.write(out.astype('<f4').tobytes())`;
    const output = await runPython(python, code, [], bytesOf(plane.data));
    const expected = new Float32Array(new Uint8Array(output).buffer);
    const difference = [1, 1.7, 4].flatMap((sigma, i) =>
      Array.from(laplacianOfGaussian(cv, plane, sigma), (value, j) =>
        Math.abs(value - (expected[i * plane.data.length + j] as number)),
      ),
    );
    expect(Math.max(...difference)).toBeLessThan(1e-4);
  });

  it('finds the spots that blob_log finds, nearer to the truth', async (context) => {
    const python = pathOf(findPython(), context);
    const truth = scatterSpots(40, size, { sigma: 1.6, amplitude: 100, apart: 12 }, 11);
    const plane = drawSpots(size, truth, { background: 0, noise: 3, seed: 11 });
    const reference = (await blobLog(python, plane, 15)).map(([y, x]) => ({ x, y }));
    expect(reference).toHaveLength(truth.length);
    const found = detectSpots(cv, plane);
    const agreement = matchSpots(found, reference, 1);
    expect(agreement).toMatchObject({ f1: 1, lost: [], invented: [] });
    const [ours, theirs] = [found, reference].map((list) => matchSpots(list, truth, 2).rmsError as number);
    expect(ours).toBeLessThan(0.06);
    expect(theirs).toBeGreaterThan(0.2);
  });

  it.skipIf(!existsSync(w2s))(
    'agrees with blob_log on a fluorescence image at the same threshold',
    async (context) => {
      const python = pathOf(findPython(), context);
      const source = await openSource(w2s);
      const raw = await source.plane({ t: 0, c: 0, z: 0 });
      await source.close();
      const plane = { width: 512, height: 512, data: Float32Array.from(raw) };
      const found = detectSpots(cv, plane, { threshold: 6 });
      const least = Math.min(...found.map(({ response }) => response));
      const reference = await blobLog(python, plane, least);
      const pointsOf = (blobs: typeof reference) => blobs.map(([y, x]) => ({ x, y }));
      expect(found.length).toBeGreaterThan(20);
      expect(matchSpots(found, pointsOf(reference), 2).precision).toBeGreaterThan(0.9);
      // blob_log takes places along lines too; of its round ones far above the noise ours are nearly all.
      const strengths = await roundness(python, plane, reference);
      const round = reference.filter((_, i) => (strengths[i] as number) > 12);
      expect(round.length).toBeGreaterThan(20);
      expect(matchSpots(found, pointsOf(round), 2).recall).toBeGreaterThan(0.85);
    },
  );

  it('assigns spots as scipy.optimize.linear_sum_assignment does', async (context) => {
    const python = pathOf(findPython(), context);
    const random = seededRandom(21);
    const points = (count: number): { x: number; y: number }[] =>
      Array.from({ length: count }, () => ({ x: 60 * random(), y: 60 * random() }));
    const [found, truth] = [points(180), points(150)];
    const code = `
import json, sys
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
found, truth = (np.array(each) for each in json.load(sys.stdin))
distance = cdist(found, truth)
cost = np.where(distance <= 4, distance, 1e4)
rows, columns = linear_sum_assignment(cost)
kept = distance[rows, columns]
kept = kept[kept <= 4]
print(json.dumps([len(kept), kept.sum()]))`;
    const lists = JSON.stringify([found, truth].map((list) => list.map(({ x, y }) => [x, y])));
    const output = await runPython(python, code, [], Buffer.from(lists));
    const [count, total] = JSON.parse(output.toString()) as [number, number];
    const { pairs } = matchSpots(found, truth, 4);
    expect(pairs).toHaveLength(count);
    expect(pairs.reduce((sum, { distance }) => sum + distance, 0)).toBeCloseTo(total, 8);
    expect(count).toBeLessThan(150);
  });
});

if (!existsSync(w2s))
  process.stderr.write('../shared/data is absent: spots of real images are not tested.\n');
