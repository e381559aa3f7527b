import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { DatasetDocument } from '../../electron/contract/datasets.ts';
import type { MethodPayload } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { includedItems } from './dataset-summary.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { createTask } from './task.ts';

export type DatasetRequest = Omit<MethodPayload<'dataset.create'>, 'project'>;

/** The project's datasets, and the making of a new one. */
export const useDataset = defineStore('dataset', () => {
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();
  const list = shallowRef<readonly DatasetDocument[]>([]);
  const selectedId = shallowRef<string | null>(null);
  const selected = computed(() => list.value.find((entry) => entry.id === selectedId.value) ?? null);
  const loading = createTask();
  const making = createTask();

  async function load(): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const result = await loading.run((options) =>
      connection.call('dataset.list', { project: folder }, options),
    );
    if (!result || project.folder !== folder) return;
    list.value = [...result.datasets].sort((a, b) => b.created.localeCompare(a.created));
    if (!selected.value) selectedId.value = list.value[0]?.id ?? null;
  }

  /** Finds the cells of all photos and writes the dataset; cancelled, nothing is written. */
  async function make(request: DatasetRequest): Promise<DatasetDocument | null> {
    const folder = project.folder;
    if (folder === null) return null;
    const made = await making.run((options) =>
      connection.call('dataset.create', { project: folder, ...request }, options),
    );
    if (!made) return null;
    list.value = [made, ...list.value.filter((entry) => entry.id !== made.id)];
    selectedId.value = made.id;
    messages.add('good', `Dataset “${made.name}” made: ${includedItems(made)} cells.`);
    return made;
  }

  const select = (id: string): void => void (selectedId.value = id);

  watch(
    () => project.folder,
    () => {
      list.value = [];
      selectedId.value = null;
      making.cancel();
      void load();
    },
  );
  connection.onReady(() => void load());

  return { list, selectedId, selected, loading, making, load, make, select };
});
