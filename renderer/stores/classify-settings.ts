import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { DatasetDocument, Parameters } from '../../electron/contract/datasets.ts';
import { presetValues } from '../ui/presets.ts';
import { isTrained, makesOfNoise } from './applicable.ts';
import { useCatalogue } from './catalogue.ts';
import { useClassification } from './classification.ts';
import { useDataset } from './dataset.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';

/** Different labels of a dataset's included items. */
export const classesOf = ({ items }: DatasetDocument): number =>
  new Set(items.filter(({ included }) => included).flatMap(({ label }) => (label === null ? [] : [label])))
    .size;

/** What a classifier shall be trained on, and how; it stays while one visits other screens. */
export const useClassifySettings = defineStore('classify-settings', () => {
  const project = useProject();
  const dataset = useDataset();
  const run = useRun();
  const catalogue = useCatalogue();
  const classification = useClassification();
  const datasetId = ref<string | null>(null);
  const inputs = ref<string[]>(['hr', 'lr']);
  const classifierId = ref('small');
  /** What a person has changed, by classifier; the quick preset before. */
  const changed = shallowRef<ReadonlyMap<string, Parameters>>(new Map());

  /** Datasets with two classes or more. */
  const datasets = computed(() => dataset.list.filter((entry) => classesOf(entry) >= 2));
  const chosen = computed(
    () =>
      datasets.value.find(({ id }) => id === (datasetId.value ?? dataset.selectedId)) ??
      datasets.value[0] ??
      null,
  );
  /** Runs whose results on this dataset can be classified. */
  const runs = computed(() =>
    run.list.filter((entry) => isTrained(entry) && !makesOfNoise(entry, catalogue.recipes)),
  );
  const classifier = computed(
    () =>
      classification.classifiers.find(({ id }) => id === classifierId.value) ??
      classification.classifiers[0] ??
      null,
  );
  const parameters = computed<Parameters>(() => {
    const { value } = classifier;
    if (!value) return {};
    return changed.value.get(value.id) ?? presetValues(value, 'quick');
  });
  const ready = computed(() => chosen.value !== null && inputs.value.length > 0 && classifier.value !== null);

  function change(values: Parameters): void {
    if (classifier.value) changed.value = new Map([...changed.value, [classifier.value.id, values]]);
  }

  function toggle(input: string): void {
    const without = inputs.value.filter((each) => each !== input);
    inputs.value = without.length < inputs.value.length ? without : [...inputs.value, input].slice(0, 8);
  }

  watch(
    () => project.folder,
    () => {
      datasetId.value = null;
      inputs.value = ['hr', 'lr'];
    },
  );
  watch(runs, (now) => {
    const known = new Set(['hr', 'lr', ...now.map(({ id }) => id)]);
    inputs.value = inputs.value.filter((input) => known.has(input));
  });

  return {
    datasetId,
    inputs,
    classifierId,
    datasets,
    chosen,
    runs,
    classifier,
    parameters,
    ready,
    change,
    toggle,
  };
});
