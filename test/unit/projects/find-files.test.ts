import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { walk } from '../../../electron/engine/projects/find-files.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function all(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of walk(folder)) paths.push(path.slice(folder.length + 1));
  return paths.sort();
}

describe('searching folders', () => {
  it('tells files with their sizes, and folders', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true });
    writeFileSync(join(folder, 'deep', 'deeper', 'a.tif'), '12345');
    const found = [];
    for await (const path of walk(folder)) found.push(path);
    expect(found).toEqual([
      { path: join(folder, 'deep'), bytes: null },
      { path: join(folder, 'deep', 'deeper'), bytes: null },
      { path: join(folder, 'deep', 'deeper', 'a.tif'), bytes: 5 },
    ]);
  });

  it('ends where links lead back, and follows those that lead elsewhere', async () => {
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'far.tif'), '1');
    mkdirSync(join(folder, 'inner'));
    symlinkSync(folder, join(folder, 'inner', 'up'));
    symlinkSync(elsewhere, join(folder, 'there'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
    expect(await all(folder)).toEqual(['inner', 'inner/up', 'there', 'there/far.tif']);
  });

  it('refuses a file and a folder that is not there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    await expect(all(join(folder, 'a'))).rejects.toThrow(/is a file; name a folder/);
    await expect(all(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
