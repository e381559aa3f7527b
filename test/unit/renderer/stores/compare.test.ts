import { beforeEach, describe, expect, it, vi } from 'vitest';
import { paneKey, useCompare } from '../../../../renderer/stores/compare.ts';
import { useEvaluation } from '../../../../renderer/stores/evaluation.ts';
import { useImages } from '../../../../renderer/stores/images.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { useRun } from '../../../../renderer/stores/run.ts';
import { datasetOf, itemOf } from '../../../support/dataset-document.ts';
import { evaluationOf } from '../../../support/evaluation.ts';
import { projectOf, recipeEntry, runOf } from '../documents.ts';
import { createFakeClient, type FakeClient } from '../fake-client.ts';

let client: FakeClient;

beforeEach(async () => {
  const items = [
    ...['a-1', 'a-2', 'a-3'].map((id) => itemOf(id, 'a', 'test')),
    itemOf('b-1', 'b', 'training'),
    { ...itemOf('a-4', 'a', 'test'), included: false },
  ];
  client = createFakeClient({
    'project.open': () => projectOf(['/a.png']),
    'dataset.list': () => ({ datasets: [datasetOf(items)] }),
    'recipe.list': () => ({ recipes: [recipeEntry, { ...recipeEntry, id: 'noise', task: 'generation' }] }),
    'preparation.list': () => ({ preparations: [], degradations: [] }),
    'run.list': () => ({
      runs: [
        runOf({ id: 'run-1', created: '2024-05-03T10:00:00.000Z' }),
        runOf({ id: 'run-2' }),
        runOf({ id: 'run-3', step: 0 }),
        runOf({ id: 'run-4', dataset: 'others' }),
        runOf({ id: 'run-5', recipe: 'noise' }),
      ],
    }),
    'run.losses': () => ({ points: [] }),
    'run.preview': () => ({ step: null, items: [] }),
    'run.evaluation': () => null,
    'project.recent': () => ({ projects: [] }) as never,
  });
  const compare = useCompare();
  await useProject().open('/lab/smear');
  await vi.waitFor(() => expect(useRun().list).toHaveLength(5));
  await vi.waitFor(() => expect(compare.items).toHaveLength(3));
});

describe('what is compared', () => {
  it('begins with input, result and truth of the first held-out image', () => {
    const compare = useCompare();
    expect(compare.split).toBe('test');
    expect(compare.items.map(({ id }) => id)).toEqual(['a-1', 'a-2', 'a-3']);
    expect(compare.itemId).toBe('a-1');
    expect(compare.panes.map(paneKey)).toEqual(['input', 'run-1 best', 'truth']);
    expect(compare.imageOf(compare.panes[1]!)).toMatchObject({
      kind: 'run',
      run: 'run-1',
      item: 'a-1',
      part: 'result',
    });
  });

  it('offers trained runs of the same dataset that make images of images', async () => {
    const compare = useCompare();
    await vi.waitFor(() => expect(compare.comparable.map(({ id }) => id)).toEqual(['run-1', 'run-2']));
  });

  it('tells runs of one name apart by when they were made', () => {
    const compare = useCompare();
    const nameOf = (run: string): string => compare.nameOf({ kind: 'result', run, checkpoint: 'best' });
    for (const run of ['run-1', 'run-2']) expect(nameOf(run)).toMatch(/^MicroGAN quick, .*\d/);
    expect(nameOf('run-1')).not.toBe(nameOf('run-2'));
    expect(nameOf('run-9')).toBe('');
  });

  it('has the selected run first among those that are looked at, each once', () => {
    const compare = useCompare();
    compare.toggle({ kind: 'result', run: 'run-2', checkpoint: 'best' });
    compare.toggle({ kind: 'result', run: 'run-2', checkpoint: 'last' });
    expect(compare.runs).toEqual(['run-1', 'run-2']);
  });

  it('has two to six panes, input first and truth last, whatever the order of choosing', () => {
    const compare = useCompare();
    compare.toggle({ kind: 'truth' });
    expect(compare.panes.map(paneKey)).toEqual(['input', 'run-1 best']);
    compare.toggle({ kind: 'input' });
    expect(compare.panes).toHaveLength(2);
    compare.toggle({ kind: 'truth' });
    compare.toggle({ kind: 'result', run: 'run-2', checkpoint: 'best' });
    compare.toggle({ kind: 'result', run: 'run-2', checkpoint: 'last' });
    compare.toggle({ kind: 'result', run: 'run-1', checkpoint: 'last' });
    expect(compare.panes.map(({ kind }) => kind)).toEqual([
      'input',
      'result',
      'result',
      'result',
      'result',
      'truth',
    ]);
    compare.toggle({ kind: 'result', run: 'run-9', checkpoint: 'best' });
    expect(compare.panes).toHaveLength(6);
  });

  it('steps through the images in the order of the table and stays at its ends', () => {
    const compare = useCompare();
    compare.order = ['a-3', 'a-1', 'a-2'];
    compare.show('a-3');
    compare.step(1);
    expect(compare.itemId).toBe('a-1');
    compare.step(5);
    expect(compare.itemId).toBe('a-2');
    compare.step(1);
    expect(compare.itemId).toBe('a-2');
  });

  it('shows results as what they differ from the truth by, and leaves the others', () => {
    const compare = useCompare();
    compare.error = 'absolute';
    expect(compare.imageOf(compare.panes[1]!)).toMatchObject({
      kind: 'difference',
      absolute: true,
      of: { part: 'result' },
      from: { part: 'truth' },
    });
    expect(compare.imageOf(compare.panes[0]!)).toMatchObject({ kind: 'run', part: 'input' });
  });
});

