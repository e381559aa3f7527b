import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../electron/engine/projects/content-hash.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('the content of a source', () => {
  it('is the SHA-256 and the size of a file', async () => {
    const file = join(temporaryFolder(), 'a.tif');
    const bytes = Buffer.alloc(300_000, 'abbe');
    writeFileSync(file, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await contentOf(file)).toEqual({ sha256, bytes: 300_000 });
  });

  it('of a folder depends on the names and bytes in it, not on its own name', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'a.zarr');
    mkdirSync(join(folder, '0', 'c'), { recursive: true });
    writeFileSync(join(folder, 'zarr.json'), '{}');
    writeFileSync(join(folder, '0', 'c', '0'), 'chunk');
    const before = await contentOf(folder);
    expect(before.bytes).toBe(7);
    renameSync(folder, join(parent, 'b.zarr'));
    expect(await contentOf(join(parent, 'b.zarr'))).toEqual(before);
    writeFileSync(join(parent, 'b.zarr', '0', 'c', '0'), 'chunK');
    expect((await contentOf(join(parent, 'b.zarr'))).sha256).not.toBe(before.sha256);
    renameSync(join(parent, 'b.zarr', '0', 'c', '0'), join(parent, 'b.zarr', '0', 'c', '1'));
    writeFileSync(join(parent, 'b.zarr', '0', 'c', '1'), 'chunk');
    expect((await contentOf(join(parent, 'b.zarr'))).sha256).not.toBe(before.sha256);
  });

  it('of a folder with a link to itself is found all the same', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), 'a');
    symlinkSync(folder, join(folder, 'again'));
    expect((await contentOf(folder)).bytes).toBe(1);
  });

  it('is not found where there is no file', async () => {
    await expect(contentOf(join(temporaryFolder(), 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
