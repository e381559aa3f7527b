import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { Comparison } from '../../electron/contract/comparison.ts';
import type { Split } from '../../electron/contract/datasets.ts';
import type { Evaluation } from '../../electron/contract/documents.ts';
import { useConnection } from '../client/current.ts';
import { joinPath } from '../ui/format.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';
import { createTask } from './task.ts';

export interface EvaluationRequest {
  run: string;
  split: Split;
  checkpoint: 'best' | 'last';
}

/** How good runs are on images that they never saw: scores, reports, and comparisons of several runs. */
export const useEvaluation = defineStore('evaluation', () => {
  const connection = useConnection();
  const project = useProject();
  const run = useRun();
  /** Of the runs that were asked for; null: not scored yet. */
  const byRun = shallowReactive(new Map<string, Evaluation | null>());
  const scoring = createTask();
  const reporting = createTask();
  const comparing = createTask();
  /** What is being scored. */
  const scored = shallowRef<EvaluationRequest | null>(null);
  /** The page of the last report made here, and of which run. */
  const report = shallowRef<{ run: string; page: string } | null>(null);
  const comparison = shallowRef<Comparison | null>(null);

  const of = (id: string | null): Evaluation | null => (id === null ? null : (byRun.get(id) ?? null));
  /** Of the run that is selected. */
  const evaluation = computed(() => of(run.selectedId));

  /** Reads the scores of a run, once. */
  async function ensure(id: string): Promise<void> {
    const folder = project.folder;
    if (folder === null || byRun.has(id)) return;
    byRun.set(id, null);
    const found = await connection.call('run.evaluation', { project: folder, run: id }).catch(() => null);
    if (project.folder === folder && found) byRun.set(id, found);
  }

  /** Scores a run; cancelled, the scores from before stay. */
  async function evaluate(request: EvaluationRequest): Promise<boolean> {
    const folder = project.folder;
    if (folder === null) return false;
    scored.value = request;
    const made = await scoring.run((options) =>
      connection.call('run.evaluate', { project: folder, ...request }, options),
    );
    scored.value = null;
    if (!made || project.folder !== folder) return false;
    byRun.set(request.run, made);
    return true;
  }

  /** Scores runs one after another; those before the one that is cancelled or fails have theirs. */
  async function evaluateAll(runs: readonly string[], rest: Omit<EvaluationRequest, 'run'>): Promise<void> {
    for (const run of runs) if (!(await evaluate({ run, ...rest }))) return;
  }

  /** Writes a run's report into the project; scores that are missing or old are made first. */
  async function makeReport(id: string): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    report.value = null;
    const output = joinPath(joinPath(folder, 'reports'), id);
    const made = await reporting.run((options) =>
      connection.call('run.report', { project: folder, run: id, output }, options),
    );
    if (!made || project.folder !== folder) return;
    report.value = { run: id, page: made.page };
    byRun.delete(id);
    await ensure(id);
  }

  /** Compares finished runs and writes page, tables and figures into the project. */
  async function compare(runs: readonly string[], split: Split): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    comparison.value = null;
    const name = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    const output = joinPath(joinPath(folder, 'comparisons'), name);
    const references = runs.map((id) => ({ project: folder, run: id }));
    comparison.value = await comparing.run((options) =>
      connection.call('comparison.make', { runs: references, split, output }, options),
    );
  }

  watch(
    () => project.folder,
    () => {
      byRun.clear();
      report.value = null;
      comparison.value = null;
      for (const task of [scoring, reporting, comparing]) task.cancel();
    },
  );
  watch(
    () => run.selectedId,
    (id) => {
      if (id !== null) void ensure(id);
    },
    { immediate: true },
  );

  return {
    byRun,
    evaluation,
    of,
    ensure,
    evaluate,
    evaluateAll,
    scored,
    makeReport,
    report,
    compare,
    comparison,
    scoring,
    reporting,
    comparing,
  };
});
