import { expect, it } from 'vitest';
import { loadOpenCv } from '../../electron/engine/imaging/opencv.ts';
import { decorrelationResolution } from '../../electron/engine/metrics/decorrelation.ts';
import { fourierRingCorrelation } from '../../electron/engine/metrics/fourier-ring-correlation.ts';
import { bandLimited } from '../support/band-limited.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';

const { cv } = await loadOpenCv();
const size = { width: 150, height: 120 };

const bytesOf = (...planes: { data: Float32Array }[]): Buffer =>
  Buffer.concat(planes.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));

it('equals Fourier ring correlation over the whole spectrum in NumPy', async (context) => {
  const python = pathOf(findPython(), context);
  const [a, b] = [1, 2].map((noiseSeed) => bandLimited(size, 0.2, { seed: 3, noise: 0.5, noiseSeed }));
  const code = `
import json, sys
import numpy as np
h, w = 120, 150
a, b = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(2, h, w).astype(float)
window = np.outer(*(np.sin(np.pi * (np.arange(n) + 0.5) / n) ** 2 for n in (h, w)))
A, B = (np.fft.fft2((x - (x * window).sum() / window.sum()) * window) for x in (a, b))
r = np.hypot(*np.meshgrid(np.fft.fftfreq(h), np.fft.fftfreq(w), indexing='ij'))
ring = np.rint(r * h).astype(int).ravel()
total = lambda x: np.bincount(ring, x.ravel())[1:h // 2 + 1]
frc = total((A * B.conj()).real) / np.sqrt(total(abs(A) ** 2) * total(abs(B) ** 2))
print(json.dumps([frc.tolist(), (np.bincount(ring)[1:h // 2 + 1] / 2).tolist()]))`;
  const output = await runPython(python, code, [], bytesOf(a!, b!));
  const [correlation, independent] = JSON.parse(output.toString()) as [number[], number[]];
  const found = fourierRingCorrelation(cv, a!, b!);
  expect(found.independent).toEqual(independent);
  found.correlation.forEach((value, i) => expect(Math.abs(value - correlation[i]!)).toBeLessThan(1e-4));
});

it('equals decorrelation analysis by masks of the whole spectrum in NumPy', async (context) => {
  const python = pathOf(findPython(), context);
  const image = bandLimited(size, 0.17, { seed: 3, noise: 0.3, noiseSeed: 1 });
  const code = `
import json, sys
import numpy as np
h, w = 120, 150
x = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(h, w).astype(float)
def taper(n):
    d = np.minimum(np.arange(n) + 0.5, n - np.arange(n) - 0.5)
    return np.where(d >= 20, 1, 0.5 - 0.5 * np.cos(np.pi * d / 20))
window = np.outer(taper(h), taper(w))
F = np.fft.fft2((x - (x * window).sum() / window.sum()) * window)
R = 2 * np.hypot(*np.meshgrid(np.fft.fftfreq(h), np.fft.fftfreq(w), indexing='ij'))
inside = R < 1
inside[0, 0] = False
F = np.where(inside, F, 0)
normal = np.where(inside, F / np.maximum(abs(F), 1e-30), 0)
def curve(radii, g):
    filtered = F if g is None else F * (1 - np.exp(-2 * g * g * R * R))
    out = []
    for r in radii:
        mask = R < r
        cross = (filtered * (mask * normal).conj()).real.sum()
        below = np.sqrt((abs(filtered) ** 2).sum() * (abs(mask * normal) ** 2).sum())
        out.append(cross / below if below > 0 else 0.0)
    return np.array(out)
def peak(radii, d):
    while len(d) > 1:
        i = int(d.argmax())
        if i == 0: return 0.0
        if d[i] - d[i:].min() >= 0.0005: return radii[i] if d[i] >= 0.05 else 0.0
        d = d[:-1]
    return 0.0
radii = np.linspace(0, 1, 50)
plain = curve(radii, None)
first = peak(radii, plain)
gs = np.r_[w / 4, np.geomspace(2 / first, 0.15, 10)]
peaks = [first] + [peak(radii, curve(radii, g)) for g in gs]
top = max(peaks)
at = max(0, max(i for i, p in enumerate(peaks) if p == top) - 1)
near = np.linspace(max(0, top - 1 / 49), min(1, top + 0.4), 50)
finer = np.geomspace(gs[max(0, at - 1)], gs[min(len(gs) - 1, at + 1)], 10)
best = max([top] + [peak(near, curve(near, g)) for g in finer])
print(json.dumps([plain.tolist(), best]))`;
  const output = await runPython(python, code, [], bytesOf(image));
  const [plain, best] = JSON.parse(output.toString()) as [number[], number];
  const { curve, cutOff } = decorrelationResolution(cv, image);
  curve.correlation.forEach((value, i) => expect(Math.abs(value - plain[i]!)).toBeLessThan(0.002));
  expect(Math.abs((cutOff as number) - best)).toBeLessThan(0.012);
  expect(Math.abs(best / 2 - 0.17)).toBeLessThan(0.02);
});
