"""What tifffile reads from the files given: prints JSON {file: {shape (tczyx), dtype, pixelSize, planes}}; planes
are [min, max, mean] in the order t, c, z.  A companion of OME-TIFF members is not looked for."""

MICROMETRES = {'um', 'µm', 'micron', '\\u00B5m'}


def pixel_size(file):
    """From the program's own metadata, else from resolution fields in pixels a centimetre."""
    page = file.pages.first
    resolution = [page.tags[name].value if name in page.tags else (0, 1) for name in ('XResolution', 'YResolution')]
    x, y = (b / a if a else None for a, b in resolution)
    if file.ome_metadata and 'BinaryOnly' not in file.ome_metadata:
        said = tifffile.xml2dict(file.ome_metadata)['OME']['Image']['Pixels']
        return [said.get(f'PhysicalSize{axis}') for axis in 'XYZ']
    if file.is_lsm:
        sides = [file.lsm_metadata[f'VoxelSize{axis}'] * 1e6 for axis in 'XYZ']
        return [side if side > 1e-6 else None for side in sides]
    if file.is_imagej:
        if file.imagej_metadata.get('unit') not in MICROMETRES:
            return [None] * 3
        return [x, y, file.imagej_metadata.get('spacing')]
    unit = page.tags['ResolutionUnit'].value if 'ResolutionUnit' in page.tags else 1
    return [x * 1e4 if x else None, y * 1e4 if y else None, None] if unit == 3 else [None] * 3


def read(name):
    with tifffile.TiffFile(name) as file:
        data = as_tczyx(file.series[0])
        sides = pixel_size(file)
        return {
            'shape': data.shape,
            'dtype': str(data.dtype),
            'pixelSize': dict(zip('xyz', sides)) | {'unit': 'µm'} if any(sides) else None,
            'planes': [[float(f(plane)) for f in (numpy.min, numpy.max, numpy.mean)]
                       for plane in data.reshape((-1, *data.shape[-2:])).astype('float64')],
        }


print(json.dumps({name: read(name) for name in sys.argv[1:]}))
