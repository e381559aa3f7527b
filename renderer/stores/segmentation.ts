import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Parameters } from '../../electron/contract/datasets.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { useCatalogue } from './catalogue.ts';
import { usePhoto } from './photo.ts';
import { createTask } from './task.ts';

export type Segmentation = MethodResult<'photo.segment'>;

const settleMs = 250;

/** How cells are found: the parameters, and what they find in the photo that is looked at. */
export const useSegmentation = defineStore('segmentation', () => {
  const connection = useConnection();
  const catalogue = useCatalogue();
  const photo = usePhoto();
  const task = createTask();

  const parameters = shallowRef<Parameters>({});
  const result = shallowRef<Segmentation | null>(null);
  /** The photo that `result` belongs to. */
  const resultFile = shallowRef<string | null>(null);
  const watching = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const entry = computed(() => catalogue.segmentation);

  async function find(): Promise<void> {
    const file = photo.file;
    if (file === null) return;
    const found = await task.run((options) =>
      connection.call('photo.segment', { file, parameters: parameters.value, steps: true }, options),
    );
    if (!found) return;
    result.value = found;
    resultFile.value = file;
  }

  /** Looks again after the parameters or the photo have settled; what is under way is cancelled at once. */
  function findSoon(): void {
    clearTimeout(timer);
    task.cancel();
    if (watching.value) timer = setTimeout(() => void find(), settleMs);
  }

  function change(values: Parameters): void {
    parameters.value = values;
  }

  watch(
    () => photo.file,
    () => {
      result.value = null;
      resultFile.value = null;
      findSoon();
    },
  );
  watch(parameters, findSoon);
  connection.onReady(findSoon);

  /** The preview runs only while someone looks at it. */
  function watchPhoto(on: boolean): void {
    watching.value = on;
    if (on && resultFile.value !== photo.file) findSoon();
    if (!on) {
      clearTimeout(timer);
      task.cancel();
    }
  }

  return { entry, parameters, result, resultFile, task, change, watchPhoto, find };
});
