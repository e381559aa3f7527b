import type { Screen } from '../../stores/navigation.ts';

export const screenNames: Record<Screen, string> = {
  home: 'Home',
  data: 'Data',
  experiment: 'Experiment',
  train: 'Train',
  compare: 'Compare',
  apply: 'Apply',
  settings: 'Settings',
};

export const texts = {
  skip: 'Skip to the screen',
  noProject: 'No project',
  queued: 'A training waits for its turn',
  noMessages: 'Nothing has happened yet.',
  messages: 'Messages',
  keys: 'Keys',
  keysHint: 'What each key does here. Keys rest while you type in a field.',
  engine: {
    connecting: 'Starting the engine',
    ready: 'Ready',
    restarting: 'Engine restarting',
    failed: 'Engine stopped',
    offline: 'Not connected',
  },
  tryNow: 'Try now',
  failedHelp: 'Close Abbe and start it again; “abbe doctor” tells more about the engine.',
  offlineTitle: 'The window lost the engine',
  restartingTitle: 'The engine stopped and is being restarted',
  failedTitle: 'The engine is not running',
};

export const pickerTexts = {
  parent: 'Up to',
  path: 'Folder; Enter goes there',
  home: 'Home folder',
  useFolder: 'Use this folder',
  useFiles: 'Add',
  cancel: 'Cancel',
  empty: 'This folder has no folders and no images.',
  all: 'Select all images',
  none: 'Select none',
};

/** Of dialogs, panels and offers, wherever they stand. */
export const sheetTexts = {
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  dismiss: 'Dismiss',
  leftPanel: 'List',
  rightPanel: 'Inspector',
  panelWidth: (panel: string) => `Width of the panel: ${panel}`,
  hideInspector: 'Hide the inspector',
  showInspector: 'Show the inspector',
};

export const paletteTexts = {
  title: 'Commands',
  placeholder: 'What do you want to do?',
  nothing: 'No command of that name.',
  everywhere: 'Everywhere',
  window: 'Window',
  goTo: (screen: string) => `Go to ${screen}`,
  theme: (name: string) => `Theme: ${name}`,
  hideInspector: 'Hide the inspector',
  showInspector: 'Show the inspector',
  undo: 'Take back the last step',
  connect: 'Connect to the engine again',
  keysSheet: 'Sheet of keys',
  takeBack: 'Take back',
};
