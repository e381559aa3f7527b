import { expect, it } from 'vitest';
import { psfWidths } from '../../electron/engine/metrics/psf-width.ts';
import { findPython, runPython } from '../support/python.ts';
import { drawSpots, scatterSpots } from '../support/spot-image.ts';
import { pathOf } from '../support/tools.ts';

it('fits the widths that scipy.optimize.curve_fit does', async (context) => {
  const python = pathOf(findPython(), context);
  const size = { width: 180, height: 180 };
  const spots = scatterSpots(15, size, { sigma: 1.7, amplitude: 100, apart: 22 }, 9).map((spot, i) => ({
    ...spot,
    sigmaY: 1.2 + 0.1 * i,
  }));
  const image = drawSpots(size, spots, { background: 300, noise: 5, seed: 9 });
  const code = `
import json, sys
import numpy as np
from scipy.optimize import curve_fit
spots = json.loads(sys.argv[1])
image = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(180, 180).astype(float)
def bell(at, a, x, y, sx, sy, b):
    return a * np.exp(-((at[0] - x) ** 2 / sx ** 2 + (at[1] - y) ** 2 / sy ** 2) / 2) + b
out = []
for x, y in spots:
    c, r = round(x), round(y)
    v, u = np.mgrid[r - 7:r + 8, c - 7:c + 8]
    values = image[r - 7:r + 8, c - 7:c + 8].ravel()
    p, _ = curve_fit(bell, (u.ravel(), v.ravel()), values, (100, x, y, 2, 2, 300))
    out.append([p[0], p[1], p[2], abs(p[3]), abs(p[4]), p[5]])
print(json.dumps(out))`;
  const centres = JSON.stringify(spots.map(({ x, y }) => [x, y]));
  const bytes = new Uint8Array(image.data.buffer);
  const output = await runPython(python, code, [centres], bytes);
  const reference = JSON.parse(output.toString()) as number[][];
  const { fits, failed } = psfWidths(image, spots, { radius: 7 });
  expect(failed).toEqual([]);
  fits.forEach(({ amplitude, x, y, sigmaX, sigmaY, background }, i) => {
    [amplitude, x, y, sigmaX, sigmaY, background].forEach((value, k) =>
      expect(Math.abs(value / (reference[i]?.[k] as number) - 1)).toBeLessThan(1e-3),
    );
  });
});
