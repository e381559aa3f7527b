import * as apply from './en/apply.ts';
import * as compare from './en/compare.ts';
import * as data from './en/data.ts';
import * as desktop from './en/desktop.ts';
import * as experiment from './en/experiment.ts';
import * as form from './en/form.ts';
import * as home from './en/home.ts';
import * as keys from './en/keys.ts';
import * as models from './en/models.ts';
import * as plots from './en/plots.ts';
import * as preparation from './en/preparation.ts';
import * as settings from './en/settings.ts';
import * as train from './en/train.ts';
import * as viewer from './en/viewer.ts';
import * as window from './en/window.ts';

const english = {
  apply,
  compare,
  data,
  desktop,
  experiment,
  form,
  home,
  keys,
  models,
  plots,
  preparation,
  settings,
  train,
  viewer,
  window,
};
export type Texts = typeof english;

/** By language tag; another language is a folder beside `en` with the same names, and one line here. */
const languages: Record<string, Texts> = { en: english };
const wanted = (globalThis.navigator?.language ?? 'en').split('-')[0] ?? 'en';

/** Every sentence that the page says, by screen. */
const chosen = languages[wanted] ?? english;
export const {
  apply: applyTexts,
  compare: compareTexts,
  data: dataTexts,
  desktop: desktopTexts,
  experiment: experimentTexts,
  form: formTexts,
  home: homeTexts,
  keys: keysTexts,
  models: modelsTexts,
  plots: plotsTexts,
  preparation: preparationTexts,
  settings: settingsTexts,
  train: trainTexts,
  viewer: viewerTexts,
  window: windowTexts,
} = chosen;
