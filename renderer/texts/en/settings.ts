import type { ThemeChoice } from '../../stores/settings.ts';
import { count } from '../../ui/format.ts';

export const texts = {
  title: 'Settings',
  look: 'Look',
  theme: 'Theme',
  scale: 'Interface scale',
  scaleHelp: 'Of text and controls; images are zoomed by themselves.',
  machine: 'This machine',
  runtime: 'Runtime',
  devices: 'Devices',
  versions: 'Versions',
  rung: 'TensorFlow came from',
  rungs: {
    wheel: 'its Python package',
    packaged: 'this release of Abbe',
    'install-script': 'the package’s own installer',
    wasm: 'WebAssembly, the slow way that needs nothing',
  },
  flags: 'Processor features',
  memory: 'Memory',
  memoryOf: (total: string, free: string, used: string) =>
    `${total}, ${free} free, ${used} used by the engine`,
  versionsOf: (abbe: string, tfjs: string, node: string, platform: string) =>
    `Abbe ${abbe}, TensorFlow.js ${tfjs}, Node ${node}, ${platform}`,
  selfTest: 'Self-test',
  selfTestHelp: 'A convolution, its gradient and a compiled step, each against its reference.',
  runSelfTest: 'Run the self-test',
  running: 'Running…',
  passed: 'All checks passed.',
  checkPassed: 'passed',
  checkFailed: 'failed',
  notPassed: 'A check did not pass; “abbe doctor” prints the same for a report.',
};

export const themeNames: Record<ThemeChoice, string> = {
  system: 'As the system',
  dark: 'Dark',
  light: 'Light',
};

export const partNames = {
  look: 'Look',
  keys: 'Keys',
  machine: 'Machine',
  storage: 'Storage',
  activity: 'Activity log',
  about: 'About and licences',
};

export const keyTexts = {
  title: 'Keys',
  help: 'Keys rest while you type in a field.',
  change: 'Change',
  changeOf: (action: string) => `Change the key: ${action}`,
  cancel: 'Cancel',
  press: 'Press a key; Esc leaves it as it is.',
  taken: (key: string, group: string, action: string) => `${key} is “${action}” (${group}); press another.`,
  reset: (action: string) => `Back to the usual keys: ${action}`,
  resetAll: 'All as usual',
};

export const engineTexts = {
  title: 'What the engine may use',
  threads: 'Threads of one operation',
  threadsHelp: (cores: number) =>
    `Fewer leave room for other work; this machine has ${count(cores, 'core')}.`,
  threadsAuto: (cores: number) => `In use: one a core, ${cores}.`,
  threadsNow: (threads: number) => `In use: ${threads}.`,
  automatic: 'one a core',
  gpuMemory: 'Take GPU memory as it is needed',
  gpuMemoryHelp:
    'Otherwise TensorFlow takes nearly all of it at once; on a GPU that is shared, switch this on.',
  restartNeeded: 'This takes effect when the engine starts again; open projects stay as they are.',
  restartAfterTraining:
    'This takes effect when the engine starts again. A training is under way: pause or stop it first, or wait for its end.',
  restart: 'Start the engine again',
  restarting: 'Starting again…',
};

export const storageTexts = {
  cache: 'Cache',
  cacheHelp:
    'What can be made or fetched again, shared by all projects. Clearing removes the small pictures; TensorFlow stays.',
  measuring: 'Measuring the cache',
  empty: 'It is empty.',
  kept: 'kept',
  files: (n: number) => count(n, 'file'),
  partNames: {
    thumbnails: 'Small pictures of images',
    runtime: 'TensorFlow',
    bindings: 'TensorFlow’s connection to Node',
    downloads: 'Downloads of the set-up',
    python: 'Python of the tests',
    electron: 'Electron',
    locks: 'Locks',
  },
  clear: 'Clear',
  clearTitle: 'Clear the small pictures?',
  clearText: (bytes: string) =>
    `${bytes} of small pictures are removed. They are made again when they are shown, which takes a moment; images, datasets and runs are not touched.`,
  clearIt: 'Clear the cache',
  cleared: (bytes: string) => `Cleared ${bytes} of small pictures.`,
  data: 'Data folder',
  dataHelp:
    'Sample projects, the list of recent projects and these settings. ABBE_DATA names another folder.',
  reveal: 'Show in folder',
};

export const activityTexts = {
  title: 'Activity log',
  levels: 'Which messages are shown',
  levelNames: { info: 'Notes', good: 'Done', warning: 'Warnings', error: 'Errors' },
  nothing: 'Nothing to show.',
  help: 'The last 500 messages, those of earlier sessions dimmed. They stay on this machine.',
  copy: 'Copy what is shown',
  copied: (n: number) => `${count(n, 'message')} copied.`,
  notCopied: 'The browser did not allow copying; select the lines and copy them by hand.',
  clear: 'Clear the log',
  clearTitle: 'Clear the activity log?',
  clearText: (n: number) => `${count(n, 'message')}, also of earlier sessions, will be gone.`,
};

export const aboutTexts = {
  claim: 'A microscopy workstation: paired datasets, image-to-image GANs, measured results.',
  licence: 'Free software under the MIT licence.',
  offline: 'It asks nothing of any network: images, models and reports stay on this machine.',
  title: (n: number) => (n === 0 ? 'Licences' : `Licences of what is included (${n})`),
  filter: 'Filter by name, licence or author',
  none: 'Nothing is called that.',
  noText: 'The package ships no licence text; its name above says which it is.',
  missing: 'The list of licences is missing: it is made when the page is built.',
};
