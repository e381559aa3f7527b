import { expect, it } from 'vitest';
import { energyDistance } from '../../electron/engine/metrics/energy-distance.ts';
import { kernelDistance } from '../../electron/engine/metrics/kid.ts';
import { fitPca, projectPca } from '../../electron/engine/metrics/pca.ts';
import { findPython, runPython } from '../support/python.ts';
import { normalNumbers } from '../support/spot-image.ts';
import { pathOf } from '../support/tools.ts';

const normal = normalNumbers(7);
const cloud = (rows: number, features: number, mean: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: features }, (_, i) => mean + normal() * (i + 1)));
const [real, generated] = [cloud(30, 12, 0), cloud(20, 12, 0.7)];
const [first, second] = [cloud(25, 1, 0), cloud(40, 1, 0.3)];

it('equals PCA, energy distance and KID in NumPy and SciPy', async (context) => {
  const python = pathOf(findPython(), context);
  const code = `
import json, sys
import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import energy_distance
sets = json.load(sys.stdin)
x, y, a, b = (np.array(each) for each in sets)
def pca(x, y):
    mean = x.mean(0)
    _, s, v = np.linalg.svd(x - mean, full_matrices=False)
    v *= np.sign(v[np.arange(len(v)), abs(v).argmax(1)])[:, None]
    return [(s[:3] ** 2 / (len(x) - 1)).tolist(), (s ** 2 / (s ** 2).sum())[:3].tolist(), ((y - mean) @ v[:3].T).tolist()]
k = lambda p, q: (p @ q.T / p.shape[1] + 1) ** 3
off = lambda m: (m.sum() - np.trace(m)) / (len(m) * (len(m) - 1))
print(json.dumps({
    'tall': pca(x, y),
    'wide': pca(x[:6], y),
    'energy': 2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean(),
    'scipy': energy_distance(a.ravel(), b.ravel()),
    'kid': off(k(x, x)) + off(k(y, y)) - 2 * k(x, y).mean(),
}))`;
  const input = Buffer.from(JSON.stringify([real, generated, first, second]));
  const reference = JSON.parse((await runPython(python, code, [], input)).toString()) as {
    tall: [number[], number[], number[][]];
    wide: [number[], number[], number[][]];
    energy: number;
    scipy: number;
    kid: number;
  };
  for (const [rows, expected] of [
    [real, reference.tall],
    [real.slice(0, 6), reference.wide],
  ] as const) {
    const pca = fitPca(rows, 3);
    expected[0].forEach((value, i) => expect(pca.explainedVariance[i]).toBeCloseTo(value, 8));
    expected[1].forEach((value, i) => expect(pca.explainedVarianceRatio[i]).toBeCloseTo(value, 10));
    const scores = generated.map((row) => projectPca(pca, row).scores);
    expected[2].flat().forEach((value, i) => expect(scores.flat()[i]).toBeCloseTo(value, 8));
  }
  expect(energyDistance(real, generated)?.statistic).toBeCloseTo(reference.energy, 10);
  expect(energyDistance(first, second)?.statistic).toBeCloseTo(reference.scipy ** 2, 10);
  expect(kernelDistance(real, generated)?.kid as number).toBeCloseTo(reference.kid, 6);
});
