import { defineStore } from 'pinia';
import { ref, watch } from 'vue';

export const screens = ['home', 'data', 'experiment', 'train', 'compare', 'apply', 'settings'] as const;
export type Screen = (typeof screens)[number];

/** Which screen is shown; kept in the address, so that reloading the page comes back to it. */
export const useNavigation = defineStore('navigation', () => {
  const fromAddress = (): Screen => screens.find((screen) => `#${screen}` === location.hash) ?? 'home';
  const screen = ref<Screen>(fromAddress());
  watch(screen, (value) => history.replaceState(null, '', `#${value}`));
  window.addEventListener('hashchange', () => (screen.value = fromAddress()));
  const go = (to: Screen): void => void (screen.value = to);
  return { screen, go };
});
