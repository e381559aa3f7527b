import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { Classification } from '../../electron/contract/classification.ts';
import { useConnection } from '../client/current.ts';
import { useProject } from './project.ts';
import { createTask } from './task.ts';

/** A cell of a confusion matrix with the images in it. */
export interface OpenedCell {
  classification: string;
  truth: string;
  predicted: string;
  items: readonly string[];
}

/** What was found out about classes: confusion matrices, and the images behind their cells. */
export const useClassification = defineStore('classification', () => {
  const connection = useConnection();
  const project = useProject();
  const list = shallowRef<readonly Classification[]>([]);
  const cell = shallowRef<OpenedCell | null>(null);
  const loading = createTask();
  const opening = createTask();

  async function load(): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const found = await loading.run((options) =>
      connection.call('classification.list', { project: folder }, options),
    );
    if (found && project.folder === folder) list.value = found.classifications;
  }

  /** Opens the test images of a cell; `id` is the pair of classes as the plot names it. */
  async function open(classification: string, input: string, id: string): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const [truth, predicted] = JSON.parse(id) as [string, string];
    const found = await opening.run((options) =>
      connection.call('classification.predictions', { project: folder, classification }, options),
    );
    if (!found || project.folder !== folder) return;
    const items = found.predictions
      .filter((each) => each.split === 'test' && each.input === input)
      .filter((each) => each.truth === truth && each.predicted === predicted)
      .map(({ item }) => item);
    cell.value = { classification, truth, predicted, items: [...new Set(items)] };
  }

  watch(
    () => project.folder,
    () => {
      list.value = [];
      cell.value = null;
    },
  );
  return { list, cell, loading, opening, load, open };
});
