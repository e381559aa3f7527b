import { describe, expect, it, vi } from 'vitest';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import { useDataset } from '../../../../renderer/stores/dataset.ts';
import { useExperiment } from '../../../../renderer/stores/experiment.ts';
import { useMessages } from '../../../../renderer/stores/messages.ts';
import { usePath } from '../../../../renderer/stores/path.ts';
import { usePicker } from '../../../../renderer/stores/picker.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { useRecent } from '../../../../renderer/stores/recent.ts';
import { useRun } from '../../../../renderer/stores/run.ts';
import { useUndo } from '../../../../renderer/stores/undo.ts';
import { cellsRequest, datasetOf, itemOf } from '../../../support/dataset-document.ts';
import { projectOf, recipeEntry } from '../documents.ts';
import { createFakeClient } from '../fake-client.ts';

describe('a project', () => {
  it('that cannot be opened says why and leaves the open one', async () => {
    const client = createFakeClient({ 'project.open': () => projectOf(['/a.png']) });
    const project = useProject();
    await project.open('/lab/smear');
    client.answers['project.open'] = () =>
      Promise.reject(new AbbeError('not-found', '/nowhere holds no project.'));
    expect(await project.open('/nowhere')).toBe(false);
    expect(project.task.error).toBe('/nowhere holds no project.');
    expect(project.folder).toBe('/lab/smear');
  });

  it('takes the good photos and names each bad one', async () => {
    createFakeClient({
      'project.open': () => projectOf([]),
      'project.addSources': () => ({
        unstated: [],
        ...projectOf(['/a.png']),
        added: ['/a.png'],
        failed: [{ file: '/b.png', reason: 'it is empty.' }],
        inside: [{ folder: '/day1', images: 3 }],
      }),
    });
    const project = useProject();
    await project.open('/lab/smear');
    await project.addPhotos(['/a.png', '/b.png']);
    expect(project.photos).toEqual(['/a.png']);
    expect(project.inside).toEqual([{ folder: '/day1', images: 3 }]);
    expect(useMessages().latest).toMatchObject({ level: 'warning', text: 'b.png: it is empty.' });
    expect(project.failures).toEqual(['b.png: it is empty.']);
  });

  it('lets files go, keeps those of a dataset with the reason, and takes them back by undo', async () => {
    const added: unknown[] = [];
    createFakeClient({
      'project.open': () => projectOf(['/a.png', '/b.png']),
      'project.removeSources': () => ({
        ...projectOf(['/b.png']),
        removed: ['/a.png'],
        failed: [{ file: '/b.png', reason: '/b.png stays.' }],
      }),
      'project.addSources': (payload) => {
        added.push(payload);
        return {
          ...projectOf(['/b.png', '/a.png']),
          added: ['/a.png'],
          unstated: [],
          failed: [],
          inside: [],
        };
      },
    });
    const project = useProject();
    await project.open('/lab/smear');
    expect(await project.removePhotos(['/a.png', '/b.png'])).toBe(true);
    expect(project.photos).toEqual(['/b.png']);
    expect(project.kept).toEqual(['/b.png stays.']);
    await useUndo().undo();
    expect(added).toMatchObject([{ paths: ['/a.png'] }]);
    expect(project.photos).toEqual(['/b.png', '/a.png']);
  });

  it('is packed into a file that takes no other’s place, with its runs where asked for', async () => {
    const folder = '/archive';
    const entries = ['smear.zip', 'Smear 2.zip'].map((name) => ({
      name,
      path: `${folder}/${name}`,
      kind: 'other' as const,
      bytes: 1,
    }));
    const client = createFakeClient({
      'project.open': () => projectOf(['/a.png']),
      'files.list': () => ({ folder, parent: '/', entries }),
      'project.pack': ({ file }) => ({ file, bytes: 2048, files: 3 }),
    });
    const project = useProject();
    await project.open('/lab/smear');
    const picker = usePicker();
    const asked = picker.save('Where?', 'smear.zip', { name: 'Packed project', extensions: ['zip'] });
    picker.request?.answer([folder]);
    const file = await asked;
    expect(file).toBe('/archive/smear 3.zip');
    expect(await project.pack(file ?? '', true)).toMatchObject({ files: 3 });
    expect(client.callsTo('project.pack')).toEqual([{ project: '/lab/smear', file, runs: true }]);
    expect(useMessages().latest?.text).toContain('/archive/smear 3.zip');
    client.answers['project.pack'] = () =>
      Promise.reject(new AbbeError('invalid-input', '/a.png has changed since it was added.'));
    expect(await project.pack('/archive/x.zip', false)).toBeNull();
    expect(project.packing.error).toContain('/a.png has changed');
  });

  it('is remembered by the engine each time another one is opened', async () => {
    const client = createFakeClient({
      'project.open': ({ folder }) => ({ ...projectOf([]), folder }),
      'project.recent': () => ({ projects: [] }),
      'project.remember': ({ folder }) => ({
        projects: [{ folder, name: 'Smear', opened: '2026-01-02T03:04:05Z', missing: false }],
      }),
    });
    const project = useProject();
    for (const folder of ['/one', '/two', '/two', '/one']) await project.open(folder);
    expect(client.callsTo('project.remember')).toEqual([
      { folder: '/one' },
      { folder: '/two' },
      { folder: '/one' },
    ]);
    await vi.waitFor(() => expect(useRecent().list).toMatchObject([{ folder: '/one' }]));
  });

  it('takes steps back that belong to it, and none of another project', async () => {
    createFakeClient({ 'project.open': ({ folder }) => ({ ...projectOf([]), folder }) });
    const project = useProject();
    const undo = useUndo();
    const done: string[] = [];
    await project.open('/one');
    undo.add('first', () => void done.push('first'));
    undo.add('second', () => void done.push('second'));
    await undo.undo();
    await undo.undo();
    await undo.undo();
    expect(done).toEqual(['second', 'first']);
    undo.add('third', () => void done.push('third'));
    expect(undo.offer?.text).toBe('third');
    await project.open('/two');
    expect(undo.offer).toBeNull();
    await undo.undo();
    expect(done).toHaveLength(2);
  });
});

