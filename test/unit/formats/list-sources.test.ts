import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFormats } from '../../../electron/engine/formats/index.ts';
import { foldersInside, isImageName, listSources } from '../../../electron/engine/formats/list-sources.ts';
import { temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const names = ['cell10.png', 'cell2.PNG', 'cell1.jpeg', '.hidden.png', 'notes.txt', 'stack.TIF', 'a.png.bak'];
for (const each of ['photos/deeper.png', 'papers', 'nothing', 'photos/inner/more', 'photos/image3.zarr/0']) {
  mkdirSync(at(each), { recursive: true });
}
for (const name of [
  ...names,
  'inner/scan.nii.gz',
  'inner/more/t10k-images-idx3-ubyte.gz',
  'inner/x[1].tif',
]) {
  writeFileSync(at('photos', name), 'x');
}
writeFileSync(at('photos/image3.zarr/zarr.json'), '{}');
writeFileSync(at('photos/image3.zarr/0/thumbnail.png'), 'x');
writeFileSync(at('papers', 'paper.pdf'), 'x');
const inOrder = ['cell1.jpeg', 'cell2.PNG', 'cell10.png', 'image3.zarr', 'stack.TIF'];

describe('listSources', () => {
  it('expands a folder in natural order, without hidden and other files; a .zarr folder is one image', async () => {
    expect(await listSources([at('photos')])).toEqual({
      files: inOrder.map((name) => at('photos', name)),
      errors: [],
    });
  });

  it('enters folders on request, but no image folder', async () => {
    const { files } = await listSources([at('photos')], { recursive: true });
    const inside = ['inner/more/t10k-images-idx3-ubyte.gz', 'inner/scan.nii.gz', 'inner/x[1].tif'];
    expect(files.toSorted()).toEqual([...inOrder, ...inside].map((name) => at('photos', name)).toSorted());
  });

  it('enters folders of a folder without images of its own, where asked to, and not endlessly', async () => {
    for (const each of ['cohort/b/day/late/later', 'cohort/a']) mkdirSync(at(each), { recursive: true });
    for (const name of ['a/T1.nii', 'a/T10.nii', 'a/T2.nii', 'b/day/T1.nii', 'b/day/late/later/T3.nii'])
      writeFileSync(at('cohort', name), 'x');
    const whereEmpty = { recursive: 'where-empty' } as const;
    const within = ['a/T1.nii', 'a/T2.nii', 'a/T10.nii', 'b/day/T1.nii'].map((name) => at('cohort', name));
    expect(await listSources([at('cohort')], whereEmpty)).toEqual({ files: within, errors: [] });
    expect((await listSources([at('photos')], whereEmpty)).files).toHaveLength(inOrder.length);
    expect((await listSources([at('cohort')])).errors).toHaveLength(1);
  });

  it('tells which folders it did not enter beside images, and how many images they hold', async () => {
    const inner = { folder: at('photos', 'inner'), images: 3 };
    expect(await foldersInside(at('photos'))).toEqual([inner]);
    for (const each of ['papers', 'photos/cell10.png', 'photos/image3.zarr', 'absent'])
      expect(await foldersInside(at(each))).toEqual([]);
    // Those of a folder without images of its own are entered.
    mkdirSync(at('days/one'), { recursive: true });
    writeFileSync(at('days/one', 'a.png'), 'x');
    expect(await foldersInside(at('days'))).toEqual([]);
  });

  it('takes files as given, in the order given, missing ones too', async () => {
    const given = [
      at('photos', 'notes.txt'),
      at('absent.png'),
      at('photos', 'cell10.png'),
      at('photos', 'inner', 'x[1].tif'),
      at('photos', 'image3.zarr'),
    ];
    expect(await listSources(given)).toEqual({ files: given, errors: [] });
  });

  it('expands patterns', async () => {
    const files = async (pattern: string) => (await listSources([at(pattern)])).files;
    expect(await files('photos/cell*')).toEqual(
      ['cell1.jpeg', 'cell2.PNG', 'cell10.png'].map((n) => at('photos', n)),
    );
    expect(await files('photos/*.txt')).toEqual([at('photos/notes.txt')]);
    expect(await files('photos/*')).toEqual(inOrder.map((name) => at('photos', name)));
    expect(await files('**/scan*')).toEqual([at('photos/inner/scan.nii.gz')]);
    expect(await files('photos/{cell1,cell2}.*')).toEqual([at('photos/cell1.jpeg'), at('photos/cell2.PNG')]);
    const { errors } = await listSources([at('photos/none*.png')]);
    expect(errors).toEqual([expect.objectContaining({ code: 'not-found', file: at('photos/none*.png') })]);
  });

  it('names each folder without images, and the rest goes on', async () => {
    const { files, errors } = await listSources([at('papers'), at('photos', 'cell10.png'), at('nothing')]);
    expect(files).toEqual([at('photos', 'cell10.png')]);
    expect(errors.map(({ code }) => code)).toEqual(['invalid-input', 'invalid-input']);
    const known = sourceFormats.flatMap(({ extensions }) => extensions.map((each) => `.${each}`)).join(', ');
    expect(errors[0]?.message).toBe(`${at('papers')} is a folder without images (looked for ${known}).`);
    expect(errors[1]?.file).toBe(at('nothing'));
  });

  it('lists ten thousand files that it never opens', async () => {
    const many = at('many');
    mkdirSync(many);
    for (let i = 0; i < 10_000; i += 1) writeFileSync(join(many, `t${i}.tif`), '');
    const { files } = await listSources([many]);
    expect(files).toHaveLength(10_000);
    expect([files[2], files[9999]]).toEqual([join(many, 't2.tif'), join(many, 't9999.tif')]);
  });
});

it('knows images by their names', () => {
  for (const name of ['a.NII.GZ', 'train-images-idx3-ubyte', 'x.ome.tiff', 'b.zarr'])
    expect(isImageName(name)).toBe(true);
  for (const name of ['a.gz', 'png', 'a-png', 'b.tif.txt', 't10k-labels-idx1-ubyte.gz'])
    expect(isImageName(name)).toBe(false);
});
