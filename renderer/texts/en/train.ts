import type { Interruption } from '../../stores/run-recovery.ts';
import { count, formatCount, formatDuration, formatNumber } from '../../ui/format.ts';

export const texts = {
  title: 'Train',
  inspector: 'About this run',
  noProjectTitle: 'No project is open',
  noProject: 'A training belongs to a project: open the sample, or a folder of your own.',
  toHome: 'Go to Home',
  noRunsTitle: 'Nothing trained yet',
  noRuns:
    'Choose a recipe and a preset on the Experiment screen and start; losses and pictures appear here while it learns.',
  toExperiment: 'Choose an experiment',
  newRun: 'New run',
  loading: 'Reading the project’s runs…',
  recipe: 'Recipe',
  preset: 'Preset',
  dataset: 'Dataset',
  seed: 'Seed',
  parameters: 'Parameters',
  pause: 'Pause',
  dismiss: 'Dismiss',
  resume: 'Resume',
  resumeFrom: 'Resume from the last checkpoint',
  stop: 'Stop',
  stopHelp: 'Stop after this step; a checkpoint is kept and the run can be resumed',
  toCompare: 'See its results',
  toApply: 'Apply it to images',
  toGenerate: 'Make images with it',
  remove: 'Remove this run',
  rename: 'Rename',
  renameLabel: 'Name of the run',
  runs: 'Runs',
  queueTitle: 'Waiting',
  trainingTitle: 'Training now',
  earlierTitle: 'Ended',
  up: 'Earlier in the queue',
  down: 'Later in the queue',
  leave: 'Take out of the queue',
  requeueTitle: 'Runs that waited when Abbe ended',
  requeue: 'Queue them again',
  overlay: 'Show its curves together with others',
  overlayNone: 'Only the selected run',
  step: 'Step',
  epoch: 'Epoch',
  speed: 'Speed',
  left: 'Time left',
  bestSoFar: 'Best validation',
  spent: 'Trained for',
  checkpoint: 'Last checkpoint',
  device: 'Computes on',
  memory: 'Memory',
  gpuMemory: 'Graphics memory',
  building: 'Building and compiling the networks…',
  waits: 'It waits for its turn in the queue.',
  previewTitle: 'Previews through time',
  previewNone: 'The first pictures come after the first steps.',
  previewSlider: 'Step of the previews',
  previewOlder: 'Earlier previews',
  previewNewer: 'Later previews',
  previewNewest: 'Newest',
  following: 'newest',
  curves: 'Losses',
  lossesNone: 'The losses appear with the first steps.',
  smoothing: 'Smoothing',
  logScale: 'Log axis',
  belowZero: 'It goes below zero, so it stays on a linear axis.',
  rawToo: 'Raw values',
  zoomOut: 'Whole run',
  zoomHelp: 'Ctrl and the wheel zoom into a plot; drag the bar below it to move along.',
  validation: 'Validation',
  validationNone: 'The first validation comes after a while; its scores on held-out images appear here.',
  inputLine: 'input itself',
  best: 'best',
  networks: 'Networks',
  trainable: 'weights',
  roles: { generator: 'Generator', critic: 'Critic', discriminator: 'Discriminator' } as Record<
    string,
    string
  >,
  versions: 'Versions',
  about: 'About this run',
  created: 'Started',
  from: 'Began with',
  sweep: 'Sweep',
  note: 'Note',
  notePlaceholder: 'What is this run for, what came of it?',
  noteSaved: 'Saved.',
  noteUnsaved: 'Not saved yet.',
  saveNote: 'Save the note',
  rate: 'Learning rate',
  rateHelp:
    'Takes effect with the next step, before the schedule’s factor; it is written into the run’s record, and a replay takes the same.',
  rateApply: 'Change',
  rateNow: 'In force',
  history: 'Changes',
  stepAxis: 'step',
};

/** What the three pictures of a preview are, where they are not input, result and truth. */
const usualRoles = { input: 'Input', result: 'Result', truth: 'Truth' };
const ownRoles: Record<string, typeof usualRoles> = {
  'em-masks': { input: 'Noise', result: 'Made of it', truth: 'A real mask' },
};
export const previewRoles = (recipe: string): typeof usualRoles => ownRoles[recipe] ?? usualRoles;

