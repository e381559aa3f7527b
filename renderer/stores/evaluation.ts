import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Evaluation } from '../../electron/contract/documents.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { joinPath } from '../ui/format.ts';
import { useDataset } from './dataset.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';
import { sortScores, summariseGain, type ScoreColumn } from './score-summary.ts';
import { createTask } from './task.ts';

export type Triple = MethodResult<'run.compare'>;

const triplesKept = 64;

/** How good the selected run is on photos it never saw: scores, and input, result and truth side by side. */
export const useEvaluation = defineStore('evaluation', () => {
  const connection = useConnection();
  const project = useProject();
  const dataset = useDataset();
  const run = useRun();
  const evaluation = shallowRef<Evaluation | null>(null);
  const item = shallowRef<string | null>(null);
  const triple = shallowRef<Triple | null>(null);
  const column = shallowRef<ScoreColumn>('gain');
  const descending = shallowRef(true);
  const cache = new Map<string, Triple>();
  const scoring = createTask();
  const comparing = createTask();
  const loading = createTask();
  const reporting = createTask();
  /** The page of the last report made here. */
  const report = shallowRef<string | null>(null);
  const watching = shallowRef(false);

  const scores = computed(() => sortScores(evaluation.value?.perImage ?? [], column.value, descending.value));
  const gain = computed(() => (evaluation.value ? summariseGain(evaluation.value) : null));
  /** Held-out cells in the order shown: by score where there are scores, else as in the dataset. */
  const items = computed<readonly string[]>(() => {
    if (scores.value.length > 0) return scores.value.map((score) => score.id);
    const own = dataset.list.find((entry) => entry.id === run.selected?.dataset);
    return (own?.items ?? []).filter((entry) => entry.split === 'test').map((entry) => entry.id);
  });

  const reference = (): { project: string; run: string } | null =>
    project.folder !== null && run.selectedId !== null
      ? { project: project.folder, run: run.selectedId }
      : null;

  async function load(): Promise<void> {
    const of = reference();
    evaluation.value = null;
    triple.value = null;
    item.value = null;
    report.value = null;
    cache.clear();
    if (!of) return;
    const found = await loading.run((options) => connection.call('run.evaluation', of, options));
    if (run.selectedId !== of.run) return;
    evaluation.value = found;
    look();
  }

  /** Pictures are made only while someone looks, and only from a run that has a checkpoint. */
  function look(): void {
    if (!watching.value || (run.selected?.step ?? 0) === 0) return;
    if (triple.value === null && !comparing.busy) show(item.value ?? items.value[0] ?? null);
  }

  function watchItems(on: boolean): void {
    watching.value = on;
    look();
  }

  async function evaluate(): Promise<void> {
    const of = reference();
    if (!of) return;
    const made = await scoring.run((options) =>
      connection.call('run.evaluate', { ...of, split: 'test' }, options),
    );
    if (!made || run.selectedId !== of.run) return;
    cache.clear();
    evaluation.value = made;
    show(item.value ?? items.value[0] ?? null);
  }

  /** Writes the run's report into the project; scores that are missing or old are made first. */
  async function makeReport(): Promise<void> {
    const of = reference();
    if (!of) return;
    report.value = null;
    const output = joinPath(joinPath(of.project, 'reports'), of.run);
    const made = await reporting.run((options) => connection.call('run.report', { ...of, output }, options));
    if (made && run.selectedId === of.run) report.value = made.page;
  }

  function show(id: string | null): void {
    item.value = id;
    const of = reference();
    const known = id === null ? null : (cache.get(id) ?? null);
    if (known || id === null || !of) {
      comparing.cancel();
      triple.value = known;
      return;
    }
    void comparing
      .run((options) => connection.call('run.compare', { ...of, item: id }, options))
      .then((made) => {
        if (!made || item.value !== id || run.selectedId !== of.run) return;
        if (cache.size >= triplesKept) cache.delete(cache.keys().next().value ?? '');
        cache.set(id, made);
        triple.value = made;
      });
  }

  function step(by: number): void {
    const at = items.value.indexOf(item.value ?? '');
    const next = items.value[Math.min(items.value.length - 1, Math.max(0, at + by))];
    if (next !== undefined && next !== item.value) show(next);
  }

  function sortBy(chosen: ScoreColumn): void {
    descending.value = chosen === column.value ? !descending.value : chosen !== 'cell';
    column.value = chosen;
  }

  watch(
    () => run.selectedId,
    () => void load(),
    { immediate: true },
  );
  connection.onEvent((event) => {
    if (event.name !== 'run.checkpoint' || event.payload.project !== project.folder) return;
    if (event.payload.run !== run.selectedId) return;
    cache.clear();
    look();
  });
  watch(items, look);

  return {
    evaluation,
    scores,
    gain,
    items,
    item,
    triple,
    column,
    descending,
    scoring,
    comparing,
    loading,
    reporting,
    report,
    makeReport,
    load,
    evaluate,
    show,
    watchItems,
    step,
    sortBy,
  };
});
