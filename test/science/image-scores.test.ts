import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ImageScores } from '../../electron/contract/metric-methods.ts';
import { metricHandlers } from '../../electron/engine/handlers/metrics.ts';
import { SourcePool } from '../../electron/engine/handlers/source-pool.ts';
import { findPython, runPython } from '../support/python.ts';

const data = (path: string): string =>
  fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));
const found = findPython();
const python = 'path' in found ? found.path : '';
const missing =
  'missing' in found ? found.missing : existsSync(data('w2s')) ? null : 'There is no ../shared/data.';
if (missing) process.stderr.write(`${missing} Scores of real images are not compared.\n`);

/** What scikit-image and SciPy say of the same files; MS-SSIM after its definition, with SciPy's filters. */
const reference = `
import json, sys
import numpy as np
from scipy.ndimage import correlate1d
from scipy.stats import pearsonr
from skimage.io import imread
from skimage.metrics import normalized_root_mse, peak_signal_noise_ratio, structural_similarity

def multi_scale(x, y, data_range):
    place = np.arange(11) - 5
    weights = np.exp(-place**2 / 4.5); weights /= weights.sum()
    blur = lambda a: correlate1d(correlate1d(a, weights, 0), weights, 1)[5:-5, 5:-5]
    c1, c2 = (0.01 * data_range)**2, (0.03 * data_range)**2
    product = 1
    for power in (0.0448, 0.2856, 0.3001, 0.2363, 0.1333):
        a, b = blur(x), blur(y)
        contrast = (2 * (blur(x * y) - a * b) + c2) / (blur(x * x) - a * a + blur(y * y) - b * b + c2)
        luminance = (2 * a * b + c1) / (a * a + b * b + c1)
        term = np.mean(luminance * contrast) if power == 0.1333 else np.mean(contrast)
        product *= max(0, term)**power
        x, y = (np.pad(i, [(0, s % 2) for s in i.shape], "symmetric") for i in (x, y))
        x, y = (i.reshape(i.shape[0] // 2, 2, -1, 2).mean((1, 3)) for i in (x, y))
    return product

out = []
for prediction, target in json.load(sys.stdin):
    x, y = imread(prediction), imread(target)
    top = np.iinfo(y.dtype).max if y.dtype.kind == "u" else float(y.max()) - float(y.min())
    x, y = x.astype(float), y.astype(float)
    design = np.stack([x.ravel(), np.ones(x.size)], 1)
    fitted = design @ np.linalg.lstsq(design, y.ravel(), rcond=None)[0]
    out.append({
        "psnr": peak_signal_noise_ratio(y, x, data_range=top),
        "ssim": structural_similarity(y, x, data_range=top, gaussian_weights=True, sigma=1.5,
                                      use_sample_covariance=False),
        "msSsim": multi_scale(x, y, top),
        "scaleInvariantPsnr": peak_signal_noise_ratio(y.ravel(), fitted, data_range=y.max() - y.min()),
        "nrmse": normalized_root_mse(y, x, normalization="min-max"),
        "pearson": pearsonr(x.ravel(), y.ravel()).statistic,
        "mae": np.abs(x - y).mean(),
    })
print(json.dumps(out))`;

const files: [string, string][] = [
  ['w2s/avg1/input_avg1_001_0.tif', 'w2s/avg400/target_avg400_001_0.tif'],
  ['timelapse_yeast_16bit/t01xy0012.tif', 'timelapse_yeast_16bit/t02xy0012.tif'],
  ['flim/W800_P200_5mW_Ax1_I_t5.tif', 'flim/W800_P200_5mW_Ax5_I.tif'],
];

describe.skipIf(missing !== null)('scores of real images equal scikit-image’s and SciPy’s', () => {
  it('of 8-bit, 16-bit and float files', { timeout: 60_000 }, async () => {
    const paths = files.map((pair) => pair.map(data));
    const input = new TextEncoder().encode(JSON.stringify(paths));
    const theirs = JSON.parse((await runPython(python, reference, [], input)).toString()) as ImageScores[];
    const sources = new SourcePool();
    const handlers = metricHandlers({ sources });
    const call = { signal: new AbortController().signal, progress: () => undefined };
    for (const [i, [prediction = '', target = '']] of paths.entries()) {
      const { pairs } = await handlers['image.metrics']({ prediction, target }, call);
      for (const [id, value] of Object.entries(theirs[i] as ImageScores)) {
        const ours = pairs[0]?.[id as keyof ImageScores];
        expect(Math.abs((ours ?? NaN) - (value as number)), `${id} of ${prediction}`).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(value as number)),
        );
      }
    }
    await sources.close();
  });
});
