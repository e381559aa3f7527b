"""Recomputes an evaluation from the images that it exported: python evaluation.py FOLDER > JSON."""

import csv
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import tifffile
from scipy import stats
from scipy.ndimage import correlate1d
from skimage.metrics import normalized_root_mse, peak_signal_noise_ratio, structural_similarity
from sklearn.decomposition import PCA
from sklearn.metrics import mean_absolute_error

folder = Path(sys.argv[1])
document = json.loads((folder / 'evaluation.json').read_text())
rows = list(csv.DictReader((folder / 'scores.csv').open(newline='')))


def read(name):
    path = folder / name
    if path.suffix == '.png':
        image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    return tifffile.imread(path).squeeze()


def scale_invariant(image, truth):
    x, y = image.astype(float).ravel(), truth.astype(float).ravel()
    slope, intercept = np.polyfit(x, y, 1)
    error = np.mean((slope * x + intercept - y) ** 2)
    return 10 * np.log10((y.max() - y.min()) ** 2 / error)


def multi_scale(x, y, data_range):
    """Wang, Simoncelli and Bovik 2003 after its definition, with SciPy's filters; colours are averaged."""
    if x.ndim == 3:
        return np.mean([multi_scale(x[..., c], y[..., c], data_range) for c in range(x.shape[2])])
    x, y = x.astype(float), y.astype(float)
    place = np.arange(11) - 5
    weights = np.exp(-(place**2) / 4.5)
    weights /= weights.sum()
    blur = lambda a: correlate1d(correlate1d(a, weights, 0), weights, 1)[5:-5, 5:-5]
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    product = 1
    for power in (0.0448, 0.2856, 0.3001, 0.2363, 0.1333):
        a, b = blur(x), blur(y)
        contrast = (2 * (blur(x * y) - a * b) + c2) / (blur(x * x) - a * a + blur(y * y) - b * b + c2)
        luminance = (2 * a * b + c1) / (a * a + b * b + c1)
        product *= max(0, np.mean(luminance * contrast if power == 0.1333 else contrast)) ** power
        x, y = (i.reshape(i.shape[0] // 2, 2, i.shape[1] // 2, 2).mean((1, 3)) for i in (x, y))
    return product


def scores(image, truth, data_range):
    ssim = structural_similarity(
        truth.astype(float), image.astype(float), data_range=data_range, gaussian_weights=True, sigma=1.5,
        use_sample_covariance=False, channel_axis=-1 if truth.ndim == 3 else None,
    )
    return {
        'psnr': float(peak_signal_noise_ratio(truth.astype(float), image.astype(float), data_range=data_range)),
        'ssim': float(ssim),
        'nrmse': float(normalized_root_mse(truth.astype(float), image.astype(float), normalization='min-max')),
        'pearson': float(stats.pearsonr(image.astype(float).ravel(), truth.astype(float).ravel())[0]),
        'mae': float(mean_absolute_error(truth.astype(float).ravel(), image.astype(float).ravel())),
        'msSsim': float(multi_scale(image, truth, data_range)),
        'scaleInvariantPsnr': float(scale_invariant(image, truth)),
    }


def patches(image, side=256, grid=32):
    height, width = image.shape[:2]
    side = min(side, height, width)
    columns, lines = width // side, height // side
    return [
        cv2.resize(
            image[y : y + side, x : x + side].astype(np.float32), (grid, grid), interpolation=cv2.INTER_AREA
        ).ravel()
        for row in range(lines)
        for column in range(columns)
        for x, y in [(int((column + 0.5) * width / columns - side / 2), int((row + 0.5) * height / lines - side / 2))]
    ]


def energy_distance(a, b):
    def mean(p, q):
        return np.mean([np.linalg.norm(p - each, axis=1) for each in q])

    a, b = np.array(a, float), np.array(b, float)
    return float(2 * mean(a, b) - mean(a, a) - mean(b, b))


truths = [read(row['truthFile']) for row in rows]
eight_bit = truths[0].dtype == np.uint8
low, high = min(float(t.min()) for t in truths), max(float(t.max()) for t in truths)
data_range = 255.0 if eight_bit else high - low
own = [scores(read(row['resultFile']), t, data_range) for row, t in zip(rows, truths)]
baseline = [scores(read(row['scoredInputFile']), t, data_range) for row, t in zip(rows, truths)]


def lists(metric):
    return np.array([s[metric] for s in own]), np.array([s[metric] for s in baseline])


p_values = {m: float(stats.wilcoxon(*lists(m), method='exact').pvalue) for m in own[0]}
real = [p for t in truths for p in patches(t)]
made = [p for row in rows for p in patches(read(row['resultFile']))]
components = PCA(n_components=5, svd_solver='full').fit(np.array(real, float))


def rank_biserial(metric):
    """Matched pairs (Kerby 2014), positive where the result is the better one."""
    difference = np.subtract(*lists(metric)) * (-1 if metric in ('nrmse', 'mae') else 1)
    ranks = stats.rankdata(abs(difference))
    return float((ranks[difference > 0].sum() - ranks[difference < 0].sum()) / ranks.sum())


def holm(p):
    order = sorted(p, key=p.get)
    adjusted, largest = {}, 0
    for i, metric in enumerate(order):
        largest = max(largest, min(1, (len(p) - i) * p[metric]))
        adjusted[metric] = largest
    return adjusted


print(
    json.dumps(
        {
            'dataRange': data_range,
            'result': own,
            'input': baseline,
            'mean': {m: float(np.mean(lists(m)[0])) for m in own[0]},
            'standardDeviation': {m: float(np.std(lists(m)[0], ddof=1)) for m in own[0]},
            'interval': {
                m: [
                    float(v)
                    for v in stats.bootstrap(
                        (lists(m)[0],), np.mean, method='percentile', n_resamples=20000, rng=1
                    ).confidence_interval
                ]
                for m in own[0]
            },
            'p': p_values,
            'correctedP': holm(p_values),
            'effectSize': {m: rank_biserial(m) for m in own[0]},
            'explainedVarianceRatio': components.explained_variance_ratio_.tolist(),
            'points': {
                'real': components.transform(np.array(real, float))[:, :2].tolist(),
                'generated': components.transform(np.array(made, float))[:, :2].tolist(),
            },
            'energy': energy_distance(real, made),
        }
    )
)
