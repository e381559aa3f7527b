import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listDatasets, readDataset } from '../../../electron/engine/projects/dataset-files.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Written by Abbe as it was at version 1 of these documents, from four photos of ../shared/data/bccd. */
const version1 = fileURLToPath(new URL('../../fixtures/projects/version-1', import.meta.url));

function copyOfVersion1(): string {
  const folder = temporaryFolder();
  cpSync(version1, folder, { recursive: true });
  return folder;
}

const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

describe('documents of version 1', () => {
  it('keep every photo of the project as a source', async () => {
    const folder = copyOfVersion1();
    const old = json(folder, 'project.json');
    const document = await (await new Projects().open(folder)).document();
    expect(document).toMatchObject({ version: 2, name: 'Blood', created: old.created });
    expect(document).not.toHaveProperty('photos');
    expect(document.sources).toHaveLength(4);
    expect(document.sources).toEqual(
      old.photos.map((photo: object) => ({ ...photo, bytes: null, axis: null })),
    );
  });

  it('keep every cell of a dataset, its split and how it was made', async () => {
    const folder = copyOfVersion1();
    const old = json(folder, 'datasets', 'cells.json');
    const dataset = await readDataset(folder, 'cells');
    expect(dataset.items.length).toBe(old.items.length);
    expect(dataset.items.length).toBeGreaterThan(30);
    for (const [i, item] of dataset.items.entries()) {
      const { id, photo, box, split } = old.items[i];
      expect(item).toMatchObject({ id, split, input: null, width: box.width, height: box.height });
      expect(item).toMatchObject({ target: { kind: 'plane', source: photo, box }, included: true });
    }
    expect(dataset.preparation).toEqual({ id: 'cell-segmentation', parameters: old.segmentation });
    expect(dataset.degradation).toEqual(old.degradation);
    expect(dataset.splitting).toMatchObject({ by: 'photo', seed: 7, stratified: false });
    expect(dataset.sources).toEqual(json(folder, 'project.json').photos);
  });

  it('stay as they are on disk until something is changed', async () => {
    const folder = copyOfVersion1();
    const project = await new Projects().open(folder);
    await listDatasets(folder);
    expect(json(folder, 'project.json').version).toBe(1);
    await project.change((document) => ({ ...document, name: 'Renamed' }));
    expect(json(folder, 'project.json')).toMatchObject({ version: 2, name: 'Renamed' });
    expect(json(folder, 'datasets', 'cells.json').version).toBe(1);
    expect((await readDataset(folder, 'cells')).sources).toHaveLength(4);
  });

  it('that are damaged are refused, naming file and field', async () => {
    const folder = copyOfVersion1();
    const file = join(folder, 'datasets', 'cells.json');
    const old = json(file);
    delete old.items[3].box;
    writeFileSync(file, JSON.stringify(old));
    await expect(readDataset(folder, 'cells')).rejects.toMatchObject({
      code: 'invalid-input',
      file,
      message: expect.stringContaining('items.3.box'),
    });
  });

  it('of a dataset whose project is gone name the project', async () => {
    const folder = copyOfVersion1();
    rmSync(join(folder, 'project.json'));
    await expect(readDataset(folder, 'cells')).rejects.toThrow(/project\.json does not exist/);
  });

  it('of version 3 are refused as written by a newer Abbe', async () => {
    const folder = copyOfVersion1();
    const file = join(folder, 'datasets', 'cells.json');
    writeFileSync(file, JSON.stringify({ ...json(file), version: 3 }));
    await expect(readDataset(folder, 'cells')).rejects.toThrow(/newer Abbe \(version 3/);
  });
});
