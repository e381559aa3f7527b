import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPhotos } from '../../../electron/engine/formats/list-photos.ts';
import { temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
mkdirSync(at('photos', 'deeper.png'), { recursive: true });
mkdirSync(at('papers'));
mkdirSync(at('nothing'));
for (const name of [
  'cell10.png',
  'cell2.PNG',
  'cell1.jpeg',
  '.hidden.png',
  'notes.txt',
  'stack.TIF',
  'a.png.bak',
]) {
  writeFileSync(at('photos', name), 'x');
}
writeFileSync(at('papers', 'paper.pdf'), 'x');

describe('listPhotos', () => {
  it('expands a folder in natural order, without hidden and other files', async () => {
    expect(await listPhotos([at('photos')])).toEqual({
      files: ['cell1.jpeg', 'cell2.PNG', 'cell10.png', 'stack.TIF'].map((name) => at('photos', name)),
      errors: [],
    });
  });

  it('takes files as given, in the order given, missing ones too', async () => {
    const given = [at('photos', 'notes.txt'), at('absent.png'), at('photos', 'cell10.png')];
    expect(await listPhotos(given)).toEqual({ files: given, errors: [] });
  });

  it('names each folder without images, and the rest goes on', async () => {
    const { files, errors } = await listPhotos([at('papers'), at('photos', 'cell10.png'), at('nothing')]);
    expect(files).toEqual([at('photos', 'cell10.png')]);
    expect(errors.map(({ code }) => code)).toEqual(['invalid-input', 'invalid-input']);
    expect(errors[0]?.message).toBe(
      `${at('papers')} is a folder without images (looked for .png, .jpg, .jpeg, .jpe, .tif, .tiff, .bmp, .dib, .webp).`,
    );
    expect(errors[1]?.file).toBe(at('nothing'));
  });
});
