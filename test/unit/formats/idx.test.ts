import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdxLabels } from '../../../electron/engine/formats/idx.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();

function save(name: string, type: number, sizes: number[], data: Uint8Array, pack = false): string {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, type, sizes.length]);
  sizes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  const file = join(folder, name);
  const bytes = Buffer.concat([header, data]);
  writeFileSync(file, pack ? gzipSync(bytes) : bytes);
  return file;
}

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => i);

describe('MNIST idx', () => {
  it.each([false, true])('images are time points, packed: %s', async (packed) => {
    const source = await openSource(save(`images-${packed}`, 8, [3, 4, 5], bytes(60), packed));
    expect(source.info).toMatchObject({ shape: [3, 1, 1, 4, 5], dtype: 'uint8', axesStated: true });
    expect(await source.plane({ t: 2, c: 0, z: 0 })).toEqual(bytes(60).slice(40));
    expect(await source.region({ t: 1, c: 0, z: 0 }, { x: 3, y: 2, width: 2, height: 2 })).toEqual(
      Uint8Array.of(33, 34, 38, 39),
    );
    await source.close();
  });

  it('wider numbers are big-endian, read twice the same', async () => {
    const data = Buffer.alloc(12);
    [-2, 300, 7].forEach((value, i) => data.writeInt32BE(value, 4 * i));
    const source = await openSource(save('wide', 0x0c, [1, 3], data, true));
    const index = { t: 0, c: 0, z: 0 };
    expect(await source.plane(index)).toEqual(Int32Array.of(-2, 300, 7));
    expect(await source.plane(index)).toEqual(Int32Array.of(-2, 300, 7));
    await source.close();
  });

  it('labels are no image, and are read as labels', async () => {
    const file = save('labels.gz', 8, [7], bytes(7), true);
    await expect(openSource(file)).rejects.toThrow(/holds 7 labels and no images; .* preparation of labels/);
    expect(await readIdxLabels(file)).toEqual(bytes(7));
    await expect(readIdxLabels(save('images', 8, [1, 2, 2], bytes(4)))).rejects.toThrow(
      /holds images and no labels/,
    );
  });

  it('sizes that the file cannot hold are refused before anything is read', async () => {
    await expect(openSource(save('short', 8, [3, 4, 5], bytes(59)))).rejects.toThrow(
      /announces 76 bytes, 75 are/,
    );
    await expect(openSource(save('huge', 8, [0xffffffff, 200, 200], bytes(9), true))).rejects.toThrow(
      /announces/,
    );
    const source = await openSource(save('cut', 8, [3, 4, 5], bytes(30), true));
    await expect(source.plane({ t: 0, c: 0, z: 0 })).rejects.toThrow(/ends before the image does/);
    await source.close();
  });
});
