import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { RunRecord, RunState } from '../../electron/contract/documents.ts';
import type { EngineEvent, EventPayload } from '../../electron/contract/events.ts';
import type { MethodPayload } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { trainTexts } from '../texts/index.ts';
import { useCatalogue } from './catalogue.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { createRunDetail } from './run-detail.ts';
import { runName } from './run-name.ts';
import { recoverRuns } from './run-recovery.ts';
import { createTask } from './task.ts';
import { useUndo } from './undo.ts';

export type { RunPreview } from './run-detail.ts';

export type RunRequest = Omit<MethodPayload<'run.start'>, 'project'>;
export type SweepRequest = Omit<MethodPayload<'run.sweep'>, 'project'>;

/** States in which the engine is at work on a run. */
const activeStates: readonly RunState[] = ['queued', 'running'];

const texts = trainTexts.runMessages;

type Control = 'run.pause' | 'run.resume' | 'run.stop';
type Change = 'run.rename' | 'run.note' | 'run.adjust';

/** The project's runs: their records, what the one looked at is doing now, and its controls. */
export const useRun = defineStore('run', () => {
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();
  const undo = useUndo();
  const catalogue = useCatalogue();
  const list = shallowRef<readonly RunRecord[]>([]);
  const selectedId = shallowRef<string | null>(null);
  const selected = computed(() => list.value.find((run) => run.id === selectedId.value) ?? null);
  const active = computed(
    () =>
      list.value.find((run) => run.state === 'running') ??
      list.value.find((run) => run.state === 'queued') ??
      null,
  );
  /** Runs whose turn comes, the next one first. */
  const queue = computed(() =>
    list.value
      .filter(({ state }) => state === 'queued')
      .sort((a, b) => (a.queue ?? Infinity) - (b.queue ?? Infinity)),
  );
  /** Runs that waited when the engine ended: they can be queued again. */
  const waited = computed(() =>
    list.value.filter(({ state, queue }) => state === 'interrupted' && queue !== null),
  );
  /** Whether a new run would have to wait. */
  const holding = computed(() =>
    list.value.some((run) => run.state === 'paused' || activeStates.includes(run.state)),
  );
  /** The newest progress of each run that this window has seen moving. */
  const progress = shallowReactive(new Map<string, EventPayload<'run.progress'>>());
  const checkpoint = shallowReactive(new Map<string, number>());
  const loading = createTask();
  const starting = createTask();
  const controlling = createTask();
  const changing = createTask();
  const requeueing = createTask();

  const reference = (run: string): { project: string; run: string } => ({
    project: project.folder ?? '',
    run,
  });

  const nameOf = (record: RunRecord): string => runName(record, catalogue.recipes);

  function put(record: RunRecord): void {
    const known = list.value.some((run) => run.id === record.id);
    list.value = known
      ? list.value.map((run) => (run.id === record.id ? record : run))
      : [record, ...list.value];
  }

  async function load(): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const result = await loading.run((options) => connection.call('run.list', { project: folder }, options));
    if (!result || project.folder !== folder) return;
    list.value = [...result.runs].sort((a, b) => b.created.localeCompare(a.created));
    if (!selected.value) selectedId.value = list.value[0]?.id ?? null;
  }

  async function start(request: RunRequest): Promise<RunRecord | null> {
    const folder = project.folder;
    if (folder === null) return null;
    const record = await starting.run((options) =>
      connection.call('run.start', { project: folder, ...request }, options),
    );
    if (!record) return null;
    put(record);
    selectedId.value = record.id;
    return record;
  }

  /** Queues a run for each combination; null where none was queued. */
  async function sweep(request: SweepRequest): Promise<readonly RunRecord[] | null> {
    const folder = project.folder;
    if (folder === null) return null;
    const made = await starting.run((options) =>
      connection.call('run.sweep', { project: folder, ...request }, options),
    );
    if (!made) return null;
    for (const record of made.runs) put(record);
    selectedId.value = made.runs[0]?.id ?? selectedId.value;
    return made.runs;
  }

  async function reorder(runs: readonly string[]): Promise<void> {
    const payload = { project: project.folder ?? '', runs: [...runs] };
    const result = await controlling.run((options) => connection.call('run.reorder', payload, options));
    if (result) for (const record of result.runs) put(record);
    else await load();
  }

  async function requeue(): Promise<void> {
    const payload = { project: project.folder ?? '' };
    const result = await requeueing.run((options) => connection.call('run.requeue', payload, options));
    if (result) for (const record of result.runs) put(record);
  }

  /** Changes something of a run's record: name, note, learning rate. */
  async function change<M extends Change>(
    method: M,
    own: Omit<MethodPayload<M>, 'project' | 'run'>,
    run: string,
  ) {
    const payload = { ...reference(run), ...own } as MethodPayload<M>;
    const record = await changing.run((options) => connection.call(method, payload, options));
    if (record) put(record);
    return record !== null;
  }
  const rename = (run: string, name: string) => change('run.rename', { name }, run);
  const note = (run: string, text: string) => change('run.note', { note: text }, run);
  const adjust = (run: string, rates: Record<string, number>) => change('run.adjust', { rates }, run);

  /** Moves a run aside; what was done can be taken back. @param text what the offer to undo says. */
  async function remove(run: string, text: string): Promise<void> {
    const payload = reference(run);
    const waits = list.value.some(({ id, state }) => id === run && state === 'queued');
    const result = await controlling.run((options) => connection.call('run.remove', payload, options));
    if (!result) return;
    drop(run);
    undo.add(text, async () => {
      put(await connection.call('run.restore', payload));
      if (waits) put(await connection.call('run.resume', payload));
      selectedId.value = run;
    });
  }

  async function control(method: Control, run: string): Promise<RunRecord | null> {
    const record = await controlling.run((options) => connection.call(method, reference(run), options));
    if (record) put(record);
    return record;
  }

  /** A run that has no losses or pictures yet is no error. */
  function ignoreMissing(thrown: unknown): void {
    if (AbbeError.wrap(thrown).code !== 'not-found') messages.addError(thrown);
  }
  const detail = createRunDetail({ connection, selectedId, reference, onError: ignoreMissing });

  /** Reads a record again; one that was removed leaves the list. */
  async function refresh(run: string): Promise<void> {
    try {
      put(await connection.call('run.get', reference(run)));
    } catch (thrown) {
      if (AbbeError.wrap(thrown).code === 'not-found') drop(run);
      else messages.addError(thrown);
    }
  }

  function drop(run: string): void {
    const at = list.value.findIndex((entry) => entry.id === run);
    list.value = list.value.filter((entry) => entry.id !== run);
    if (selectedId.value === run) selectedId.value = (list.value[at] ?? list.value.at(-1))?.id ?? null;
  }

  function onState({ run, state, message }: EventPayload<'run.state'>): void {
    const known = list.value.find((entry) => entry.id === run);
    if (known) put({ ...known, state, message });
    const name = known ? nameOf(known) : run;
    if (state === 'failed') messages.add('error', message || texts.failed(name));
    if (state === 'finished') messages.add('good', texts.finished(name));
    void refresh(run);
  }

  function onProgress(event: EventPayload<'run.progress'>): void {
    progress.set(event.run, event);
    const known = list.value.find((entry) => entry.id === event.run);
    if (known) put({ ...known, step: event.step, totalSteps: event.totalSteps });
  }

  /** The record's time of training is not in any event; it is read again with each checkpoint. */
  function onCheckpoint({ run, step }: EventPayload<'run.checkpoint'>): void {
    checkpoint.set(run, step);
    void refresh(run);
  }

  function receive(event: EngineEvent): void {
    if (!('run' in event.payload) || event.payload.project !== project.folder) return;
    const isShown = event.payload.run === selectedId.value;
    if (event.name === 'run.state') onState(event.payload);
    if (event.name === 'run.progress') onProgress(event.payload);
    if (event.name === 'run.checkpoint') onCheckpoint(event.payload);
    if (event.name === 'run.changed') void refresh(event.payload.run);
    if (event.name === 'run.preview' && isShown) void detail.receivePreview(event.payload);
    if (event.name === 'run.losses' && isShown) detail.receiveLosses(event.payload);
  }

  connection.onEvent(receive);
  watch(
    () => project.folder,
    () => {
      list.value = [];
      selectedId.value = null;
      progress.clear();
      checkpoint.clear();
      void load();
    },
  );

  const recovery = recoverRuns(connection, {
    running: () => list.value.filter(({ state }) => state === 'running'),
    waiting: () => queue.value.length,
    reload: async () => {
      await load();
      await detail.load();
      return list.value;
    },
    resume: (run) => control('run.resume', run),
    requeue: async () => void (waited.value.length > 0 && (await requeue())),
    nameOf,
    say: (text) => messages.add('warning', text),
  });

  const select = (id: string): void => void (selectedId.value = id);
  const pause = (run: string): Promise<RunRecord | null> => control('run.pause', run);
  const stop = (run: string): Promise<RunRecord | null> => control('run.stop', run);
  const resume = (run: string): Promise<RunRecord | null> => control('run.resume', run);

  return {
    list,
    selectedId,
    selected,
    active,
    holding,
    queue,
    waited,
    progress,
    ...detail.state,
    choosePreview: detail.choosePreview,
    stepPreview: detail.stepPreview,
    checkpoint,
    interruptions: recovery.interruptions,
    dismissInterruption: recovery.dismiss,
    loading,
    starting,
    controlling,
    changing,
    requeueing,
    nameOf,
    load,
    start,
    sweep,
    reorder,
    requeue,
    rename,
    note,
    adjust,
    remove,
    pause,
    resume,
    stop,
    select,
  };
});
