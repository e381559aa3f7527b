import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WritableImage } from '../../electron/engine/formats/pixel-source.ts';
import { allocateSamples } from '../../electron/engine/formats/pixel-source.ts';
import { writeImagejTiff } from '../../electron/engine/formats/tiff/write-imagej.ts';
import { findPython, runPython } from '../support/python.ts';
import { temporaryFolder } from '../unit/formats/fixtures.ts';

const folder = temporaryFolder();
const reference = findPython();
const python = 'path' in reference ? reference.path : '';

/** What tifffile finds: as ImageJ, it takes all planes from behind the first one's beginning. */
const reader = `
import json, sys, tifffile
with tifffile.TiffFile(sys.argv[1]) as file:
    series = file.series[0]
    data = series.asarray()
    page = file.pages[0]
    numerator, denominator = page.tags['XResolution'].value if 'XResolution' in page.tags else (0, 1)
    print(json.dumps({
        'kind': series.kind, 'axes': series.axes, 'shape': list(data.shape), 'dtype': str(data.dtype),
        'samples': [float(x) for x in data.reshape(-1)[:4000]],
        'contiguous': page.is_contiguous, 'pages': len(file.pages),
        'unit': file.imagej_metadata.get('unit'), 'spacing': file.imagej_metadata.get('spacing'),
        'resolution': numerator / denominator,
    }))
`;

interface Found {
  kind: string;
  axes: string;
  shape: number[];
  dtype: string;
  samples: number[];
  contiguous: boolean;
  pages: number;
  unit: string | null;
  spacing: number | null;
  resolution: number;
}

async function written(name: string, image: WritableImage): Promise<Found> {
  const file = join(folder, `${name}.tif`);
  await writeImagejTiff(file, image);
  return JSON.parse((await runPython(python, reader, [file])).toString()) as Found;
}

const [height, width] = [4, 5];
const valueOf = (t: number, c: number, z: number, i: number): number => 1000 * t + 200 * c + 50 * z + i;

function stack(dtype: 'uint8' | 'uint16' | 'float32', shape: [number, number, number]): WritableImage {
  return {
    shape: [...shape, height, width],
    dtype,
    pixelSize: { x: 0.0937, y: 0.0937, z: 1.5, unit: 'µm' },
    channels: [],
    plane: ({ t, c, z }) =>
      allocateSamples(dtype, height * width).map((_, i) => valueOf(t, c, z, i)) as never,
  };
}

describe.skipIf(!python)('TIFF for ImageJ', () => {
  it('is a hyperstack to tifffile: axes, numbers, pixel size and spacing', async () => {
    for (const dtype of ['uint16', 'float32'] as const) {
      const found = await written(dtype, stack(dtype, [3, 2, 4]));
      expect(found).toMatchObject({ kind: 'imagej', axes: 'TZCYX', shape: [3, 4, 2, height, width], dtype });
      expect(found).toMatchObject({ contiguous: true, unit: 'micron', spacing: 1.5 });
      expect(1 / found.resolution).toBeCloseTo(0.0937, 6);
      const wanted: number[] = [];
      for (let t = 0; t < 3; t += 1)
        for (let z = 0; z < 4; z += 1)
          for (let c = 0; c < 2; c += 1)
            for (let i = 0; i < height * width; i += 1) wanted.push(valueOf(t, c, z, i));
      expect(found.samples).toEqual(wanted);
    }
  });

  it('has pixels of millimetres to six digits', async () => {
    const image = { ...stack('uint8', [1, 1, 1]), pixelSize: { x: 0.9375, y: 0.9375, z: null, unit: 'mm' } };
    const found = await written('large', image);
    expect(1 / found.resolution).toBeCloseTo(937.5, 3);
  });

  it('packs colours of 8 bits', async () => {
    const found = await written('colours', { ...stack('uint8', [1, 3, 2]), rgb: true });
    expect(found).toMatchObject({ axes: 'ZYXS', shape: [2, height, width, 3], dtype: 'uint8' });
    expect(found.samples.slice(0, 6)).toEqual([0, 200, 400 & 255, 1, 201, 401 & 255]);
  });

  it('refuses numbers that ImageJ does not have, and says what to write', async () => {
    const image = { ...stack('uint16', [1, 1, 1]), dtype: 'int32' as const };
    await expect(writeImagejTiff(join(folder, 'no.tif'), image)).rejects.toThrow(/int32; write OME-TIFF/);
    const large = { ...stack('float32', [2000, 2, 100]), shape: [2000, 2, 100, 100, 100] as never };
    await expect(writeImagejTiff(join(folder, 'big.tif'), large)).rejects.toThrow(/above 4 GB; write OME/);
  });
});
