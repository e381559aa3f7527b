"""Writes TIFF files of every kind with tifffile into the folder given, each with what a reader must find:
prints JSON {name: {shape, dtype, pixelSize, channels, axesStated}} and writes NAME.raw, the samples as tczyx."""
import itertools
import json
import sys
from pathlib import Path

import numpy
import tifffile

folder = Path(sys.argv[1])
random = numpy.random.default_rng(7)
found = {}
HEIGHT, WIDTH = 37, 53


def pixels(shape, dtype):
    """Smooth with noise, so that every compression has runs and breaks; extremes of the type are in it."""
    values = numpy.cumsum(random.integers(-3, 4, shape), axis=-1)
    kind = numpy.dtype(dtype).kind
    if kind == 'f':
        data = (values * 0.37 + 1e-3).astype(dtype)
    elif kind == 'b':
        data = values > 0
    else:
        limits = numpy.iinfo(dtype)
        data = (values + (40 if limits.min < 0 else 100)).clip(0, 120).astype(dtype)
        data.flat[:2] = limits.min, limits.max
    return data


def keep(name, data, tczyx, **expected):
    """data: what the file's samples are; tczyx: the same with named axes."""
    stored = numpy.ascontiguousarray(tczyx)
    kind = {'bool': 'uint8', 'float16': 'float32'}.get(str(stored.dtype), str(stored.dtype))
    stored.astype(kind).astype(numpy.dtype(kind).newbyteorder('<')).tofile(folder / f'{name}.raw')
    found[name] = {'shape': list(stored.shape), 'dtype': kind, **expected}


def grey(name, data, **options):
    tifffile.imwrite(folder / f'{name}.tif', data, photometric='minisblack', metadata=None, **options)
    pages = data.reshape((-1, *data.shape[-2:]))
    keep(name, data, pages[:, None, None], axesStated=len(pages) == 1)


