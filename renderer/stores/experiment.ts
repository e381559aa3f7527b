import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Parameters } from '../../electron/contract/datasets.ts';
import { matchingPreset, presetValues } from '../ui/presets.ts';
import { fieldsOf, problemOf } from '../ui/schema-fields.ts';
import { useCatalogue } from './catalogue.ts';

/** What the next run will be: recipe, preset, parameters and seed. */
export const useExperiment = defineStore('experiment', () => {
  const catalogue = useCatalogue();
  const recipeId = shallowRef<string | null>(null);
  const parameters = shallowRef<Parameters>({});
  const seed = shallowRef(1);
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
    recipeId.value = recipeName;
    basedOn.value = presetName;
    parameters.value = presetValues(entry, presetName);
  }

  // The quick preset first: minutes, not days, on the machine of someone who tries it out.
  function chooseRecipe(recipeName: string): void {
    const presets = catalogue.recipes.find((entry) => entry.id === recipeName)?.presets ?? {};
    choosePreset(recipeName, 'quick' in presets ? 'quick' : (Object.keys(presets)[0] ?? ''));
  }

  const change = (values: Parameters): void => void (parameters.value = values);
  const setSeed = (value: number): void => void (seed.value = value);

  watch(
    () => catalogue.recipes,
    (recipes) => {
      if (recipes[0] && recipeId.value === null) chooseRecipe(recipes[0].id);
    },
    { immediate: true },
  );

  return {
    recipeId,
    recipe,
    preset,
    basedOn,
    parameters,
    seed,
    problems,
    chooseRecipe,
    choosePreset,
    change,
    setSeed,
  };
});
