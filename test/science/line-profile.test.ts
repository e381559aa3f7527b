import { beforeEach, expect, it } from 'vitest';
import { channelStatistics } from '../../electron/engine/imaging/channel-statistics.ts';
import { lineProfile } from '../../electron/engine/imaging/line-profile.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';

const [width, height] = [40, 30];
const random = seededRandom(3);
const data = Float32Array.from({ length: width * height }, () => 1000 * random() - 200);
const image = { width, height, channels: 1 as const, dtype: 'float32' as const, data, notes: [] };
let python = '';

beforeEach((context) => {
  python = pathOf(findPython(), context);
});

/** Runs code that prints JSON on the image, as `image`. */
async function reference(code: string): Promise<unknown> {
  const before = `
import sys, json, numpy as np
image = np.frombuffer(sys.stdin.buffer.read(), np.float32).reshape(${height}, ${width})
`;
  const bytes = new Uint8Array(data.buffer);
  return JSON.parse((await runPython(python, before + code, [], bytes)).toString());
}

it('a line profile is scikit-image’s, whose points are the middles of pixels', async () => {
  const found = await reference(`
from skimage.measure import profile_line
print(json.dumps([profile_line(image, (4, 5), (24, 33), linewidth=w, order=1, mode='reflect').tolist() for w in (1, 3)]))
`);
  [1, 3].forEach((wide, i) => {
    const { values } = lineProfile(image, { x: 5.5, y: 4.5 }, { x: 33.5, y: 24.5 }, wide);
    const theirs = (found as number[][])[i] ?? [];
    // Theirs spreads its points from end to end of a length rounded up; ours are one pixel apart.
    expect(values[0]?.[0]).toBeCloseTo(theirs[0] ?? NaN, 2);
    expect(theirs.length - (values[0]?.length ?? 0)).toBeLessThanOrEqual(1);
  });
});

it('a line profile is scipy’s linear interpolation at every point', async () => {
  const length = Math.hypot(28, 20);
  const found = await reference(`
from scipy.ndimage import map_coordinates
at = np.arange(${Math.floor(length) + 1}) / ${length}
print(json.dumps(map_coordinates(image.astype(float), [4 + 20 * at, 5 + 28 * at], order=1).tolist()))
`);
  const { values } = lineProfile(image, { x: 5.5, y: 4.5 }, { x: 33.5, y: 24.5 });
  expect(values[0]).toHaveLength((found as number[]).length);
  values[0]?.forEach((value, i) => expect(value).toBeCloseTo((found as number[])[i] ?? NaN, 3));
});

it('percentiles and histogram are numpy’s', async () => {
  const statistics = channelStatistics(image);
  const { low, width: bin, counts } = statistics.histogram;
  const high = low + bin * (counts[0]?.length ?? 0);
  const found = (await reference(`
counts, _ = np.histogram(image, bins=${counts[0]?.length}, range=(${low}, ${high}))
print(json.dumps({'p': np.percentile(image.astype(float), [0.1, 99.9, 0.5, 99.5]).tolist(), 'n': counts.tolist(),
  'r': [float(image.min()), float(image.max())]}))
`)) as { p: number[]; n: number[]; r: number[] };
  const limits = statistics.percentiles.flatMap(({ range: { min, max } }) => [min, max]);
  limits.forEach((value, i) => expect(value).toBeCloseTo(found.p[i] ?? NaN, 3));
  expect([statistics.range?.min, statistics.range?.max]).toEqual(found.r);
  const apart = (counts[0] ?? []).reduce((sum, n, i) => sum + Math.abs(n - (found.n[i] ?? 0)), 0);
  // A value on an edge may fall to either side.
  expect(apart).toBeLessThanOrEqual(4);
});
