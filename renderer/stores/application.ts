import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ApplyFormat } from '../../electron/contract/apply-methods.ts';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { PlaneIndex } from '../../electron/contract/images.ts';
import type { MethodPayload } from '../../electron/contract/methods.ts';
import type { ViewedImage } from '../../electron/contract/view-methods.ts';
import { useConnection } from '../client/current.ts';
import { applyTexts } from '../texts/index.ts';
import { joinPath } from '../ui/format.ts';
import { drawsDropout, isTrained, makesOfNoise } from './applicable.ts';
import {
  addFiles,
  changeEntry,
  countStates,
  filesToDo,
  filesToRetry,
  fittingFormat,
  looksLikeImage,
  waiting,
  type ApplyEntry,
} from './application-files.ts';
import { useCatalogue } from './catalogue.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { runName } from './run-name.ts';
import { useRun } from './run.ts';
import { createTask, type TaskOptions } from './task.ts';

/** How sure results are is asked by nothing, by draws of dropout, or by turned and mirrored images. */
export type SamplingKind = 'none' | 'dropout' | 'flips';

/** What was applied once, and what came of it. */
export interface Application {
  id: number;
  time: Date;
  /** Name of the run, its checkpoint and the steps that its weights were trained. */
  model: string;
  checkpoint: 'best' | 'last';
  step: number | null;
  output: string;
  entries: readonly ApplyEntry[];
  cancelled: boolean;
}

/** A plane's result before anything is written. */
export interface Trial {
  image: ViewedImage;
  deviation: ViewedImage | null;
  /** Why the image is unlike those of training, in sentences. */
  notes: readonly string[];
}