describe('images at full depth', () => {
  const image = { kind: 'file' as const, file: '/a.tif', t: 0, c: null, z: 0 };
  const info = { width: 4, height: 2, channels: 1, dtype: 'uint16' };

  it('are described once for all who look, and tiles come as numbers of their type', async () => {
    client.answers['view.describe'] = () => info as never;
    client.answers['view.tile'] = ({ box }) =>
      ({ ...box, channels: 1, dtype: 'uint16', data: Uint8Array.of(0x34, 0x12) }) as never;
    const images = useImages();
    const [one, other] = [images.hold(image), images.hold({ ...image })];
    expect(one).toBe(other);
    await vi.waitFor(() => expect(one.source).not.toBeNull());
    expect(client.callsTo('view.describe')).toHaveLength(1);
    const box = { x: 0, y: 0, width: 1, height: 1 };
    const tile = await one.source!.tile(1, box, new AbortController().signal);
    expect([...tile.data]).toEqual([0x1234]);
  });

  it('that cannot be opened say why, and are tried again by the next who looks', async () => {
    const images = useImages();
    const slot = images.hold(image);
    await vi.waitFor(() => expect(slot.error).toContain('view.describe'));
    client.answers['view.describe'] = () => info as never;
    images.hold(image);
    await vi.waitFor(() => expect(slot.source?.width).toBe(4));
    expect(slot.error).toBe('');
  });

  it('on their way are cancelled when nobody looks any more', async () => {
    client.answers['view.describe'] = () => new Promise(() => undefined);
    const images = useImages();
    const slot = images.hold(image);
    expect(slot.busy).toBe(true);
    images.release(image);
    await vi.waitFor(() => expect(slot.busy).toBe(false));
    expect(slot.error).toBe('');
  });
});

describe('scoring from the screen', () => {
  it('keeps the scores from before when it is cancelled, and takes the new ones when it is not', async () => {
    const evaluation = useEvaluation();
    const request = { run: 'run-1', split: 'test' as const, checkpoint: 'best' as const };
    const before = evaluationOf([], { step: 5 });
    client.answers['run.evaluation'] = () => before;
    evaluation.byRun.delete('run-1');
    await evaluation.ensure('run-1');
    client.answers['run.evaluate'] = () => new Promise(() => undefined);
    const cancelled = evaluation.evaluate(request);
    await vi.waitFor(() => expect(evaluation.scoring.busy).toBe(true));
    evaluation.scoring.cancel();
    expect(await cancelled).toBe(false);
    expect(evaluation.of('run-1')?.step).toBe(5);
    client.answers['run.evaluate'] = () => evaluationOf([], { step: 9 });
    expect(await evaluation.evaluate(request)).toBe(true);
    expect(evaluation.of('run-1')?.step).toBe(9);
  });
});
