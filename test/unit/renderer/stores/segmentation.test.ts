import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { MethodResult } from '../../../../electron/contract/methods.ts';
import { usePhoto } from '../../../../renderer/stores/photo.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { useSegmentation } from '../../../../renderer/stores/segmentation.ts';
import { projectOf } from '../documents.ts';
import { createFakeClient, type FakeClient } from '../fake-client.ts';

const found = (cells: number): MethodResult<'photo.segment'> => ({
  cells: Array.from({ length: cells }, () => ({
    x: 0,
    y: 0,
    width: 5,
    height: 5,
    area: 20,
    roundness: 0.9,
    touchesBorder: false,
    stained: false,
  })),
  rejected: [],
  parameters: {},
  expectedDiameter: 50,
  steps: [],
});

let client: FakeClient;

beforeEach(async () => {
  vi.useFakeTimers();
  client = createFakeClient({
    'project.open': () => projectOf(['/a.png', '/b.png']),
    'recipe.list': () => ({ recipes: [] }),
    'preparation.list': () => ({ preparations: [], degradations: [] }),
    'photo.segment': () => found(3),
  });
  await useProject().open('/lab/smear');
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(1000);

describe('the live preview of found cells', () => {
  it('asks nothing while nobody looks', async () => {
    useSegmentation().change({ contrast: 5 });
    await settle();
    expect(client.callsTo('photo.segment')).toEqual([]);
  });

  it('asks once for many changes in a row, with the last parameters', async () => {
    const segmentation = useSegmentation();
    segmentation.watchPhoto(true);
    for (const contrast of [4, 5, 6]) {
      segmentation.change({ contrast });
      await vi.advanceTimersByTimeAsync(50);
    }
    await settle();
    expect(client.callsTo('photo.segment')).toEqual([
      { file: '/a.png', parameters: { contrast: 6 }, steps: true },
    ]);
    expect(segmentation.result?.cells).toHaveLength(3);
  });

  it('cancels what is under way; a late answer to old parameters is dropped', async () => {
    const segmentation = useSegmentation();
    const signals: AbortSignal[] = [];
    client.answers['photo.segment'] = ({ parameters }, { signal }) => {
      if (signal) signals.push(signal);
      return new Promise((resolve) => {
        setTimeout(() => resolve(found(parameters['contrast'] === 1 ? 1 : 2)), 500);
      });
    };
    segmentation.change({ contrast: 1 });
    segmentation.watchPhoto(true);
    await vi.advanceTimersByTimeAsync(300);
    segmentation.change({ contrast: 2 });
    await nextTick();
    expect(signals[0]?.aborted).toBe(true);
    await settle();
    expect(segmentation.result?.cells).toHaveLength(2);
    expect(segmentation.task.error).toBe('');
  });

  it('forgets the cells of the photo before, and says why where none can be found', async () => {
    const segmentation = useSegmentation();
    segmentation.watchPhoto(true);
    await settle();
    expect(segmentation.resultFile).toBe('/a.png');
    client.answers['photo.segment'] = () => Promise.reject(new Error('/b.png cannot be opened.'));
    usePhoto().select(1);
    await nextTick();
    expect(segmentation.result).toBeNull();
    await settle();
    expect(segmentation.task.error).toBe('/b.png cannot be opened.');
  });
});
