import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderListingSchema } from '../../../electron/contract/methods.ts';
import { listFiles } from '../../../electron/engine/files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-files-'));
  await mkdir(join(folder, 'plate 10'));
  await mkdir(join(folder, 'plate 9'));
  await mkdir(join(folder, '.hidden'));
  await writeFile(join(folder, 'cell10.PNG'), 'abc');
  await writeFile(join(folder, 'cell9.jpg'), 'a');
  await writeFile(join(folder, 'notes.txt'), '');
  await symlink(join(folder, 'gone'), join(folder, 'broken'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('listFiles', () => {
  it('lists folders, images and others, each in natural order, without what is hidden or broken', async () => {
    const listing = folderListingSchema.parse(await listFiles({ folder }));
    expect(listing.parent).toBe(tmpdir());
    expect(listing.entries.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
      ['plate 9', 'folder', 0],
      ['plate 10', 'folder', 0],
      ['cell9.jpg', 'image', 1],
      ['cell10.PNG', 'image', 3],
      ['notes.txt', 'other', 0],
    ]);
    expect(listing.entries[0]?.path).toBe(join(folder, 'plate 9'));
  });

  it('begins at the home folder and ends at the root', async () => {
    expect((await listFiles({ folder: '' })).folder).toBe(homedir());
    expect((await listFiles({ folder: '/' })).parent).toBeNull();
  });

  it('says what is wrong with a folder that is none', async () => {
    const missing = join(folder, 'gone');
    await expect(listFiles({ folder: missing })).rejects.toMatchObject({ code: 'not-found', file: missing });
    const file = join(folder, 'notes.txt');
    await expect(listFiles({ folder: file })).rejects.toMatchObject({ code: 'invalid-input', file });
  });

  it.skipIf(process.getuid?.() === 0)('says so where a folder may not be read', async () => {
    const locked = join(folder, 'plate 9');
    await chmod(locked, 0);
    await expect(listFiles({ folder: locked })).rejects.toMatchObject({ message: /permissions/ });
    await chmod(locked, 0o700);
  });
});
