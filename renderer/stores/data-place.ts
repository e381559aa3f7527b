import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { useProject } from './project.ts';
import { recall, remember } from './storage.ts';

export const dataPlaces = ['sources', 'prepare', 'dataset'] as const;
export type DataPlace = (typeof dataPlaces)[number];

const isPlace = (value: unknown): value is DataPlace => dataPlaces.some((place) => place === value);

/** Which part of the Data screen is shown: files, the way to a dataset, or the dataset. */
export const useDataPlace = defineStore('data-place', () => {
  const project = useProject();
  const place = ref<DataPlace>(recall('dataPlace', 'prepare', isPlace));
  watch(place, (value) => remember('dataPlace', value));
  watch(
    () => project.folder,
    () => {
      if (project.folder !== null && project.photos.length === 0) place.value = 'sources';
    },
    { immediate: true },
  );
  const go = (to: DataPlace): void => void (place.value = to);
  return { place, go };
});
