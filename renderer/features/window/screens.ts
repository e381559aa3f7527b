import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue';
import type { Screen } from '../../stores/navigation.ts';
import HomeScreen from '../home/HomeScreen.vue';
import ScreenMissing from './ScreenMissing.vue';

/** Every screen but the first one comes when it is shown, or when the page has nothing else to do. */
const loaders: Record<Exclude<Screen, 'home'>, AsyncComponentLoader> = {
  data: () => import('../data/DataScreen.vue'),
  experiment: () => import('../experiment/ExperimentScreen.vue'),
  train: () => import('../train/TrainScreen.vue'),
  compare: () => import('../compare/CompareScreen.vue'),
  apply: () => import('../apply/ApplyScreen.vue'),
  models: () => import('../models/ModelsScreen.vue'),
  settings: () => import('../settings/SettingsScreen.vue'),
};

const later = (loader: AsyncComponentLoader): Component =>
  defineAsyncComponent({ loader, errorComponent: ScreenMissing });

export const screens: Record<Screen, Component> = {
  home: HomeScreen,
  data: later(loaders.data),
  experiment: later(loaders.experiment),
  train: later(loaders.train),
  compare: later(loaders.compare),
  apply: later(loaders.apply),
  models: later(loaders.models),
  settings: later(loaders.settings),
};

/** Brings the other screens while nobody waits: they are there at once then, and without the server too. */
export function loadScreens(): void {
  // Older engines have no idle time to tell of; what is missing is loaded when it is shown.
  const idle = window.requestIdleCallback ?? ((action: () => void) => setTimeout(action, 500));
  idle(() => void Promise.allSettled(Object.values(loaders).map((load) => load())));
}
