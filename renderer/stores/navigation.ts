import { defineStore } from 'pinia';
import { ref, watch } from 'vue';

export const screens = [
  'home',
  'data',
  'experiment',
  'train',
  'compare',
  'apply',
  'models',
  'settings',
] as const;
export type Screen = (typeof screens)[number];

/** Which screen is shown; kept in the address, so that reloading the page comes back to it. */
export const useNavigation = defineStore('navigation', () => {
  const fromAddress = (): [Screen, string] => {
    const [name, section = ''] = location.hash.slice(1).split('/');
    return [screens.find((screen) => screen === name) ?? 'home', section];
  };
  const screen = ref<Screen>(fromAddress()[0]);
  /** A part of the screen, for screens that have them; empty: their first. */
  const part = ref(fromAddress()[1]);
  const address = (): string => `#${screen.value}${part.value === '' ? '' : `/${part.value}`}`;
  watch([screen, part], () => history.replaceState(null, '', address()));
  window.addEventListener('hashchange', () => ([screen.value, part.value] = fromAddress()));

  function go(to: Screen, toPart = ''): void {
    screen.value = to;
    part.value = toPart;
  }
  return { screen, part, go };
});