/** The kind of a loss in words, where its name is one that field and paper use. */
export function lossTitle(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const metricTitles: Record<string, string> = { psnr: 'PSNR, dB', ssim: 'SSIM', pcaDistance: 'PCA distance' };
export const metricTitle = (id: string): string => metricTitles[id] ?? lossTitle(id);

export const stepsText = (step: number, total: number): string =>
  `${formatCount(step)} / ${formatCount(total)}`;
export const afterStep = (step: number): string => `after step ${formatCount(step)}`;
export const speedText = (stepsPerSecond: number): string => `${formatNumber(stepsPerSecond, 3)} steps/s`;
export const memoryText = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
export const queuedText = (runs: number): string => `${count(runs, 'run')} waiting`;
export const requeueText = (runs: number): string =>
  `${count(runs, 'run was', 'runs were')} waiting for ${runs === 1 ? 'its' : 'their'} turn. Nothing is lost; queue ${runs === 1 ? 'it' : 'them'} again when you like.`;
export const removedText = (name: string): string =>
  `Removed ${name}; it can be taken back until Abbe is closed`;
export const sweepText = (index: number, of: number): string => `run ${index} of ${of}`;
export const sweepGroup = (runs: number): string => `Curves of all ${formatCount(runs)}`;
export const overlaidText = (runs: number): string => `Curves of ${count(runs, 'run')} together`;
export const validatedOn = (images: number): string => `Mean of ${count(images, 'held-out image')}`;
/** A score with its unit behind it; a title has it in front. */
function scoreText(metric: string, value: number): string {
  const [name, unit] = metricTitle(metric).split(', ');
  return `${name} ${formatNumber(value, 4)}${unit === undefined ? '' : ` ${unit}`}`;
}
export const bestText = (metric: string, value: number, step: number): string =>
  `best ${scoreText(metric, value)} at step ${formatCount(step)}`;
export const bestSoFar = (metric: string, value: number, input: number | null): string =>
  `${scoreText(metric, value)}${input === null ? '' : `, input ${formatNumber(input, 4)}`}`;
export const changeText = (step: number, rates: Record<string, number>): string =>
  `From step ${formatCount(step)}: ${Object.entries(rates)
    .map(([name, value]) => `${lossTitle(name).toLowerCase()} ${formatNumber(value, 4)}`)
    .join(', ')}`;
export const fromText = (run: string, step: number): string => `${run}, step ${formatCount(step)}`;
export const leftText = (seconds: number | null): string => formatDuration(seconds);
export const lossLabel = (title: string, last: string, runs: number): string =>
  runs > 1 ? `${title} of ${runs} runs over their steps` : `${title} over the steps, now ${last}`;
export const validationLabel = (title: string, points: number): string =>
  `${title} on held-out images at ${count(points, 'validation')}, with the input’s own score`;
export const orderText = (name: string, place: number, of: number): string =>
  `${name}: place ${place} of ${of} in the queue`;

export function interruptionText(interruption: Interruption): { title: string; text: string } {
  const title = 'The engine stopped during this run';
  switch (interruption.outcome) {
    case 'waiting':
      return {
        title,
        text: `It had reached step ${interruption.atStep}. The engine is being restarted; the run then goes on from its last checkpoint by itself.`,
      };
    case 'resumed':
      return {
        title,
        text: `It had reached step ${interruption.atStep}. The engine was restarted and the run was taken up again from its checkpoint at step ${interruption.fromStep ?? 0}; nothing but the steps since was lost.`,
      };
    case 'button':
      return {
        title,
        text: `It had reached step ${interruption.atStep}. It was not resumed by itself this time, because it happened before; resume it with the button.`,
      };
  }
}

/** What the messages say of runs, each by its name. */
export const runMessages = {
  failed: (run: string) => `“${run}” failed.`,
  finished: (run: string) => `“${run}” has finished.`,
  interruptedAgain: (run: string, step: number) =>
    `“${run}” was interrupted again at step ${step}; resume it when ready.`,
  resumed: (run: string, at: number, from: number) =>
    `The engine stopped at step ${at} of “${run}”; it goes on from its checkpoint at step ${from}.`,
};
