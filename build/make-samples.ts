/**
 * Cuts the sample images that ship in resources/samples out of published ones:
 * node build/make-samples.ts DATA, where DATA holds timelapse_yeast_16bit and mri as their SOURCE files name them.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSource } from '../electron/engine/formats/open-source.ts';
import { nifti } from '../electron/engine/formats/nifti.ts';
import { tiff } from '../electron/engine/formats/tiff.ts';
import type { Rectangle } from '../electron/engine/imaging/raster.ts';

const [data = ''] = process.argv.slice(2);
const samples = join(import.meta.dirname, '..', 'resources', 'samples');

/** Where cells lie in the yeast frames; no two fields share a pixel. */
const fields: readonly Rectangle[] = [
  { x: 120, y: 20, width: 320, height: 280 },
  { x: 460, y: 0, width: 320, height: 280 },
  { x: 120, y: 400, width: 320, height: 280 },
  { x: 480, y: 340, width: 320, height: 280 },
];
const times = ['t01xy0012.tif', 't04xy0012.tif'];

/** Brain in both subjects, and the slices of pix2pix-medical. */
const brain = { x: 12, y: 24, width: 160, height: 176 };
const slices = { from: 90, count: 21 };

for (const [i, box] of fields.entries()) {
  const file = join(samples, 'live-cells', `field-${i + 1}.ome.tif`);
  await tiff.write?.(file, {
    shape: [times.length, 1, 1, box.height, box.width],
    dtype: 'uint16',
    pixelSize: null,
    channels: ['Bright field'],
    plane: async ({ t }) => {
      const source = await openSource(join(data, 'timelapse_yeast_16bit', times[t] as string));
      const part = await source.region({ t: 0, c: 0, z: 0 }, box);
      await source.close();
      return part;
    },
  });
}

for (const subject of ['patient07', 'patient26']) {
  await mkdir(join(samples, 'brain-mri', subject), { recursive: true });
  for (const contrast of ['T1', 'T2']) {
    const source = await openSource(join(data, 'mri', `${subject}_mni`, `${contrast}.nii.gz`));
    const affine = [...(source.info.affine as readonly number[])];
    // The first voxel that is left lies where it lay: the affine's last column moves along.
    const first = [brain.x, brain.y, slices.from];
    for (let row = 0; row < 3; row += 1) {
      const moved = first.reduce((sum, n, column) => sum + n * (affine[4 * row + column] as number), 0);
      affine[4 * row + 3] = (affine[4 * row + 3] as number) + moved;
    }
    await nifti.write?.(join(samples, 'brain-mri', subject, `${contrast}.nii.gz`), {
      shape: [1, 1, slices.count, brain.height, brain.width],
      dtype: source.info.dtype,
      pixelSize: source.info.pixelSize,
      channels: source.info.channels,
      affine,
      plane: async ({ z }) => source.region({ t: 0, c: 0, z: slices.from + z }, brain),
    });
    await source.close();
  }
}
