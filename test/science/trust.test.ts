import { describe, expect, it } from 'vitest';
import { gaussianBlur } from '../../electron/engine/imaging/gaussian-blur.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { LinearityFit } from '../../electron/engine/metrics/linearity.ts';
import { residualStructure } from '../../electron/engine/metrics/residual-structure.ts';
import { findPython, runPython } from '../support/python.ts';

const found = findPython();
const python = 'path' in found ? found.path : '';
if ('missing' in found) process.stderr.write(`${found.missing} Linearity and residuals are not compared.\n`);

const [width, height] = [60, 44];

function noise(seed: number, offset: number, scale: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: width * height }, () => Math.round(offset + scale * random()));
}

async function fromPython<T>(code: string, value: unknown): Promise<T> {
  const input = new TextEncoder().encode(JSON.stringify(value));
  return JSON.parse((await runPython(python, code, [], input)).toString()) as T;
}

describe.skipIf(python === '')('trust in results, against SciPy and NumPy', () => {
  it('the line through 16-bit pixels of two images with a high offset', async () => {
    const images = [1, 2].map((seed) => {
      const truth = noise(seed, 60_000, 500 * seed);
      const extra = noise(seed + 10, 0, 200);
      return { truth, result: truth.map((value, i) => 0.8 * value + (extra[i] as number)) };
    });
    const line = new LinearityFit();
    for (const { truth, result } of images) line.add(truth, result);
    const code = `
import json, sys
import numpy as np
from scipy.stats import linregress
images = json.load(sys.stdin)
x = np.concatenate([i["truth"] for i in images]); y = np.concatenate([i["result"] for i in images])
f = linregress(x, y)
print(json.dumps([f.slope, f.intercept, f.rvalue ** 2, float(np.sqrt(np.mean((y - f.intercept - f.slope * x) ** 2)))]))`;
    const theirs = await fromPython<number[]>(code, images);
    const fit = line.fit();
    [fit?.slope, fit?.intercept, fit?.r2, fit?.residual].forEach((value, i) =>
      expect((value ?? NaN) / (theirs[i] as number)).toBeCloseTo(1, 8),
    );
  });

  it('the autocorrelation of a residual of some pixels of length', async () => {
    const truth = noise(5, 100, 900);
    const blurred = await gaussianBlur(
      { width, height, channels: 1, dtype: 'float32', data: Float32Array.from(noise(6, 0, 1000)), notes: [] },
      9,
      1.5,
    );
    const result = Float64Array.from(truth, (value, i) => value + (blurred.data[i] as number));
    const ours = residualStructure(result, Float64Array.from(truth), { width, height, channels: 1 });
    const code = `
import json, sys
import numpy as np
from scipy.signal import correlate
d = json.load(sys.stdin)
t = np.array(d["truth"], float).reshape(d["height"], d["width"])
r = np.array(d["result"], float).reshape(t.shape) - t
r -= r.mean()
full = correlate(r, r, method="fft") / (r.size * r.var())
cy, cx = r.shape[0] - 1, r.shape[1] - 1
lags = [float((full[cy, cx + k] + full[cy + k, cx]) / 2) for k in range(1, 17)]
print(json.dumps({"lags": lags, "with": float(np.corrcoef(r.ravel(), t.ravel())[0, 1])}))`;
    const theirs = await fromPython<{ lags: number[]; with: number }>(code, {
      width,
      height,
      truth,
      result: [...result],
    });
    expect(ours?.neighbour).toBeGreaterThan(0.5);
    ours?.autocorrelation.forEach((value, i) => expect(value).toBeCloseTo(theirs.lags[i] as number, 9));
    expect(ours?.withTruth).toBeCloseTo(theirs.with, 9);
  });
});
