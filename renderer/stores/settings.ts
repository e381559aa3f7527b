import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { recall, remember } from './storage.ts';

export const themeChoices = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const isChoice = (value: unknown): value is ThemeChoice => themeChoices.some((choice) => choice === value);
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

export const inspectorLimits = { min: 260, max: 560 };

/** How the window looks; remembered by the browser. */
export const useSettings = defineStore('settings', () => {
  const themeChoice = ref(recall<ThemeChoice>('theme', 'system', isChoice));
  const inspectorWidth = ref(recall('inspectorWidth', 340, isNumber));
  const inspectorOpen = ref(recall('inspectorOpen', true, isBoolean));
  const showBoxes = ref(recall('showBoxes', true, isBoolean));

  const query = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: light)') : null;
  const systemIsLight = ref(query?.matches ?? false);
  query?.addEventListener('change', (event) => (systemIsLight.value = event.matches));

  const theme = computed<'dark' | 'light'>(() =>
    themeChoice.value === 'system' ? (systemIsLight.value ? 'light' : 'dark') : themeChoice.value,
  );

  watch(themeChoice, (value) => remember('theme', value));
  watch(inspectorWidth, (value) => remember('inspectorWidth', value));
  watch(inspectorOpen, (value) => remember('inspectorOpen', value));
  watch(showBoxes, (value) => remember('showBoxes', value));

  function resizeInspector(width: number): void {
    inspectorWidth.value = Math.round(Math.min(inspectorLimits.max, Math.max(inspectorLimits.min, width)));
  }

  return { themeChoice, theme, inspectorWidth, inspectorOpen, showBoxes, resizeInspector };
});
