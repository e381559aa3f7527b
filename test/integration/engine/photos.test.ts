import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { cellsRequest } from '../../support/dataset-document.ts';
import { brokenPhotos, onePixel } from './broken-photos.ts';
import { missingPhotos, realPhotos, startEngine, temporaryFolder } from './engine-fixture.ts';

describe.skipIf(missingPhotos)('photos and datasets in the engine', () => {
  it('adds photos, names each broken one in a line of its own, and goes on', async () => {
    const { call } = await startEngine();
    const { folder: project } = await call('project.create', { folder: temporaryFolder(), name: 'Cells' });
    const good = realPhotos(3);
    const all = await brokenPhotos(temporaryFolder(), good[0] as string);
    // Only headers are read: what is missing at the end of a file is found when it is decoded.
    const truncated = all.find(({ path }) => path.endsWith('truncated.jpg'))?.path as string;
    const broken = all.filter(({ path }) => path !== truncated);
    const paths = [...all.map(({ path }) => path), ...good];
    const result = await call('project.addSources', { project, paths });
    expect(result.added).toEqual([truncated, ...good]);
    expect(result.sources).toEqual([truncated, ...good]);
    expect(result.failed.map(({ file }) => file).sort()).toEqual(broken.map(({ path }) => path).sort());
    for (const { path, says } of broken) {
      const reason = result.failed.find(({ file }) => file === path)?.reason ?? '';
      expect(reason).toMatch(says);
      expect(reason).toContain(path);
      expect(reason).not.toContain('\n');
    }
  });

  it('adds a photo once, and again when it has changed', async () => {
    const { call } = await startEngine();
    const folder = temporaryFolder();
    const { folder: project } = await call('project.create', { folder, name: 'Cells' });
    const file = join(folder, 'photo.jpg');
    const [first, second] = realPhotos(2);
    writeFileSync(file, readFileSync(first as string));
    const added = await call('project.addSources', { project, paths: [file] });
    expect(added.document.sources).toEqual([
      {
        path: 'photo.jpg',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        bytes: readFileSync(file).length,
        axis: null,
      },
    ]);
    expect((await call('project.addSources', { project, paths: [file] })).added).toEqual([]);
    writeFileSync(file, readFileSync(second as string));
    const changed = await call('project.addSources', { project, paths: [file] });
    expect(changed.added).toEqual([file]);
    expect(changed.document.sources).toHaveLength(1);
    expect(changed.document.sources[0]?.sha256).not.toBe(added.document.sources[0]?.sha256);
  });

  it('makes a dataset of cells, split by photo, with reasons for what is left out', async () => {
    const { call } = await startEngine();
    const folder = temporaryFolder();
    const { folder: project } = await call('project.create', { folder, name: 'Cells' });
    const pixel = await onePixel(folder);
    const gone = join(folder, 'gone.jpg');
    writeFileSync(gone, readFileSync(realPhotos(5)[4] as string));
    const changed = join(folder, 'changed.jpg');
    writeFileSync(changed, readFileSync(gone));
    await call('project.addSources', { project, paths: [...realPhotos(4), pixel, gone, changed] });
    writeFileSync(gone, 'no longer a picture');
    writeFileSync(changed, readFileSync(realPhotos(1)[0] as string));
    const steps: number[] = [];
    const request = { project, ...cellsRequest };
    const dataset = await call('dataset.create', request, { onProgress: ({ done }) => steps.push(done) });
    // One of the seven is no image any more.
    expect(steps).toEqual([0, 1, 2, 3, 4, 5]);
    expect(dataset.skipped).toEqual([
      { file: gone, reason: expect.stringMatching(/gone\.jpg cannot be opened/) },
      { file: pixel, reason: expect.stringMatching(/pixel\.png cannot be segmented: .*1 x 1/) },
      { file: changed, reason: expect.stringMatching(/changed\.jpg has changed since it was added/) },
    ]);
    for (const photo of realPhotos(4)) {
      const own = dataset.items.filter(
        (item) => item.target.kind === 'plane' && item.target.source === photo,
      );
      expect(own.length).toBeGreaterThan(3);
      expect(new Set(own.map(({ split }) => split)).size).toBe(1);
    }
    expect(new Set(dataset.items.map(({ split }) => split)).size).toBe(3);
    expect((await call('dataset.list', { project })).datasets).toEqual([dataset]);
    const again = await call('dataset.create', request);
    expect(again.items).toEqual(dataset.items);
    expect(again.id).not.toBe(dataset.id);
  });

  it('writes no dataset when it is cancelled', async () => {
    const { call } = await startEngine();
    const { folder: project } = await call('project.create', { folder: temporaryFolder(), name: 'Cells' });
    await call('project.addSources', { project, paths: realPhotos(3) });
    const controller = new AbortController();
    const making = call(
      'dataset.create',
      { project, ...cellsRequest },
      { signal: controller.signal, onProgress: ({ done }) => done === 1 && controller.abort() },
    );
    await expect(making).rejects.toMatchObject({
      code: 'cancelled',
      message: 'Cancelled; no dataset was made.',
    });
    expect((await call('dataset.list', { project })).datasets).toEqual([]);
  });

  it.each([
    [{ parameters: { diameter: -1 } }, /diameter/],
    [{ degradation: { kernelSize: 14 } }, /kernelSize must be odd/],
    [{ preparation: 'none' }, /no preparation “none” \(there are: cell-segmentation/],
  ])('refuses a dataset with %j before any work', async (wrong, message) => {
    const { call } = await startEngine();
    const { folder: project } = await call('project.create', { folder: temporaryFolder(), name: 'Cells' });
    const request = { project, ...cellsRequest };
    await expect(call('dataset.create', { ...request, ...wrong })).rejects.toThrow(message);
  });

  it('shows a photo and the way its cells are found', async () => {
    const { call } = await startEngine();
    const file = realPhotos(1)[0] as string;
    const { info, pixels } = await call('photo.view', { file, maxSize: 320 });
    expect(info).toMatchObject({ width: 640, height: 480, channels: 3, dtype: 'uint8', notes: [] });
    expect(pixels).toMatchObject({ width: 320, height: 240, dtype: 'uint8' });
    expect(pixels.data).toHaveLength(320 * 240 * pixels.channels);
    const found = await call('photo.segment', { file, parameters: {}, steps: true });
    expect(found.cells.length).toBeGreaterThan(3);
    expect(found.expectedDiameter).toBeGreaterThan(30);
    expect(found.steps.length).toBeGreaterThan(4);
    for (const step of found.steps) {
      expect(step.pixels.data).toHaveLength(640 * 480 * step.pixels.channels);
    }
    const paper = (await call('preparation.list', {})).preparations.find(
      ({ id }) => id === 'cell-segmentation',
    );
    const parameters = paper?.presets['paper'] ?? {};
    expect((await call('photo.segment', { file, parameters, steps: false })).parameters['window']).toBe(11);
  });

  it('shows a 16-bit photo between percentiles and says so', async () => {
    const { call } = await startEngine();
    const file = join(temporaryFolder(), 'deep.png');
    const data = new Uint16Array(64 * 64).map((_, i) => 1000 + i);
    writeFileSync(
      file,
      await encodePng({ width: 64, height: 64, channels: 1, dtype: 'uint16', data, notes: [] }),
    );
    const { info, pixels } = await call('photo.view', { file, maxSize: 64 });
    expect(info).toMatchObject({ dtype: 'uint16', min: 1000, max: 1000 + 64 * 64 - 1 });
    expect(info.notes).toEqual([
      expect.stringMatching(/^Shown from 1,020\.5 to 5,074\.5 \(0\.5 and 99\.5 percentiles\)\.$/),
    ]);
    expect(Math.min(...pixels.data)).toBe(0);
    expect(Math.max(...pixels.data)).toBe(255);
  });

  it('opens the sample project, made once, its photos left where they are', async () => {
    const dataFolder = temporaryFolder();
    const [a, b] = await Promise.all([startEngine(dataFolder), startEngine(dataFolder)]);
    const [first, second] = await Promise.all(
      [a, b].map(({ call }) => call('project.openSample', { recipe: 'microgan' })),
    );
    expect(second).toEqual(first);
    expect(first?.sources.length).toBeGreaterThan(30);
    for (const { path } of first?.document.sources ?? []) expect(path).toMatch(/^sample:stained-cells\//);
    await openPhoto(first?.sources[0] as string);
    expect(readdirSync(join(dataFolder, 'samples'))).toEqual(['stained-cells']);
    await expect(a.call('project.openSample', { recipe: 'none' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('lists what it can do with parameters as JSON Schema', async () => {
    const { call } = await startEngine();
    const { recipes } = await call('recipe.list', {});
    const { preparations, degradations } = await call('preparation.list', {});
    for (const entry of [...recipes, ...preparations, ...degradations]) {
      expect(Object.keys(entry.presets)).not.toEqual([]);
      expect(entry.schema).toMatchObject({ type: 'object', additionalProperties: false });
    }
    expect(preparations.map(({ id }) => id)).toContain('cell-segmentation');
    expect(degradations.map(({ id }) => id)).toEqual(['gaussian-blur']);
  });
});
