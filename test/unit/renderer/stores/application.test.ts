import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunRecord } from '../../../../electron/contract/documents.ts';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import { useApplication } from '../../../../renderer/stores/application.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { useRun } from '../../../../renderer/stores/run.ts';
import { projectOf, runOf } from '../documents.ts';
import { createFakeClient, type FakeClient } from '../fake-client.ts';

const files = ['/lab/a.tif', '/lab/b.tif', '/lab/c.tif'];
const dropping = { generator: 'pix2pix-unet', dropout: 0.5 };
let client: FakeClient;
let application: ReturnType<typeof useApplication>;

/** Writes every file but `b.tif`, which it cannot read. */
function applied([file]: string[]) {
  if (file === '/lab/b.tif') {
    return {
      written: [],
      failed: [{ file, reason: '/lab/b.tif is damaged.' }],
      checkpoint: 'best' as const,
      step: 7,
    };
  }
  const output = `${file}_result.ome.tif`;
  const written = [{ file: file ?? '', output, deviation: null, outside: [] }];
  return { written, failed: [], checkpoint: 'best' as const, step: 7 };
}

async function begin(runs: RunRecord[]): Promise<void> {
  client = createFakeClient({
    'project.open': () => projectOf(files),
    'run.list': () => ({ runs }),
    'run.apply': ({ files: asked }) => applied(asked),
    'files.list': ({ folder }) => {
      if (folder !== '/lab/more') throw new AbbeError('not-found', `${folder} is not there.`);
      const entry = (name: string, kind: 'image' | 'other') => ({
        name,
        path: `${folder}/${name}`,
        kind,
        bytes: 1,
      });
      return { folder, parent: '/lab', entries: [entry('d.tif', 'image'), entry('note.txt', 'other')] };
    },
  });
  application = useApplication();
  await useProject().open('/lab/smear');
  await vi.waitFor(() => expect(useRun().list).toHaveLength(runs.length));
}

beforeEach(() => begin([runOf({ id: 'r1', state: 'finished', step: 7 })]));
const states = (): string[] => application.entries.map(({ state }) => state);

describe('the list of files', () => {
  it('takes files once, the images of folders, and what is neither for the engine to name', async () => {
    await application.add([...files, files[0] ?? '', '/lab/more', '/lab/gone']);
    expect(application.entries.map(({ file }) => file)).toEqual([...files, '/lab/more/d.tif', '/lab/gone']);
    application.remove('/lab/more/d.tif');
    expect(application.entries).toHaveLength(4);
  });

  it('is written as volumes where all of it are volumes, until a person chooses', async () => {
    await application.add(['/lab/brain.nii.gz']);
    expect(application.format).toBe('nifti');
    await application.add(files);
    expect(application.format).toBe('ome-tiff');
    application.chosenFormat = 'png';
    expect(application.format).toBe('png');
  });
});

describe('a model that is applied', () => {
  it('gives each file its state, and goes on after one that fails', async () => {
    await application.add(files);
    await application.apply();
    expect(states()).toEqual(['done', 'failed', 'done']);
    expect(application.entries[1]?.reason).toBe('/lab/b.tif is damaged.');
    expect(application.history[0]).toMatchObject({ step: 7, cancelled: false, output: '/lab/smear/results' });
    const payloads = client.callsTo('run.apply') as { files: string[]; format: string }[];
    expect(payloads.map((each) => each.files)).toEqual(files.map((file) => [file]));
    expect(payloads[0]?.format).toBe('ome-tiff');
  });

  it('tries again what failed, and nothing else', async () => {
    await application.add(files);
    await application.apply();
    client.answers['run.apply'] = ({ files: asked }) =>
      applied(asked.map((file) => file.replace('b.tif', 'z.tif')));
    await application.retry();
    expect(states()).toEqual(['done', 'done', 'done']);
    expect(client.callsTo('run.apply')).toHaveLength(4);
    expect(application.history).toHaveLength(2);
  });

  it('keeps what was done when it is cancelled, and says which files were not begun', async () => {
    await application.add(files);
    client.answers['run.apply'] = ({ files: asked }) =>
      asked[0] === '/lab/a.tif' ? applied(asked) : new Promise(() => undefined);
    const applying = application.apply();
    await vi.waitFor(() => expect(states()).toEqual(['done', 'working', 'waiting']));
    application.task.cancel();
    await applying;
    expect(states()).toEqual(['done', 'cancelled', 'cancelled']);
    expect(application.history[0]).toMatchObject({ cancelled: true });
    expect(application.entries[0]?.result?.output).toBe('/lab/a.tif_result.ome.tif');
  });

  it('stops where the disk fails, as every other file would fail too', async () => {
    await application.add(files);
    client.answers['run.apply'] = () => Promise.reject(new AbbeError('invalid-input', 'The disk is full.'));
    await application.apply();
    expect(states()).toEqual(['failed', 'waiting', 'waiting']);
    expect(application.task.error).toBe('The disk is full.');
  });

  it('counts its progress over all files, with the time left', async () => {
    await application.add(files);
    const told: (number | undefined)[] = [];
    client.answers['run.apply'] = ({ files: asked }, { onProgress }) => {
      onProgress?.({ done: 0.5, total: 1, message: 'tile 2 of 4', secondsLeft: 1 });
      told.push(application.task.progress?.done);
      return applied(asked);
    };
    await application.apply();
    expect(told).toEqual([0.5, 1.5, 2.5]);
  });

  it('shows no result of other settings as its own', async () => {
    await application.add(files);
    await application.apply();
    application.checkpoint = 'last';
    await vi.waitFor(() => expect(states()).toEqual(['waiting', 'waiting', 'waiting']));
    application.show(application.history[0]!);
    expect(states()).toEqual(['done', 'failed', 'done']);
  });
});

describe('the uncertainty', () => {
  it('draws dropout only where the model has it', async () => {
    application.sampling = 'dropout';
    expect([application.canDraw, application.samples]).toEqual([false, null]);
    await begin([runOf({ id: 'r2', state: 'finished', step: 7, parameters: dropping })]);
    application.sampling = 'dropout';
    expect([application.canDraw, application.samples]).toEqual([true, 16]);
  });
});

describe('a preview', () => {
  it('holds for its image and plane and the settings it was made with', async () => {
    await application.add(files);
    client.answers['view.describe'] = () => ({ notes: ['it is far brighter'] }) as never;
    const index = { t: 0, c: 0, z: 0 };
    await application.tryOut('/lab/a.tif', index);
    expect(application.trialFor('/lab/a.tif', index)?.notes).toEqual(['it is far brighter']);
    expect(application.trialFor('/lab/b.tif', index)).toBeNull();
    expect(application.trialFor('/lab/a.tif', { ...index, t: 1 })).toBeNull();
    application.checkpoint = 'last';
    expect(application.trialFor('/lab/a.tif', index)).toBeNull();
    expect(client.callsTo('run.apply')).toEqual([]);
  });
});