# Every type in both byte orders, and every way to lay the pixels out.
types = ['bool', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float16', 'float32', 'float64']
for dtype, order in itertools.product(types, '<>'):
    grey(f'type-{dtype}-{"le" if order == "<" else "be"}', pixels((HEIGHT, WIDTH), dtype), byteorder=order)
layouts = {'strips': {'rowsperstrip': 8}, 'tiles': {'tile': (16, 32)}, 'whole': {'rowsperstrip': HEIGHT}}
codecs = [None, 'lzw', 'zlib', 'deflate', 'packbits', 'zstd']
for (layout, place), codec, order, dtype in itertools.product(
    layouts.items(), codecs, '<>', ['uint8', 'uint16', 'float32']
):
    name = f'{layout}-{codec}-{"le" if order == "<" else "be"}-{dtype}'
    grey(name, pixels((2, HEIGHT, WIDTH), dtype), compression=codec, byteorder=order, **place)
for dtype, order, codec in itertools.product(
    ['uint8', 'int16', 'uint32', 'float16', 'float32', 'float64'], '<>', ['lzw', 'zlib']
):
    name = f'predictor-{dtype}-{"le" if order == "<" else "be"}-{codec}'
    grey(name, pixels((HEIGHT, WIDTH), dtype), compression=codec, predictor=True, byteorder=order, rowsperstrip=8)
grey('big-le', pixels((3, HEIGHT, WIDTH), 'uint16'), bigtiff=True)
grey('big-be', pixels((3, HEIGHT, WIDTH), 'uint16'), bigtiff=True, byteorder='>', compression='lzw', tile=(16, 16))
noise = random.integers(0, 65536, (300, 400)).astype('uint16')
grey('noise-lzw', noise, compression='lzw', rowsperstrip=300)
grey('even-lzw', numpy.zeros((300, 400), 'uint16'), compression='lzw', rowsperstrip=300)

# RGB, with and without alpha, samples together and apart.
for planar, codec, alpha, place in itertools.product(
    ['contig', 'separate'], [None, 'lzw', 'zlib'], [False, True], [{}, {'rowsperstrip': 8}, {'tile': (16, 32)}]
):
    samples = pixels((4 if alpha else 3, HEIGHT, WIDTH), 'uint16')
    name = f'rgb-{planar}-{codec}-{"alpha" if alpha else "plain"}-{"-".join(place) or "whole"}'
    data = samples if planar == 'separate' else numpy.moveaxis(samples, 0, -1)
    more = {'extrasamples': ['unassalpha']} if alpha else {}
    predictor = codec is not None and planar == 'contig'
    tifffile.imwrite(folder / f'{name}.tif', data, photometric='rgb', planarconfig=planar, compression=codec,
                     predictor=predictor, metadata=None, **place, **more)
    keep(name, data, samples[None, :3, None], axesStated=True, rgb=True)

# JPEG: what libjpeg makes of it is the truth.
smooth = numpy.add.outer(numpy.arange(64), numpy.arange(96))
colours = numpy.stack([smooth, 255 - smooth, smooth[::-1]], -1).clip(0, 255).astype('uint8')
jpegs = {
    'grey': dict(data=colours[..., 0], photometric='minisblack'),
    'grey-tiles': dict(data=colours[..., 0], photometric='minisblack', tile=(32, 32)),
    'ycbcr': dict(data=colours, photometric='rgb', compressionargs={'outcolorspace': 'ycbcr'}, tile=(32, 32)),
    'rgb': dict(data=colours, photometric='rgb', compressionargs={'colorspace': 'rgb', 'outcolorspace': 'rgb'}),
}
for name, options in jpegs.items():
    file = folder / f'jpeg-{name}.tif'
    tifffile.imwrite(file, compression='jpeg', metadata=None, **options)
    data = tifffile.imread(file)
    planes = data[None] if data.ndim == 2 else numpy.moveaxis(data, -1, 0)
    keep(f'jpeg-{name}', data, planes[None, :, None], axesStated=True)

# ImageJ: any axes, both ways of calibration, RGB.
for sizes, dtype in itertools.product([(1, 1, 1), (1, 5, 1), (3, 1, 1), (3, 4, 2), (1, 1, 3)], ['uint8', 'uint16', 'float32']):
    t, z, c = sizes
    data = pixels((t, z, c, HEIGHT, WIDTH), dtype)
    name = f'imagej-{t}-{z}-{c}-{dtype}'
    tifffile.imwrite(folder / f'{name}.tif', data, imagej=True, resolution=(1 / 0.25, 1 / 0.5),
                     metadata={'axes': 'TZCYX', 'spacing': 1.5, 'unit': 'um', 'finterval': 0.5})
    keep(name, data, data.transpose(0, 2, 1, 3, 4), axesStated=True,
         pixelSize={'x': 0.25, 'y': 0.5, 'z': 1.5, 'unit': 'µm'}, interval=0.5)
data = pixels((2, 3, 1, HEIGHT, WIDTH, 3), 'uint8')
tifffile.imwrite(folder / 'imagej-rgb.tif', data, imagej=True, metadata={'axes': 'TZCYXS'})
keep('imagej-rgb', data, data[:, :, 0].transpose(0, 4, 1, 2, 3), axesStated=True, rgb=True)

# OME-TIFF.
for axes, shape in {'TCZYX': (2, 3, 4), 'ZTCYX': (4, 2, 3), 'CZTYX': (3, 4, 2)}.items():
    for dtype, place in itertools.product(['uint8', 'int16', 'float32', 'float64'], [{}, {'tile': (16, 32), 'compression': 'zlib'}]):
        data = pixels((*shape, HEIGHT, WIDTH), dtype)
        name = f'ome-{axes}-{dtype}-{"tiles" if place else "strips"}'
        metadata = {'axes': axes, 'PhysicalSizeX': 650, 'PhysicalSizeXUnit': 'nm', 'PhysicalSizeY': 0.65,
                    'PhysicalSizeYUnit': 'µm', 'PhysicalSizeZ': 0.002, 'PhysicalSizeZUnit': 'mm',
                    'Channel': {'Name': ['DAPI', 'GFP & more', 'µ-ruby']}}
        tifffile.imwrite(folder / f'{name}.tif', data, ome=True, photometric='minisblack', metadata=metadata, **place)
        keep(name, data, data.transpose([axes.index(a) for a in 'TCZYX']), axesStated=True,
             channels=['DAPI', 'GFP & more', 'µ-ruby'],
             pixelSize={'x': 0.65, 'y': 0.65, 'z': 2, 'unit': 'µm'})
data = pixels((2, HEIGHT, WIDTH, 3), 'uint8')
tifffile.imwrite(folder / 'ome-rgb.tif', data, ome=True, photometric='rgb', metadata={'axes': 'ZYXS'})
keep('ome-rgb', data, data.transpose(3, 0, 1, 2)[None], axesStated=True, rgb=True)
with tifffile.TiffWriter(folder / 'ome-series.tif', ome=True) as writer:
    writer.write(pixels((5, 11, 13), 'uint16'), photometric='minisblack', metadata={'axes': 'ZYX'})
    second = pixels((2, HEIGHT, WIDTH), 'uint8')
    writer.write(second, photometric='minisblack', metadata={'axes': 'CYX'})
keep('ome-series', second, second[None, :, None], axesStated=True, series=1)

# tifffile's own description, with and without axes.
data = pixels((3, 4, HEIGHT, WIDTH), 'uint16')
tifffile.imwrite(folder / 'shaped-axes.tif', data, photometric='minisblack', metadata={'axes': 'TZYX'})
keep('shaped-axes', data, data[:, None], axesStated=True)
tifffile.imwrite(folder / 'shaped.tif', data, photometric='minisblack')
keep('shaped', data, data.reshape(12, 1, 1, HEIGHT, WIDTH), axesStated=False)

# Resolution fields of plain files.
tifffile.imwrite(folder / 'centimetres.tif', data[0, 0], resolution=(20000, 10000), resolutionunit='CENTIMETER', metadata=None)
keep('centimetres', data[0, 0], data[:1, :1, None], axesStated=True, pixelSize={'x': 0.5, 'y': 1, 'z': None, 'unit': 'µm'})
tifffile.imwrite(folder / 'screen.tif', data[0, 0], resolution=(72, 72), resolutionunit='INCH', metadata=None)
keep('screen', data[0, 0], data[:1, :1, None], axesStated=True)

print(json.dumps(found))
