import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CatalogueEntry } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { createTask } from './task.ts';

/** What the engine can do: recipes and preparations with their parameters. */
export const useCatalogue = defineStore('catalogue', () => {
  const connection = useConnection();
  const recipes = shallowRef<readonly CatalogueEntry[]>([]);
  const preparations = shallowRef<readonly CatalogueEntry[]>([]);
  const degradations = shallowRef<readonly CatalogueEntry[]>([]);
  const task = createTask();
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

  connection.onReady(() => void load());
  return { recipes, preparations, segmentation, degradation, task, load };
});
