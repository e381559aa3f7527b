import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { Parameters } from '../../electron/contract/datasets.ts';
import type { RunRecord, RunState } from '../../electron/contract/documents.ts';
import type { EngineEvent, EventPayload } from '../../electron/contract/events.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { LossSeries } from './loss-series.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { recoverRuns } from './run-recovery.ts';
import { createTask } from './task.ts';

export type RunPreview = MethodResult<'run.preview'>;

export interface RunRequest {
  dataset: string;
  recipe: string;
  preset: string;
  parameters: Parameters;
  seed: number;
}

/** States in which the engine is at work on a run. */
const activeStates: readonly RunState[] = ['queued', 'running'];

type Control = 'run.pause' | 'run.resume' | 'run.stop';

/** The project's runs: their records, what the one looked at is doing now, and its controls. */
export const useRun = defineStore('run', () => {
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();
  const list = shallowRef<readonly RunRecord[]>([]);
  const selectedId = shallowRef<string | null>(null);
  const selected = computed(() => list.value.find((run) => run.id === selectedId.value) ?? null);
  const active = computed(
    () =>
      list.value.find((run) => run.state === 'running') ??
      list.value.find((run) => run.state === 'queued') ??
      null,
  );
  /** Whether a new run would have to wait. */
  const holding = computed(() =>
    list.value.some((run) => run.state === 'paused' || activeStates.includes(run.state)),
  );
  /** The newest progress of each run that this window has seen moving. */
  const progress = shallowReactive(new Map<string, EventPayload<'run.progress'>>());
  /** Losses and preview of the selected run. The series grows in place; the revision tells that it has. */
  const losses = shallowRef(new LossSeries());
  const lossRevision = shallowRef(0);
  const preview = shallowRef<RunPreview | null>(null);
  const checkpoint = shallowReactive(new Map<string, number>());
  const loading = createTask();
  const starting = createTask();
  const controlling = createTask();

  const reference = (run: string): { project: string; run: string } => ({
    project: project.folder ?? '',
    run,
  });

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

  async function control(method: Control, run: string): Promise<RunRecord | null> {
    const record = await controlling.run((options) => connection.call(method, reference(run), options));
    if (record) put(record);
    return record;
  }

  async function loadDetail(): Promise<void> {
    const run = selectedId.value;
    losses.value = new LossSeries();
    lossRevision.value += 1;
    preview.value = null;
    if (run === null || project.folder === null) return;
    await Promise.all([loadLosses(run), loadPreview(run)]);
  }

  async function loadLosses(run: string): Promise<void> {
    try {
      const { points } = await connection.call('run.losses', { ...reference(run), fromStep: 0 });
      if (selectedId.value !== run) return;
      // Points that arrived as events meanwhile are in the answer too, or come after it.
      const series = new LossSeries();
      series.append(points);
      const live = losses.value;
      const after = live.steps.flatMap((step, index) =>
        step > (series.lastStep ?? -1) ? [{ step, values: valuesAt(live, index) }] : [],
      );
      series.append(after);
      losses.value = series;
      lossRevision.value += 1;
    } catch (thrown) {
      ignoreMissing(thrown);
    }
  }

  async function loadPreview(run: string): Promise<void> {
    try {
      const shown = await connection.call('run.preview', reference(run));
      if (selectedId.value === run) preview.value = shown.items.length > 0 ? shown : null;
    } catch (thrown) {
      ignoreMissing(thrown);
    }
  }

  /** A run that has no losses or pictures yet is no error. */
  function ignoreMissing(thrown: unknown): void {
    if (AbbeError.wrap(thrown).code !== 'not-found') messages.addError(thrown);
  }

  async function refresh(run: string): Promise<void> {
    try {
      put(await connection.call('run.get', reference(run)));
    } catch (thrown) {
      ignoreMissing(thrown);
    }
  }

  function onState({ run, state, message }: EventPayload<'run.state'>): void {
    const known = list.value.find((entry) => entry.id === run);
    if (known) put({ ...known, state, message });
    if (state === 'failed') messages.add('error', message || `Run ${run} failed.`);
    if (state === 'finished') messages.add('good', `Run ${run} has finished.`);
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
    if (event.name === 'run.preview' && isShown) void loadPreview(event.payload.run);
    if (event.name === 'run.losses' && isShown) {
      losses.value.append(event.payload.points);
      lossRevision.value += 1;
    }
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
  watch(selectedId, () => void loadDetail());

  const recovery = recoverRuns(connection, {
    running: () => list.value.filter((run) => activeStates.includes(run.state)),
    reload: async () => {
      await load();
      await loadDetail();
      return list.value;
    },
    resume: (run) => control('run.resume', run),
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
    progress,
    losses,
    lossRevision,
    preview,
    checkpoint,
    interruptions: recovery.interruptions,
    dismissInterruption: recovery.dismiss,
    loading,
    starting,
    controlling,
    load,
    start,
    pause,
    resume,
    stop,
    select,
  };
});

function valuesAt(series: LossSeries, index: number): Record<string, number> {
  const values: Record<string, number> = {};
  for (const [name, column] of series.byName) {
    const value = column[index];
    if (value !== undefined && Number.isFinite(value)) values[name] = value;
  }
  return values;
}