describe('the way from photos to results', () => {
  it('says what is done, what comes next and what waits', async () => {
    const item = itemOf('a-1', 'a', 'test');
    createFakeClient({
      'project.open': () => projectOf(['/a.png']),
      'dataset.list': () => ({ datasets: [datasetOf([item])] }),
      'run.list': () => ({ runs: [] }),
    });
    const path = usePath();
    expect(path.steps.map(({ state }) => state)).toEqual(Array(5).fill('blocked'));
    await useProject().open('/lab/smear');
    await useDataset().load();
    await useRun().load();
    expect(path.steps.map(({ id, state }) => [id, state])).toEqual([
      ['photos', 'done'],
      ['dataset', 'done'],
      ['training', 'next'],
      ['scores', 'blocked'],
      ['apply', 'blocked'],
    ]);
  });
});

describe('a dataset being made', () => {
  it('reports progress, can be cancelled, and then is no error', async () => {
    const client = createFakeClient({
      'project.open': () => projectOf(['/a.png']),
      'dataset.list': () => ({ datasets: [] }),
      'dataset.create': (_payload, { onProgress }) => {
        onProgress?.({ done: 1, total: 4, message: 'Finding cells in a.png', secondsLeft: 3 });
        return new Promise(() => undefined);
      },
    });
    await useProject().open('/lab/smear');
    const dataset = useDataset();
    const made = dataset.make(cellsRequest);
    await vi.waitFor(() => expect(dataset.making.progress?.done).toBe(1));
    dataset.making.cancel();
    expect(await made).toBeNull();
    expect(dataset.making).toMatchObject({ busy: false, error: '' });
    expect(client.callsTo('dataset.create')).toEqual([{ project: '/lab/smear', ...cellsRequest }]);
  });
});

describe('the next run', () => {
  it('begins with the quick preset, names the one it is based on, and finds what does not fit', async () => {
    createFakeClient({
      'recipe.list': () => ({ recipes: [recipeEntry] }),
      'preparation.list': () => ({ preparations: [], degradations: [] }),
    });
    const experiment = useExperiment();
    await vi.waitFor(() => expect(experiment.preset).toBe('quick'));
    experiment.change({ ...experiment.parameters, epochs: 0 });
    expect(experiment.preset).toBeNull();
    expect(experiment.basedOn).toBe('quick');
    expect(experiment.problems.map(({ name }) => name)).toEqual(['epochs']);
    experiment.choosePreset('microgan', 'paper');
    expect(experiment.parameters).toMatchObject({ epochs: 200, stepLimit: null });
    expect(experiment.problems).toEqual([]);
  });
});
