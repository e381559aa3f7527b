import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { Parameters } from '../../electron/contract/datasets.ts';
import type { RunOptions } from '../../electron/contract/documents.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import type { ExperimentCheck } from '../../electron/contract/run-methods.ts';
import { useConnection } from '../client/current.ts';
import { matchingPreset, presetValues } from '../ui/presets.ts';
import { fieldsOf, problemOf } from '../ui/schema-fields.ts';
import { useCatalogue } from './catalogue.ts';
import { useDataset } from './dataset.ts';
import { useProject } from './project.ts';
import { createTask } from './task.ts';

export type Measurement = MethodResult<'recipe.measure'>;

/** What a measurement, or a check, was made of: another value makes it stale. */
const keyOf = (...parts: unknown[]): string => JSON.stringify(parts);
/** A person who types is not interrupted by a check at each key. */
const checkAfterMs = 350;
/** Timed in each phase beside the step that compiles. */
const measuredSteps = 4;

/** What the next run will be, whether it fits, and what it will cost. */
export const useExperiment = defineStore('experiment', () => {
  const connection = useConnection();
  const catalogue = useCatalogue();
  const project = useProject();
  const dataset = useDataset();
  const recipeId = shallowRef<string | null>(null);
  const parameters = shallowRef<Parameters>({});
  const options = shallowRef<Partial<RunOptions>>({});
  const seed = shallowRef(1);
  const name = shallowRef('');
  /** A run whose weights the next one begins with. */
  const from = shallowRef<string | null>(null);
  /** The preset the parameters began with; stays the name of the run when some were changed. */
  const basedOn = shallowRef('');

  const recipe = computed(() => catalogue.recipes.find((entry) => entry.id === recipeId.value) ?? null);
  const preset = computed(() => (recipe.value ? matchingPreset(recipe.value, parameters.value) : null));
  const problems = computed(() => {
    const fields = recipe.value ? fieldsOf(recipe.value.schema) : [];
    return fields.filter((field) => problemOf(field, parameters.value[field.name]) !== null);
  });

  function choosePreset(recipeName: string, presetName: string): void {
    const entry = catalogue.recipes.find((candidate) => candidate.id === recipeName);
    if (!entry) return;
    if (recipeName !== recipeId.value) from.value = null;
    recipeId.value = recipeName;
    basedOn.value = presetName;
    parameters.value = presetValues(entry, presetName);
  }

  /** Whether a person chose the recipe; until then it is the one that suits the dataset. */
  let byHand = false;

  // The quick preset first: minutes, not days, on the machine of someone who tries it out.
  function chooseRecipe(recipeName: string, hand = true): void {
    byHand ||= hand;
    const entry = catalogue.recipes.find((candidate) => candidate.id === recipeName);
    if (entry) choosePreset(recipeName, usualPreset(entry.presets));
  }

  /** How the dataset fits each recipe at its usual preset. */
  const fits = shallowReactive(new Map<string, ExperimentCheck>());
  const check = shallowRef<ExperimentCheck | null>(null);
  const checking = createTask();
  const surveying = createTask();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const what = computed(() =>
    project.folder === null || dataset.selectedId === null || recipe.value === null
      ? null
      : {
          project: project.folder,
          dataset: dataset.selectedId,
          recipe: recipe.value.id,
          preset: basedOn.value,
          parameters: parameters.value,
        },
  );

  async function checkNow(): Promise<void> {
    clearTimeout(timer);
    const payload = what.value;
    if (!payload) {
      check.value = null;
      return;
    }
    const found = await checking.run((task) => connection.call('recipe.check', payload, task));
    if (found) check.value = found;
  }

  /** Looks which recipes the dataset fits, one after the other. */
  async function survey(): Promise<void> {
    const payload = what.value;
    fits.clear();
    if (!payload) return;
    await surveying.run(async (task) => {
      for (const { id, presets } of catalogue.recipes) {
        const own = { ...payload, recipe: id, preset: usualPreset(presets), parameters: {} };
        const found = await connection.call('recipe.check', own, task);
        if (!task.signal.aborted) fits.set(id, found);
      }
    });
    if (!byHand) suggest();
  }

  /** Takes the recipe that is made for such a dataset, or else the first that fits. */
  function suggest(): void {
    const fitting = [...fits].filter(([, { problems }]) => problems.length === 0).map(([id]) => id);
    const made = usualRecipes[dataset.selected?.preparation.id ?? ''];
    const next = fitting.find((id) => id === made) ?? fitting[0];
    if (next !== undefined && next !== recipeId.value) chooseRecipe(next, false);
  }

  const measuring = createTask();
  const measured = shallowRef<{ key: string; measurement: Measurement } | null>(null);
  const measurement = computed(() => measured.value?.measurement ?? null);
  const isStale = computed(() => measured.value !== null && measured.value.key !== keyOf(what.value));

  async function measure(): Promise<void> {
    const payload = what.value;
    if (!payload) return;
    const { project: folder, dataset: id, ...own } = payload;
    const key = keyOf(payload);
    const data = { project: folder, dataset: id };
    const found = await measuring.run((task) =>
      connection.call('recipe.measure', { ...own, data, steps: measuredSteps, phases: 'few' }, task),
    );
    if (found) measured.value = { key, measurement: found };
  }

  watch(what, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void checkNow(), checkAfterMs);
  });
  watch([() => project.folder, () => dataset.selectedId], () => {
    check.value = null;
    measured.value = null;
    from.value = null;
    fits.clear();
    measuring.cancel();
  });
  watch(
    () => catalogue.recipes,
    (recipes) => {
      if (recipes[0] && recipeId.value === null) chooseRecipe(recipes[0].id, false);
    },
    { immediate: true },
  );

  return {
    ...{ recipeId, recipe, preset, basedOn, parameters, options, seed, name, from, problems },
    ...{ check, checking, checkNow, fits, surveying, survey },
    ...{ measurement, isStale, measuring, measure },
    chooseRecipe: (id: string): void => chooseRecipe(id),
    choosePreset: (id: string, presetName: string): void => {
      byHand = true;
      choosePreset(id, presetName);
    },
    change: (values: Parameters): void => {
      byHand = true;
      parameters.value = values;
    },
    setOptions: (values: Partial<RunOptions>): void => void (options.value = values),
    setSeed: (value: number): void => void (seed.value = value),
    setName: (value: string): void => void (name.value = value),
    setFrom: (run: string | null): void => void (from.value = run),
  };
});

/** What each way of preparing a dataset was made for. */
const usualRecipes: Record<string, string> = {
  'cell-segmentation': 'microgan',
  volumes: 'pix2pix-medical',
  'masks-to-images': 'em-images',
  'exposure-pairs': 'live-cell-unet',
};

const usualPreset = (presets: Record<string, unknown>): string =>
  'quick' in presets ? 'quick' : (Object.keys(presets)[0] ?? '');
