import type { Screen } from '../../stores/navigation.ts';

export const screenNames: Record<Screen, string> = {
  home: 'Home',
  data: 'Data',
  experiment: 'Experiment',
  train: 'Train',
  compare: 'Compare',
  apply: 'Apply',
  models: 'Models',
  settings: 'Settings',
};

export const texts = {
  screenMissing: 'This screen could not be loaded',
  screenMissingHelp:
    'The part of the page that shows it did not come. Is Abbe still running? Then load the page again.',
  reload: 'Load the page again',
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
  nextTry: (seconds: number) => `Next try in ${seconds} s.`,
  activity: 'Activity log',
  screens: 'Screens',
  status: 'Status',
  trainingRuns: 'A training runs',
  usedByEngine: (bytes: string, free: string) => `${bytes} used by the engine, ${free} free`,
  training: (step: string, total: string) => `Training: step ${step} of ${total}`,
  left: (time: string) => `${time} left`,
  making: 'Dataset: starting',
  makingOf: (done: number, total: number) => `Dataset: ${done} of ${total}`,
  unread: (n: number) => (n === 1 ? '1 new message' : `${n} new messages`),
  commands: 'Commands (Ctrl K)',
  keysTitle: 'Keys (?)',
  needs: {
    project: 'Needs a project: open one on Home',
    images: 'Needs images: add them on Data',
    dataset: 'Needs a dataset: make one on Data',
    run: 'Needs a trained run: start one on Experiment',
  },
  failedHelp: 'Close Abbe and start it again; “abbe doctor” tells more about the engine.',
  lineLost: 'The line to the engine was lost.',
  noServer: 'Abbe does not answer: its server was stopped, or this page was opened without its key.',
  noPort: 'The desktop window gave no line to the engine; restart Abbe.',
  offlineTitle: 'The window lost the engine',
  restartingTitle: 'The engine is being started again',
  failedTitle: 'The engine is not running',
};

export const pickerTexts = {
  parent: 'Up to',
  path: 'Folder; Enter goes there',
  home: 'Home folder',
  useFolder: 'Use this folder',
  useFiles: 'Add',
  useFile: 'Use this file',
  cancel: 'Cancel',
  empty: 'This folder has no folders and nothing to choose.',
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
  window: 'Window',
  goTo: (screen: string) => `Go to ${screen}`,
  theme: (name: string) => `Theme: ${name}`,
  hideInspector: 'Hide the inspector',
  showInspector: 'Show the inspector',
  undo: 'Take back the last step',
  connect: 'Connect to the engine again',
};
