"""SSIM of two images with scikit-image as often as each line on stdin says, answered with the milliseconds of each.
Usage: ssim.py FILE SIZE DTYPE, FILE holding two SIZE x SIZE images of that type. The first line printed is the value."""
import sys
import time

import numpy as np
from skimage.metrics import structural_similarity


def main() -> None:
    size = int(sys.argv[2])
    prediction, target = np.fromfile(sys.argv[1], sys.argv[3]).reshape(2, size, size)
    top = np.iinfo(target.dtype).max

    def ssim() -> float:
        return structural_similarity(
            target, prediction, data_range=top, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
        )

    print(ssim(), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            ssim()
            times.append(f"{(time.perf_counter() - start) * 1000:.4f}")
        print(" ".join(times), flush=True)


main()
