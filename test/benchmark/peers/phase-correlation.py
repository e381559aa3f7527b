"""Registers two planes with scikit-image as often as each line on stdin says, and answers with the milliseconds
of each.  Usage: phase-correlation.py FILE SIZE, FILE holding two SIZE x SIZE planes of 32-bit floats."""
import sys
import time

import numpy as np
from skimage.registration import phase_cross_correlation


def main() -> None:
    size = int(sys.argv[2])
    reference, moving = np.fromfile(sys.argv[1], np.float32).reshape(2, size, size)
    shift = phase_cross_correlation(reference, moving, upsample_factor=20)[0]
    print(shift[1], shift[0], flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            phase_cross_correlation(reference, moving, upsample_factor=20)
            times.append(f"{(time.perf_counter() - start) * 1000:.4f}")
        print(" ".join(times), flush=True)


main()
