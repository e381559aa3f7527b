import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import { useModelExport } from '../../../../renderer/stores/model-export.ts';
import { usePicker } from '../../../../renderer/stores/picker.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { projectOf } from '../documents.ts';
import { createFakeClient } from '../fake-client.ts';

const shape = { width: 256, height: 256, channels: 1 };
const exported = (path: string) => ({
  ...{ path, files: [{ name: 'rdf.yaml', bytes: 10 }], checkpoint: 'best' as const, step: 20 },
  ...{ input: shape, output: shape, difference: 0 },
});

describe('the export of a model', () => {
  it('asks for a folder and writes with the authors, licence and size that were chosen', async () => {
    const asked: unknown[] = [];
    createFakeClient({
      'project.open': () => projectOf([]),
      'files.list': ({ folder }) => ({
        ...{ folder, parent: null },
        entries: [{ name: 'model-run-1.zip', path: `${folder}/model-run-1.zip`, kind: 'other', bytes: 1 }],
      }),
      'run.export': (payload) => {
        asked.push(payload);
        return exported(payload.output);
      },
    });
    await useProject().open('/lab/smear');
    const model = useModelExport();
    Object.assign(model, { author: ' A. Person, B. Person, ', licence: 'MIT', side: 512 });
    const writing = model.write('run-1');
    usePicker().request?.answer(['/out']);
    await writing;
    expect(asked).toEqual([
      {
        ...{ project: '/lab/smear', run: 'run-1', authors: ['A. Person', 'B. Person'], licence: 'MIT' },
        // The name is one that is free.
        output: expect.stringMatching(/^\/out\/model-run-1.+\.zip$/),
        size: { width: 512, height: 512 },
      },
    ]);
    expect(model.made?.path).toMatch(/^\/out\/model-run-1/);
    expect(model.runId).toBe('run-1');
  });

  it('says why it failed, and writes nothing where no folder is chosen', async () => {
    const client = createFakeClient({
      'project.open': () => projectOf([]),
      'files.list': ({ folder }) => ({ folder, parent: null, entries: [] }),
      'run.export': () => Promise.reject(new AbbeError('not-found', 'The run run-1 has no checkpoint yet.')),
    });
    await useProject().open('/lab/smear');
    const model = useModelExport();
    const writing = model.write('run-1');
    usePicker().request?.answer(['/out']);
    await writing;
    expect(model.task.error).toBe('The run run-1 has no checkpoint yet.');
    expect(model.made).toBeNull();
    const before = client.calls?.length;
    const left = model.write('run-2');
    usePicker().request?.answer([]);
    await left;
    expect([model.runId, client.calls?.length]).toEqual(['run-1', before]);
  });
});
