import { describe, expect, it } from 'vitest';
import type { DatasetDocument } from '../../../electron/contract/datasets.ts';
import { cellsRequest } from '../../support/dataset-document.ts';
import { missingPhotos, realPhotos, startEngine, startProject } from './engine-fixture.ts';

const boxesOf = ({ items }: DatasetDocument, file: string) =>
  items.flatMap(({ id, target }) =>
    target.kind === 'plane' && target.source === file && target.box ? { item: id, ...target.box } : [],
  );

describe.skipIf(missingPhotos)('boxes drawn by hand, in the engine', () => {
  it('are stored with the dataset, undone, and kept by a dataset made anew', async () => {
    const engine = await startEngine();
    const { call } = engine;
    const reference = await startProject(engine, { photos: 3 });
    const before = await call('dataset.get', reference);
    const file = realPhotos(1)[0] as string;
    const found = boxesOf(before, file);
    const drawn = { x: 300, y: 200, width: 41, height: 37 };
    const boxes = [...found.slice(1), { ...drawn, item: null }];
    const change = await call('dataset.setBoxes', { ...reference, file, boxes });
    expect(change.removed).toEqual([found[0]?.item]);
    expect(change.items).toHaveLength(1);
    expect(change.items[0]).toMatchObject({ tags: ['by hand'], target: { source: file, box: drawn } });
    const after = await call('dataset.get', reference);
    expect(boxesOf(after, file)).toHaveLength(found.length);
    expect(after.corrected).toEqual([file]);
    const { ok } = await call('dataset.check', reference);
    expect(ok).toBe(true);

    const undone = await call('dataset.undo', reference);
    expect(undone.removed).toEqual([change.items[0]?.id]);
    expect((await call('dataset.get', reference)).items).toEqual(before.items);
    await call('dataset.redo', reference);

    const anew = await call('dataset.create', {
      project: reference.project,
      ...cellsRequest,
      parameters: { margin: 0.3 },
      keepBoxesOf: reference.dataset,
    });
    expect(boxesOf(anew, file).map(({ item: _, ...box }) => box)).toEqual(
      boxesOf(after, file).map(({ item: _, ...box }) => box),
    );
    expect(anew.items.filter(({ tags }) => tags.includes('by hand'))).toHaveLength(1);
    expect(anew.corrected).toEqual([file]);
    const elsewhere = realPhotos(2)[1] as string;
    expect(boxesOf(anew, elsewhere)).not.toEqual(boxesOf(after, elsewhere));
  }, 60_000);

  it('are refused for files that are not in the project', async () => {
    const engine = await startEngine();
    const reference = await startProject(engine, { photos: 3 });
    const stranger = realPhotos(4)[3] as string;
    await expect(
      engine.call('dataset.setBoxes', { ...reference, file: stranger, boxes: [] }),
    ).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(stranger) });
  });
});
