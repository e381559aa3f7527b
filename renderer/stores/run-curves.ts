import { defineStore } from 'pinia';
import { shallowReactive, shallowRef, watch } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import { useConnection } from '../client/current.ts';
import { LossSeries } from './loss-series.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';

/** Losses of the runs that are shown together, beside the one that is looked at. */
export const useRunCurves = defineStore('runCurves', () => {
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();
  const ids = shallowRef<readonly string[]>([]);
  const series = shallowReactive(new Map<string, LossSeries>());
  /** Changes whenever a series has come or grown: they grow in place. */
  const revision = shallowRef(0);

  async function load(run: string): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    series.set(run, new LossSeries());
    try {
      const { points } = await connection.call('run.losses', { project: folder, run, fromStep: 0 });
      if (!ids.value.includes(run)) return;
      series.set(run, LossSeries.of(points, series.get(run)));
      revision.value += 1;
    } catch (thrown) {
      if (AbbeError.wrap(thrown).code !== 'not-found') messages.addError(thrown);
    }
  }

  /** Shows the curves of exactly these runs together. */
  function set(runs: readonly string[]): void {
    const added = runs.filter((run) => !ids.value.includes(run));
    ids.value = [...runs];
    for (const run of [...series.keys()]) if (!runs.includes(run)) series.delete(run);
    revision.value += 1;
    for (const run of added) void load(run);
  }

  function toggle(run: string): void {
    set(ids.value.includes(run) ? ids.value.filter((id) => id !== run) : [...ids.value, run]);
  }

  connection.onEvent((event) => {
    if (event.name !== 'run.losses' || event.payload.project !== project.folder) return;
    const grown = series.get(event.payload.run);
    if (!grown) return;
    grown.append(event.payload.points);
    revision.value += 1;
  });
  watch(
    () => project.folder,
    () => set([]),
  );

  return { ids, series, revision, set, toggle };
});
