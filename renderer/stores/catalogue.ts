import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CatalogueEntry, ListedNetwork } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { createTask } from './task.ts';

/** What the engine can do: recipes and preparations with their parameters. */
export const useCatalogue = defineStore('catalogue', () => {
  const connection = useConnection();
  const recipes = shallowRef<readonly CatalogueEntry[]>([]);
  const preparations = shallowRef<readonly CatalogueEntry[]>([]);
  const degradations = shallowRef<readonly CatalogueEntry[]>([]);
  /** Of every recipe at each preset; empty until they were asked for, as counting them takes seconds. */
  const networks = shallowRef<readonly ListedNetwork[]>([]);
  const task = createTask();
  const counting = createTask();
  /** What `photo.segment` takes, and what the low-resolution partner in `dataset.create` takes. */
  const segmentation = computed(() => byId(preparations.value, 'cell-segmentation'));
  const degradation = computed(() => byId(degradations.value, 'gaussian-blur'));

  function byId(entries: readonly CatalogueEntry[], id: string): CatalogueEntry | null {
    return entries.find((entry) => entry.id === id) ?? null;
  }

  async function load(): Promise<void> {
    await task.run(async (options) => {
      const [listed, prepared] = await Promise.all([
        connection.call('recipe.list', {}, options),
        connection.call('preparation.list', {}, options),
      ]);
      recipes.value = listed.recipes;
      preparations.value = prepared.preparations;
      degradations.value = prepared.degradations;
    });
  }

  async function loadNetworks(): Promise<void> {
    if (networks.value.length > 0 || counting.busy) return;
    const listed = await counting.run((options) => connection.call('network.list', {}, options));
    if (listed) networks.value = listed.networks;
  }

  connection.onReady(() => void load());
  return { recipes, preparations, segmentation, degradation, networks, task, counting, load, loadNetworks };
});
