"""Writes a stack of 512 x 512 planes of 16 bits, noise over shading, prints the sum of its pixels, and then
reads it as often as each line on stdin says.  Usage: read-tiff.py FILE none|deflate|lzw PLANES whole|pages"""
import sys
import time

import numpy
import tifffile


def main() -> None:
    file, codec, planes, how = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    random = numpy.random.default_rng(1)
    shading = numpy.add.outer(numpy.arange(512), numpy.arange(512)) // 4
    stack = (shading + random.poisson(40, (planes, 512, 512))).astype('uint16')
    compression = None if codec == 'none' else codec
    tifffile.imwrite(file, stack, compression=compression, photometric='minisblack', metadata={'axes': 'TYX'})
    print(int(stack.sum(dtype='int64')), flush=True)
    del stack
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            if how == 'whole':
                tifffile.imread(file)
            else:
                with tifffile.TiffFile(file) as opened:
                    for page in opened.pages:
                        page.asarray()
            times.append(f"{(time.perf_counter() - start) * 1000:.4f}")
        print(" ".join(times), flush=True)


main()
