import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nifti } from '../../../electron/engine/formats/nifti.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();

it.skipIf(process.platform === 'win32')(
  'planes of a sparse volume of 6 GB are read by their place',
  async () => {
    const file = join(folder, 'large.nii');
    const [width, height, slices] = [4096, 4096, 180];
    await nifti.write?.(file, {
      shape: [1, 1, 1, 1, 1],
      dtype: 'uint16',
      pixelSize: { x: 1, y: 1, z: 1, unit: 'mm' },
      channels: ['Grey'],
      plane: () => new Uint16Array(1),
    });
    const handle = await open(file, 'r+');
    const sizes = Buffer.alloc(6);
    [width, height, slices].forEach((size, i) => sizes.writeInt16LE(size, 2 * i));
    await handle.write(sizes, 0, 6, 42);
    const end = 352 + 2 * width * height * slices;
    await handle.truncate(end);
    await handle.write(Uint8Array.of(0x34, 0x12), 0, 2, end - 2);
    await handle.close();
    expect(end).toBeGreaterThan(6e9);

    const before = process.memoryUsage().rss;
    const source = await openSource(file);
    let most = 0;
    for (const z of [0, 90, 100, 178, 179]) {
      const plane = await source.plane({ t: 0, c: 0, z });
      expect(plane.at(-1)).toBe(z === 179 ? 0x1234 : 0);
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    await source.close();
    expect(most).toBeLessThan(500 * 2 ** 20);
  },
);
