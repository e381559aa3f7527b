import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import type { MethodResult } from '../../../../electron/contract/methods.ts';
import type { MatchedRow } from '../../../../electron/contract/preparation-methods.ts';
import { usePreparation } from '../../../../renderer/stores/preparation.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { projectOf } from '../documents.ts';
import { createFakeClient, type FakeClient } from '../fake-client.ts';

const entryOf = (id: string, splitBy: 'photo' | 'session') => ({
  ...{ id, title: id, description: '', paper: null, presets: {}, splitBy, degrades: false },
  schema: { type: 'object', properties: { contrast: { type: 'number', default: 2 } } },
});
const rowOf = (name: string, own: Partial<MatchedRow> = {}): MatchedRow => ({
  key: name,
  files: [{ role: 'photo', file: `/${name}.png` }],
  ...{ missing: [], label: null, session: null, subject: null },
  ...own,
});
const cellsOf = (count: number): MethodResult<'photo.segment'> => ({
  cells: Array.from({ length: count }, () => ({
    ...{ x: 0, y: 0, width: 20, height: 20, area: 20, roundness: 1, touchesBorder: false, stained: false },
  })),
  ...{ rejected: [], parameters: {}, expectedDiameter: 20, steps: [] },
});
const settle = () => vi.advanceTimersByTimeAsync(2000);

let client: FakeClient;

beforeEach(async () => {
  vi.useFakeTimers();
  client = createFakeClient({
    'project.open': () => projectOf(['/a.png', '/b.png', '/c.png']),
    'preparation.list': () => ({
      preparations: [entryOf('cell-segmentation', 'photo'), entryOf('exposure-pairs', 'session')],
      degradations: [],
    }),
    'preparation.fit': () => ({
      sources: 3,
      fits: [
        { preparation: 'cell-segmentation', fit: 'fits', reason: '', parameters: {} },
        { preparation: 'exposure-pairs', fit: 'possible', reason: '', parameters: { contrast: 9 } },
      ],
    }),
    'preparation.match': () => ({ rows: ['a', 'b', 'c'].map((name) => rowOf(name)), unmatched: [] }),
    'photo.segment': () => cellsOf(3),
  });
  usePreparation();
  await useProject().open('/lab/smear');
  await settle();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a preparation that is chosen', () => {
  it('begins with what the names suggest, finds what belongs together, and looks at the first of it', async () => {
    const preparation = usePreparation();
    preparation.watchRow(true);
    preparation.choose('cell-segmentation');
    await settle();
    expect(preparation.whole).toHaveLength(3);
    expect(client.callsTo('photo.segment')).toEqual([{ file: '/a.png', parameters: {}, steps: true }]);
    expect(preparation.count).toEqual({ included: 3, total: 3 });
    preparation.choose('exposure-pairs');
    expect(preparation.draft?.parameters).toEqual({ contrast: 9 });
    expect(preparation.draft?.splitting.by).toBe('session');
  });

  it('keeps what was set while another one is looked at', async () => {
    const preparation = usePreparation();
    preparation.choose('cell-segmentation');
    preparation.change({ parameters: { contrast: 5 } });
    preparation.choose('exposure-pairs');
    preparation.choose('cell-segmentation');
    expect(preparation.draft?.parameters).toEqual({ contrast: 5 });
  });

  it('asks nothing of pixels while nobody looks', async () => {
    usePreparation().choose('cell-segmentation');
    await settle();
    expect(client.callsTo('preparation.match')).toHaveLength(1);
    expect(client.callsTo('photo.segment')).toEqual([]);
  });
});

describe('a table of matches', () => {
  it('is empty where the patterns cannot be read, and says why', async () => {
    const preparation = usePreparation();
    preparation.choose('cell-segmentation');
    await settle();
    expect(preparation.whole).toHaveLength(3);
    client.answers['preparation.match'] = () => {
      throw new AbbeError('invalid-input', 'The masks “x” cannot be read.');
    };
    preparation.change({ parameters: { contrast: 1 } });
    await settle();
    expect(preparation.rows).toEqual([]);
    expect(preparation.matching.error).toContain('cannot be read');
  });
});

describe('the live preview', () => {
  it('asks once for many changes in a row, and says what was there before', async () => {
    const preparation = usePreparation();
    preparation.watchRow(true);
    preparation.choose('cell-segmentation');
    await settle();
    client.answers['photo.segment'] = () => cellsOf(7);
    for (const contrast of [4, 5, 6]) {
      preparation.change({ parameters: { contrast } });
      await vi.advanceTimersByTimeAsync(50);
    }
    await settle();
    expect(client.callsTo('photo.segment')).toHaveLength(2);
    expect(client.callsTo('photo.segment')[1]).toMatchObject({ parameters: { contrast: 6 } });
    expect(preparation.count?.included).toBe(7);
    expect(preparation.before?.included).toBe(3);
  });

  it('cancels what is out of date, and drops its late answer', async () => {
    const preparation = usePreparation();
    preparation.watchRow(true);
    preparation.choose('cell-segmentation');
    await settle();
    const signals: AbortSignal[] = [];
    client.answers['photo.segment'] = ({ file }, { signal }) => {
      if (signal) signals.push(signal);
      return new Promise((done) => setTimeout(() => done(cellsOf(file === '/b.png' ? 50 : 8)), 1500));
    };
    preparation.selectRow(1);
    await vi.advanceTimersByTimeAsync(400);
    preparation.selectRow(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(signals[0]?.aborted).toBe(true);
    expect(preparation.row?.key).toBe('c');
    expect(preparation.count?.included).toBe(8);
    expect(preparation.before).toBeNull();
  });

  it('says why nothing could be shown', async () => {
    const preparation = usePreparation();
    preparation.watchRow(true);
    client.answers['photo.segment'] = () => {
      throw new AbbeError('invalid-input', '/a.png cannot be segmented: it is empty.');
    };
    preparation.choose('cell-segmentation');
    await settle();
    expect(preparation.previewing.error).toContain('/a.png cannot be segmented');
  });
});

describe('splits', () => {
  it('follow the number of groups until a person sets them', async () => {
    const preparation = usePreparation();
    const rows = (sessions: string[]) => ({
      rows: sessions.map((session, i) => rowOf(`m${i}`, { session })),
      unmatched: [],
    });
    client.answers['preparation.match'] = () => rows(['x', 'y']);
    preparation.choose('exposure-pairs');
    await settle();
    expect(preparation.draft?.splitting).toMatchObject({ validation: 0, test: 0.5 });
    client.answers['preparation.match'] = () => rows(['x', 'y', 'z', 'x']);
    preparation.change({ session: 'day*' });
    await settle();
    expect(preparation.groups).toEqual({ groups: 3, without: 0 });
    expect(preparation.draft?.splitting).toMatchObject({ validation: 0.15, test: 0.15 });
    const mine = { ...preparation.draft!.splitting, validation: 0.4 };
    preparation.change({ splitting: mine, sharesSet: true, subject: 's*' });
    client.answers['preparation.match'] = () => rows(['x', 'y']);
    preparation.change({ session: '' });
    await settle();
    expect(preparation.draft?.splitting.validation).toBe(0.4);
    expect(preparation.tooFewGroups).toBe(true);
  });

  it('are forgotten with the project', async () => {
    const preparation = usePreparation();
    preparation.choose('cell-segmentation');
    await settle();
    useProject().close();
    await settle();
    expect(preparation.id).toBeNull();
    expect(preparation.draft).toBeNull();
    expect(preparation.stepId).toBe('choose');
  });
});