/** A trained run on image files: which, where to, and what came of it. */
export const useApplication = defineStore('application', () => {
  const { stateTexts } = applyTexts;
  const connection = useConnection();
  const project = useProject();
  const run = useRun();
  const catalogue = useCatalogue();
  const messages = useMessages();
  const entries = shallowRef<readonly ApplyEntry[]>([]);
  const selected = ref<string | null>(null);
  const output = ref('');
  /** Null until a person chooses: what fits the files. */
  const chosenFormat = ref<ApplyFormat | null>(null);
  const checkpoint = ref<'best' | 'last'>('best');
  const sampling = ref<SamplingKind>('none');
  const draws = ref(16);
  const history = shallowRef<readonly Application[]>([]);
  const trial = shallowRef<Trial | null>(null);
  const task = createTask();
  const trying = createTask();
  const listing = createTask();

  /** Runs that make an image of an image. */
  const models = computed(() =>
    run.list.filter((entry) => isTrained(entry) && !makesOfNoise(entry, catalogue.recipes)),
  );
  /** The run that the window is about where it can be applied; else the newest that can. */
  const model = computed(
    () => models.value.find(({ id }) => id === run.selectedId) ?? models.value[0] ?? null,
  );
  const format = computed<ApplyFormat>(() => chosenFormat.value ?? fittingFormat(entries.value));
  const canDraw = computed(() => model.value !== null && drawsDropout(model.value));
  const samples = computed(() => {
    if (sampling.value === 'flips') return 'flips' as const;
    return sampling.value === 'dropout' && canDraw.value ? draws.value : null;
  });
  const current = computed(
    () => entries.value.find(({ file }) => file === selected.value) ?? entries.value[0] ?? null,
  );
  const counts = computed(() => countStates(entries.value));
  const ready = computed(
    () => model.value !== null && entries.value.length > 0 && output.value.trim() !== '',
  );

  /** Adds files, and the images of folders. */
  async function add(paths: readonly string[]): Promise<void> {
    const found = await listing.run(async (options) => {
      const files: string[] = [];
      for (const path of paths) files.push(...(await imagesOf(path, options)));
      return files;
    });
    if (found) entries.value = addFiles(entries.value, found);
  }

  /** A file itself, or the images of a folder; what is neither is told when it is worked on. */
  async function imagesOf(path: string, options: TaskOptions): Promise<string[]> {
    if (looksLikeImage(path)) return [path];
    const found = await connection.call('files.list', { folder: path }, options).catch((thrown: unknown) => {
      const error = AbbeError.wrap(thrown);
      if (error.code === 'cancelled') throw error;
      return null;
    });
    if (!found) return [path];
    const images = found.entries.filter(({ kind }) => kind === 'image').map((entry) => entry.path);
    if (images.length === 0) messages.add('warning', stateTexts.noImages(path));
    return images;
  }

  function remove(file: string): void {
    const at = entries.value.findIndex((entry) => entry.file === file);
    entries.value = entries.value.filter((entry) => entry.file !== file);
    if (selected.value === file)
      selected.value = entries.value[Math.min(at, entries.value.length - 1)]?.file ?? null;
  }

  function clear(): void {
    entries.value = [];
    selected.value = null;
  }

  function step(by: number): void {
    const at = entries.value.findIndex(({ file }) => file === current.value?.file);
    const next = entries.value[Math.min(entries.value.length - 1, Math.max(0, at + by))];
    if (next) selected.value = next.file;
  }

  const payload = (): Omit<MethodPayload<'run.apply'>, 'files'> => ({
    project: project.folder ?? '',
    run: model.value?.id ?? '',
    checkpoint: checkpoint.value,
    output: output.value.trim(),
    format: format.value,
    samples: samples.value,
  });

  /** One call a file: each has its state at once, and what was done stays whatever happens to the next one. */
  async function apply(files = filesToDo(entries.value)): Promise<void> {
    if (!ready.value || task.busy || files.length === 0) return;
    const request = payload();
    const name = model.value ? runName(model.value, catalogue.recipes) : '';
    let trained: number | null = null;
    const chosen = new Set(files);
    entries.value = entries.value.map((entry) => (chosen.has(entry.file) ? waiting(entry.file) : entry));
    await task.run(async (options) => {
      const tell = progressOf(files.length, options);
      for (const [i, file] of files.entries()) {
        // It was taken from the list meanwhile.
        if (!entries.value.some((entry) => entry.file === file)) continue;
        change(file, { state: 'working' });
        try {
          const done = await connection.call(
            'run.apply',
            { ...request, files: [file] },
            { ...options, onProgress: ({ done: part, message }) => tell(i + part, message) },
          );
          trained = done.step;
          const [result] = done.written;
          if (result) change(file, { state: 'done', result });
          else change(file, { state: 'failed', reason: done.failed[0]?.reason ?? '' });
        } catch (thrown) {
          const error = AbbeError.wrap(thrown);
          const cancelled = error.code === 'cancelled';
          change(file, cancelled ? { state: 'cancelled' } : { state: 'failed', reason: error.message });
          throw error;
        }
      }
    });
    finish(files, name, trained, request);
  }

  function change(file: string, to: Partial<ApplyEntry>): void {
    entries.value = changeEntry(entries.value, file, to);
  }

  /** What was asked for goes into the history, also where it ended early. */
  function finish(
    files: readonly string[],
    name: string,
    trained: number | null,
    request: Omit<MethodPayload<'run.apply'>, 'files'>,
  ): void {
    // Another project was opened meanwhile.
    if (request.project !== project.folder) return;
    const chosen = new Set(files);
    const ended = entries.value.some(({ file, state }) => chosen.has(file) && state === 'cancelled');
    if (ended) {
      entries.value = entries.value.map((entry) =>
        chosen.has(entry.file) && entry.state === 'waiting' ? { ...entry, state: 'cancelled' } : entry,
      );
    }
    const own = entries.value.filter(({ file, state }) => chosen.has(file) && state !== 'waiting');
    const { done } = countStates(own);
    if (ended) messages.add('info', stateTexts.cancelled(done, files.length, request.output));
    else if (done > 0) messages.add('good', stateTexts.written(done, files.length, request.output));
    const made: Application = {
      id: (history.value[0]?.id ?? 0) + 1,
      time: new Date(),
      model: name,
      checkpoint: request.checkpoint ?? 'best',
      step: trained,
      output: request.output,
      entries: own,
      cancelled: ended,
    };
    if (own.length > 0) history.value = [made, ...history.value];
  }

  const retry = (): Promise<void> => apply(filesToRetry(entries.value));

  /** Shows what was made before again. */
  function show(made: Application): void {
    entries.value = made.entries;
    selected.value = made.entries[0]?.file ?? null;
    task.clearError();
  }

  /** What would become of a plane with what is chosen now; null without a model. */
  function trialOf(file: string, { t, c, z }: PlaneIndex, part: 'result' | 'deviation'): ViewedImage | null {
    const folder = project.folder;
    if (folder === null || model.value === null) return null;
    return {
      kind: 'applied',
      project: folder,
      run: model.value.id,
      checkpoint: checkpoint.value,
      of: { kind: 'file', file, t, c: c > 0 ? c : null, z },
      samples: samples.value,
      part,
    };
  }

  /** Applies the model to one plane without writing anything. */
  async function tryOut(file: string, index: PlaneIndex): Promise<void> {
    const image = trialOf(file, index, 'result');
    if (!image) return;
    trial.value = null;
    const deviation = samples.value === null ? null : trialOf(file, index, 'deviation');
    const info = await trying.run((options) => connection.call('view.describe', { image }, options));
    if (info) trial.value = { image, deviation, notes: info.notes };
  }

  /** The trial of exactly this, where it was made. */
  function trialFor(file: string, index: PlaneIndex): Trial | null {
    const wanted = JSON.stringify(trialOf(file, index, 'result'));
    return trial.value && JSON.stringify(trial.value.image) === wanted ? trial.value : null;
  }

  // What was made with other settings is in the history; the list says what these have made.
  watch([() => model.value?.id, checkpoint, format, samples, output], () => {
    if (!task.busy) entries.value = entries.value.map(({ file }) => waiting(file));
    trying.clearError();
  });
  watch(canDraw, (can) => {
    if (!can && sampling.value === 'dropout') sampling.value = 'flips';
  });
  watch(
    () => project.folder,
    (folder) => {
      task.cancel();
      trying.cancel();
      clear();
      history.value = [];
      trial.value = null;
      // A place of its own inside the project, so that nobody's folder is written to by accident.
      output.value = folder === null ? '' : joinPath(folder, 'results');
    },
    { immediate: true },
  );

  return {
    entries,
    selected,
    current,
    counts,
    output,
    format,
    chosenFormat,
    checkpoint,
    sampling,
    draws,
    samples,
    canDraw,
    models,
    model,
    ready,
    history,
    trial,
    task,
    trying,
    listing,
    add,
    remove,
    clear,
    step,
    apply,
    retry,
    show,
    tryOut,
    trialFor,
  };
});

/** Progress over files from that of the one in work, with the time left from what was measured. */
function progressOf(total: number, { onProgress }: TaskOptions): (done: number, message: string) => void {
  const started = performance.now();
  return (done, message) => {
    const seconds = (performance.now() - started) / 1000;
    const secondsLeft = done > 0.02 ? (seconds / done) * (total - done) : null;
    onProgress({ done, total, message, secondsLeft });
  };
}
