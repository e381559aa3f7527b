"""What tifffile finds in an OME-TIFF: a line of JSON, then the samples as tczyx, little-endian."""

with tifffile.TiffFile(sys.argv[1]) as file:
    series = file.series[0]
    data = as_tczyx(series)
    pixels = tifffile.xml2dict(file.ome_metadata)['OME']['Image']['Pixels']
    channels = pixels['Channel'] if isinstance(pixels['Channel'], list) else [pixels['Channel']]
    found = {
        'kind': series.kind,
        'dtype': str(data.dtype),
        'shape': data.shape,
        'sides': [pixels.get(f'PhysicalSize{axis}') for axis in 'XYZ'],
        'names': [channel.get('Name') for channel in channels],
        'files': len({page.parent.filehandle.path for page in series.pages if page is not None}),
    }
sys.stdout.write(json.dumps(found) + '\n')
sys.stdout.flush()
sys.stdout.buffer.write(numpy.ascontiguousarray(data).tobytes())
