"""Goes before the programs that read TIFF files back."""
import json
import sys

import numpy
import tifffile

ORDER = 'TCZYX'


def as_tczyx(series):
    """All samples of an image in our order of axes; those of an RGB pixel are channels."""
    data, axes = series.asarray(), series.axes.replace('S', 'C')
    for axis in ORDER:
        if axis not in axes:
            data, axes = data[None], axis + axes
    return data.transpose([axes.index(axis) for axis in ORDER])


