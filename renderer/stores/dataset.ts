import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { DatasetChange, DatasetDocument, Splitting } from '../../electron/contract/datasets.ts';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { MethodPayload } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { dataTexts } from '../texts/index.ts';
import {
  withChange,
  withPending,
  type ChangeKind,
  type ItemSet,
  type PendingEdit,
} from './dataset-changes.ts';
import { includedItems } from './dataset-summary.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { createTask } from './task.ts';

export type DatasetRequest = Omit<MethodPayload<'dataset.create'>, 'project'>;

/** The project's datasets: making, choosing and changing them. Changes of items show at once. */
export const useDataset = defineStore('dataset', () => {
  const { changeTexts } = dataTexts;
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();
  /** As the engine has them. */
  const stored = shallowRef<readonly DatasetDocument[]>([]);
  const pending = shallowReactive(new Map<string, readonly PendingEdit[]>());
  /** As a person sees them: with what is on its way to the engine. */
  const list = computed(() => stored.value.map((entry) => withPending(entry, pending.get(entry.id) ?? [])));
  const selectedId = shallowRef<string | null>(null);
  const selected = computed(() => list.value.find((entry) => entry.id === selectedId.value) ?? null);
  const loading = createTask();
  const making = createTask();
  const splitting = createTask();
  const normalising = createTask();

  const payload = (dataset: string): { project: string; dataset: string } => ({
    project: project.folder ?? '',
    dataset,
  });

  function put(next: DatasetDocument): void {
    const known = stored.value.some(({ id }) => id === next.id);
    stored.value = known
      ? stored.value.map((entry) => (entry.id === next.id ? next : entry))
      : [next, ...stored.value].sort((a, b) => b.created.localeCompare(a.created));
  }

  async function load(): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const result = await loading.run((options) =>
      connection.call('dataset.list', { project: folder }, options),
    );
    if (!result || project.folder !== folder) return;
    stored.value = [...result.datasets].sort((a, b) => b.created.localeCompare(a.created));
    if (!selected.value) selectedId.value = list.value[0]?.id ?? null;
  }

  /** Makes a dataset of the project's files; cancelled, nothing is written. */
  async function make(request: DatasetRequest): Promise<DatasetDocument | null> {
    const folder = project.folder;
    if (folder === null) return null;
    const made = await making.run((options) =>
      connection.call('dataset.create', { project: folder, ...request }, options),
    );
    if (!made) return null;
    put(made);
    selectedId.value = made.id;
    messages.add('good', changeTexts.made(made.name, includedItems(made)));
    return made;
  }

  async function refresh(dataset: string): Promise<void> {
    try {
      put(await connection.call('dataset.get', payload(dataset)));
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  async function adopt(change: DatasetChange, kind: ChangeKind): Promise<void> {
    const known = stored.value.find(({ id }) => id === change.dataset);
    const next = known ? withChange(known, change, kind) : null;
    if (next) put(next);
    else await refresh(change.dataset);
  }

  /** Changes items of the chosen dataset as one edit; what the engine refuses is taken back and told. */
  async function edit(items: readonly string[], set: ItemSet): Promise<boolean> {
    const dataset = selectedId.value;
    if (dataset === null || items.length === 0) return false;
    const mine: PendingEdit = { items: new Set(items), set };
    pending.set(dataset, [...(pending.get(dataset) ?? []), mine]);
    try {
      const change = await connection.call('dataset.edit', { ...payload(dataset), items: [...items], set });
      await adopt(change, 'edit');
      return true;
    } catch (thrown) {
      messages.addError(thrown);
      return false;
    } finally {
      pending.set(
        dataset,
        (pending.get(dataset) ?? []).filter((entry) => entry !== mine),
      );
    }
  }

  /** Takes the last edit back, or does it again; the items that it changed come back. */
  async function travel(kind: 'undo' | 'redo'): Promise<readonly string[]> {
    const dataset = selectedId.value;
    if (dataset === null) return [];
    const method = kind === 'undo' ? 'dataset.undo' : 'dataset.redo';
    try {
      const change = await connection.call(method, payload(dataset));
      await adopt(change, kind);
      if (change.edit) messages.add('info', changeTexts[kind](change.edit.description));
      return change.items.map(({ id }) => id);
    } catch (thrown) {
      // Nothing left to take back is no news.
      if (AbbeError.wrap(thrown).code !== 'invalid-input') messages.addError(thrown);
      return [];
    }
  }

  /** Deals the items anew as one edit. */
  async function split(how: Splitting): Promise<boolean> {
    const dataset = selectedId.value;
    if (dataset === null) return false;
    const change = await splitting.run((options) =>
      connection.call('dataset.split', { ...payload(dataset), splitting: how }, options),
    );
    if (!change) return false;
    await adopt(change, 'edit');
    messages.add('good', change.edit?.description ?? changeTexts.sameSplit);
    return true;
  }

  async function normalise(
    choice: Omit<MethodPayload<'dataset.normalise'>, 'project' | 'dataset'>,
  ): Promise<boolean> {
    const dataset = selectedId.value;
    if (dataset === null) return false;
    const after = await normalising.run((options) =>
      connection.call('dataset.normalise', { ...payload(dataset), ...choice }, options),
    );
    if (after) put(after);
    return after !== null;
  }

  async function rename(dataset: string, name: string): Promise<void> {
    try {
      const done = await connection.call('dataset.rename', { ...payload(dataset), name });
      const known = stored.value.find(({ id }) => id === dataset);
      if (known) put({ ...known, name: done.name });
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  /** Takes a dataset out of the project; false where a run was made on it. */
  async function remove(dataset: string): Promise<boolean> {
    try {
      await connection.call('dataset.remove', payload(dataset));
      stored.value = stored.value.filter(({ id }) => id !== dataset);
      if (selectedId.value === dataset) selectedId.value = list.value[0]?.id ?? null;
      return true;
    } catch (thrown) {
      messages.addError(thrown);
      return false;
    }
  }

  async function restore(dataset: string): Promise<void> {
    try {
      put(await connection.call('dataset.restore', payload(dataset)));
      selectedId.value = dataset;
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  const select = (id: string): void => void (selectedId.value = id);

  watch(
    () => project.folder,
    () => {
      stored.value = [];
      pending.clear();
      selectedId.value = null;
      making.cancel();
      void load();
    },
  );
  connection.onReady(() => void load());

  return {
    list,
    selectedId,
    selected,
    loading,
    making,
    splitting,
    normalising,
    load,
    refresh,
    make,
    edit,
    undo: () => travel('undo'),
    redo: () => travel('redo'),
    split,
    normalise,
    rename,
    remove,
    restore,
    select,
  };
});
