import { shallowRef, watch, type ShallowRef } from 'vue';
import type { EventPayload } from '../../electron/contract/events.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import type { Connection } from '../client/connection.ts';
import { LossSeries } from './loss-series.ts';

export type RunPreview = MethodResult<'run.preview'>;

interface DetailOptions {
  connection: Pick<Connection, 'call'>;
  selectedId: Readonly<ShallowRef<string | null>>;
  reference(run: string): { project: string; run: string };
  /** A run that has no losses or pictures yet is no error. */
  onError(thrown: unknown): void;
}

/** Sets of preview pictures that stay in memory: going back and forth through time asks the engine once. */
const keptPreviews = 24;

/** Losses and previews of the run that is looked at. */
export function createRunDetail({ connection, selectedId, reference, onError }: DetailOptions) {
  /** The series grows in place; the revision tells that it has. */
  const losses = shallowRef(new LossSeries());
  const lossRevision = shallowRef(0);
  const preview = shallowRef<RunPreview | null>(null);
  const previewSteps = shallowRef<readonly number[]>([]);
  /** The step whose previews a person chose; null: always the newest. */
  const chosenStep = shallowRef<number | null>(null);
  const kept = new Map<number, RunPreview>();

  async function load(): Promise<void> {
    const run = selectedId.value;
    losses.value = new LossSeries();
    lossRevision.value += 1;
    preview.value = null;
    previewSteps.value = [];
    chosenStep.value = null;
    kept.clear();
    if (run === null || reference(run).project === '') return;
    await Promise.all([loadLosses(run), loadPreviews(run)]);
  }

  async function loadLosses(run: string): Promise<void> {
    try {
      const { points } = await connection.call('run.losses', { ...reference(run), fromStep: 0 });
      if (selectedId.value !== run) return;
      // Points that arrived as events meanwhile are in the answer too, or come after it.
      losses.value = LossSeries.of(points, losses.value);
      lossRevision.value += 1;
    } catch (thrown) {
      onError(thrown);
    }
  }

  async function loadPreviews(run: string): Promise<void> {
    try {
      const { steps } = await connection.call('run.previews', reference(run));
      if (selectedId.value !== run) return;
      previewSteps.value = steps;
      if (chosenStep.value === null) await show(run, steps.at(-1) ?? null);
    } catch (thrown) {
      onError(thrown);
    }
  }

  async function show(run: string, step: number | null): Promise<void> {
    if (step === null) return;
    const known = kept.get(step);
    const shown = known ?? (await connection.call('run.preview', { ...reference(run), step }));
    if (selectedId.value !== run) return;
    if (!known) remember(step, shown);
    // Meanwhile a person may have gone on to another step.
    if ((chosenStep.value ?? previewSteps.value.at(-1)) !== step) return;
    preview.value = shown.items.length > 0 ? shown : null;
  }

  function remember(step: number, shown: RunPreview): void {
    kept.set(step, shown);
    const [oldest] = kept.keys();
    if (kept.size > keptPreviews && oldest !== undefined) kept.delete(oldest);
  }

  /** Shows the previews of a step, or, with null, always the newest. */
  async function choosePreview(step: number | null): Promise<void> {
    const run = selectedId.value;
    chosenStep.value = step;
    if (run === null) return;
    try {
      await show(run, step ?? previewSteps.value.at(-1) ?? null);
    } catch (thrown) {
      onError(thrown);
    }
  }

  /** One set of previews back or forth; at the newest it follows the run again. */
  function stepPreview(by: number): void {
    const steps = previewSteps.value;
    const at = chosenStep.value === null ? steps.length - 1 : steps.indexOf(chosenStep.value);
    const to = Math.min(steps.length - 1, Math.max(0, at + by));
    void choosePreview(to === steps.length - 1 ? null : (steps[to] ?? null));
  }

  function receiveLosses({ points }: EventPayload<'run.losses'>): void {
    losses.value.append(points);
    lossRevision.value += 1;
  }

  async function receivePreview({ run, step }: EventPayload<'run.preview'>): Promise<void> {
    // A run that was taken up again draws the same step anew.
    kept.delete(step);
    await loadPreviews(run);
  }

  watch(selectedId, () => void load());
  return {
    state: { losses, lossRevision, preview, previewSteps, chosenStep },
    ...{ load, choosePreview, stepPreview, receiveLosses, receivePreview },
  };
}
