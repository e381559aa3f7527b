import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { recall, remember } from './storage.ts';

export const themeChoices = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const isChoice = (value: unknown): value is ThemeChoice => themeChoices.some((choice) => choice === value);
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

const isWidths = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && value !== null && Object.values(value).every(isNumber);

export const scales = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** How the window looks; remembered by the browser. */
export const useSettings = defineStore('settings', () => {
  const themeChoice = ref(recall<ThemeChoice>('theme', 'system', isChoice));
  /** Pixels by layout and side. */
  const widths = ref<Record<string, number>>(recall('panelWidths', {}, isWidths));
  /** Of everything in the window; 1 is 13 px text. */
  const scale = ref(recall('scale', 1, isNumber));
  const inspectorOpen = ref(recall('inspectorOpen', true, isBoolean));
  const showBoxes = ref(recall('showBoxes', true, isBoolean));

  const query = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: light)') : null;
  const systemIsLight = ref(query?.matches ?? false);
  query?.addEventListener('change', (event) => (systemIsLight.value = event.matches));

  const theme = computed<'dark' | 'light'>(() =>
    themeChoice.value === 'system' ? (systemIsLight.value ? 'light' : 'dark') : themeChoice.value,
  );

  watch(themeChoice, (value) => remember('theme', value));
  watch(widths, (value) => remember('panelWidths', value));
  watch(scale, (value) => remember('scale', value));
  watch(inspectorOpen, (value) => remember('inspectorOpen', value));
  watch(showBoxes, (value) => remember('showBoxes', value));

  const panelWidth = (name: string, usual: number): number => widths.value[name] ?? usual;
  function setPanelWidth(name: string, width: number): void {
    widths.value = { ...widths.value, [name]: width };
  }

  return { themeChoice, theme, scale, inspectorOpen, showBoxes, panelWidth, setPanelWidth };
});
