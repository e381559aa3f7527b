import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { RunRecord } from '../../electron/contract/documents.ts';
import type { Generated } from '../../electron/contract/generation-methods.ts';
import { useConnection } from '../client/current.ts';
import { applyTexts } from '../texts/index.ts';
import { joinPath } from '../ui/format.ts';
import { isTrained, makesOfNoise } from './applicable.ts';
import { useCatalogue } from './catalogue.ts';
import { useDataset } from './dataset.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';
import { createTask } from './task.ts';

/** A labelled dataset of the project, or files in a folder. */
export type GenerateInto = 'folder' | 'dataset';

/** New masks of noise by one run, and images of them by another. */
export const useGeneration = defineStore('generation', () => {
  const { generateTexts } = applyTexts;
  const connection = useConnection();
  const project = useProject();
  const run = useRun();
  const dataset = useDataset();
  const catalogue = useCatalogue();
  const messages = useMessages();
  const maskId = ref<string | null>(null);
  /** The run that makes images of the masks; null: masks alone. */
  const imageId = ref<string | null>(null);
  const checkpoint = ref<'best' | 'last'>('best');
  const count = ref(20);
  const seed = ref(1);
  const into = ref<GenerateInto>('folder');
  const output = ref('');
  /** Of the dataset; empty: the usual one. */
  const name = ref('');
  /** A name that no dataset has. */
  const usualName = computed(() => {
    const taken = new Set(dataset.list.map((entry) => entry.name));
    let number = 1;
    while (taken.has(generateTexts.usualName(number))) number += 1;
    return generateTexts.usualName(number);
  });
  const made = shallowRef<Generated | null>(null);
  const task = createTask();

  const maskRuns = computed(() =>
    run.list.filter((entry) => isTrained(entry) && makesOfNoise(entry, catalogue.recipes)),
  );
  const mask = computed(
    () =>
      maskRuns.value.find(({ id }) => id === (maskId.value ?? run.selectedId)) ?? maskRuns.value[0] ?? null,
  );
  /** Runs that were trained to make images of masks: the engine says where the classes are not the same. */
  const imageRuns = computed(() =>
    run.list.filter(
      (entry) => isTrained(entry) && !makesOfNoise(entry, catalogue.recipes) && fromMasks(entry),
    ),
  );
  const image = computed(() => imageRuns.value.find(({ id }) => id === imageId.value) ?? null);
  /** A dataset needs images; without a run that makes them there are masks in a folder. */
  const target = computed<GenerateInto>(() => (image.value === null ? 'folder' : into.value));
  const ready = computed(
    () =>
      mask.value !== null && count.value >= 1 && (target.value === 'dataset' || output.value.trim() !== ''),
  );

  function fromMasks({ dataset: id }: RunRecord): boolean {
    const own = dataset.list.find((entry) => entry.id === id);
    return (
      own?.items.every(({ input, target: to }) => input?.kind === 'classes' && to.kind !== 'classes') ?? false
    );
  }

  async function generate(): Promise<void> {
    const folder = project.folder;
    if (folder === null || mask.value === null || !ready.value) return;
    const isDataset = target.value === 'dataset';
    const payload = {
      project: folder,
      run: mask.value.id,
      checkpoint: checkpoint.value,
      count: count.value,
      seed: seed.value,
      images: image.value && { project: folder, run: image.value.id },
      output: isDataset ? null : output.value.trim(),
      dataset: isDataset ? name.value.trim() || usualName.value : null,
    };
    made.value = null;
    let written = 0;
    const done = await task.run(({ signal, onProgress }) =>
      connection.call('run.generate', payload, {
        signal,
        onProgress: (progress) => {
          written = progress.done;
          onProgress(progress);
        },
      }),
    );
    if (project.folder !== folder) return;
    if (!done && task.error === '') {
      const place = payload.output ?? joinPath(folder, 'synthetic');
      messages.add('info', generateTexts.cancelled(written, payload.count, place));
      output.value = nextFolder(folder);
    }
    if (!done) return;
    made.value = done;
    messages.add('good', generateTexts.made(done.items.length, done.folder));
    if (done.dataset === null) output.value = nextFolder(folder);
    else await dataset.load();
  }

  /** A new folder each time, as one that holds something is refused. */
  function nextFolder(folder: string): string {
    const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    return joinPath(joinPath(folder, 'generated'), stamp);
  }

  watch(
    () => project.folder,
    (folder) => {
      task.cancel();
      made.value = null;
      maskId.value = null;
      imageId.value = null;
      name.value = '';
      output.value = folder === null ? '' : nextFolder(folder);
    },
    { immediate: true },
  );

  return {
    maskId,
    imageId,
    checkpoint,
    count,
    seed,
    into,
    output,
    name,
    usualName,
    made,
    task,
    maskRuns,
    mask,
    imageRuns,
    image,
    target,
    ready,
    generate,
  };
});
