import { count, formatCount, formatDuration } from '../../ui/format.ts';

export const texts = {
  changeSplits: 'Change the splits',
  title: 'Experiment',
  recipes: 'Recipes',
  waiting: 'Waiting for the engine’s list of recipes.',
  noProjectTitle: 'No project is open',
  noProject:
    'An experiment is made on a dataset of a project. Recipes and their parameters can be looked at here all the same.',
  noDatasetTitle: 'No dataset yet',
  noDataset:
    'Networks learn from a dataset. Make one of the project’s images; then see here which recipes it fits.',
  toData: 'Go to Data',
  toHome: 'Go to Home',
  paper: 'Paper',
  needs: 'Needs',
  dataset: 'Dataset',
  fits: 'Fits',
  fitsNot: 'Does not fit',
  fitsWarned: 'Fits, warnings',
  checking: 'Looking whether it fits…',
  cannotStart: 'This cannot start yet',
  knowFirst: 'Before you start',
  presets: 'Presets',
  ownValues: 'Your own values',
  networks: 'Networks',
  networksHelp: 'At this preset, as the paper’s images ask for them.',
  networksOwn: 'As measured with your values and images.',
  weights: 'weights',
  estimate: 'Time and memory',
  estimateHelp: 'Builds the networks, takes a few steps on this dataset and throws them away.',
  measure: 'Measure a few steps',
  measureAgain: 'Measure again',
  measuring: 'Measuring',
  stale: 'Measured with other values; measure again.',
  whileTraining: 'While a run trains nothing can be measured.',
  sweep: 'Sweep',
  sweepHelp: 'Several runs that differ in one or more values, queued together.',
  addAxis: 'Vary a parameter',
  removeAxis: 'Do not vary it',
  axisParameter: 'Parameter to vary',
  asList: 'List',
  asRange: 'From – to',
  mode: 'How the values are given',
  values: 'Values, with commas between',
  from: 'From',
  to: 'To',
  steps: 'Number',
  scale: 'Spacing',
  linear: 'equal steps',
  logarithmic: 'equal factors',
  combine: 'Together',
  grid: 'every value with every other',
  list: 'first with first, second with second',
  seed: 'Seed',
  seedHelp: 'The same seed, data and parameters give the same run, bit by bit.',
  name: 'Name',
  namePlaceholder: 'recipe and preset',
  begin: 'Begin with the weights of',
  beginHelp: 'Fine-tuning: the networks start as the other run left them, at its best checkpoint.',
  beginNew: 'nothing, from scratch',
  parameters: 'Parameters',
  options: 'While it trains',
  start: 'Start training',
  queue: 'Queue this run',
  starting: 'Building the networks…',
  queueing: 'Checking every run of the sweep',
  fix: 'Correct first:',
  resetAll: 'Back to the preset',
  inspector: 'Parameters of the next run',
};

/** What each recipe needs, in one line; of others their own description says it. */
export const needs: Record<string, string> = {
  microgan: 'Photos of cells, from which it makes its low-resolution partners, or pairs of both.',
  'pix2pix-medical': 'Two contrasts of each subject (NIfTI volumes), or paired files.',
  'em-images': 'Masks of membranes and mitochondria, and the micrographs that they were drawn on.',
  'em-masks': 'Masks of membranes and mitochondria; their micrographs are not looked at.',
  'live-cell-unet': 'The same field at low and high exposure: pairs, or a movie that alternates.',
  'progressive-live-cell': 'The same field at low and high exposure: pairs, or a movie that alternates.',
};

/** What each preset is for; of others the name says it. */
export const presetMeanings: Record<string, string> = {
  paper: 'The published numbers. Days on a laptop, hours on a graphics card.',
  quick: 'A small network and few steps: minutes on two cores, to see whether it works.',
  digits: 'The paper’s sanity check on drawn digits.',
  'last-stages': 'Begins to grow at 32 px, after a while without the critic.',
  'paper-cross-entropy': 'The published network with the loss of the first U-Nets.',
  'paper-fs': 'The paper’s comparison: all cells resized to one size.',
  'paper-nt': 'The paper’s comparison: a whole U-Net as generator.',
  'paper-deblurgan': 'The paper’s comparison: DeblurGAN’s generator.',
  'quick-fs': 'Quick, with all cells resized to one size.',
  'quick-nt': 'Quick, with a whole U-Net.',
  'quick-deblurgan': 'Quick, with DeblurGAN’s generator.',
};

/** What the recipes’ pictures show, for those who do not see them. */
export const pictureLabel = (title: string): string => `What ${title} does, drawn`;

export const optionTexts = {
  validateEvery: { title: 'Validate every', unit: 'steps', nullTitle: 'a twentieth of the run' },
  validationImages: { title: 'Images of a validation', unit: 'images' },
  bestBy: { title: 'Best checkpoint by', nullTitle: 'the recipe’s own score' },
  patience: { title: 'Patience', unit: 'validations', nullTitle: 'never end early' },
  previewEvery: { title: 'Preview every', unit: 'steps', nullTitle: 'a sixtieth of the run' },
};
export const optionHelp: Record<keyof typeof optionTexts, string> = {
  validateEvery: 'How often results on held-out images are scored.',
  validationImages: 'At most so many held-out images are scored each time, always the same.',
  bestBy: 'The score that decides which checkpoint is kept as the best.',
  patience: 'Ends the run after so many validations in a row without a better score.',
  previewEvery: 'How often pictures are kept for the slider through time.',
};

export const fitsText = (training: number, validation: number, test: number): string =>
  `${count(training, 'image')} to train on, ${formatCount(validation)} for validation, ${formatCount(test)} for the test.`;

/** What decides which checkpoint counts, said before the start. */
export const validationText = (images: number): string =>
  images > 0
    ? `Validated as it goes on held-out images (${formatCount(images)} in that split); the best checkpoint is kept.`
    : 'No validation: no image is held out for it, so the last checkpoint counts.';

export const weightsText = (parameters: number): string => `${formatCount(parameters)} ${texts.weights}`;

/** `about 6 min 30 s`; an upper bound where only the dearest phase was measured. */
export function durationText(seconds: number, bound: boolean): string {
  return `${bound ? 'at most about' : 'about'} ${formatDuration(seconds)}`;
}

/** Of a run of several phases the time is that of the last one's steps. */
export const stepText = (milliseconds: string, steps: number, phase: string | null): string =>
  `${milliseconds} a step${phase === null ? '' : ` of the last phase, “${phase}”`}, ${count(steps, 'step')}, without validation and previews`;

export const sweepStart = (runs: number): string => `Queue ${count(runs, 'run')}`;
export const sweepCount = (runs: number): string => `${count(runs, 'run')} of it`;
export const sweepTime = (seconds: number, bound: boolean): string =>
  `${durationText(seconds, bound)} in all`;
export const tooManyRuns = (runs: number, most: number): string =>
  `${formatCount(runs)} runs are more than a sweep may have (${formatCount(most)}); take fewer values.`;
export const unequalLists = 'Lists that are taken together need the same number of values.';
export const valuesProblem = (bad: string): string => `“${bad}” does not fit this parameter.`;
export const valuesNone = 'Give at least one value.';
export const rangeProblem = 'Give from, to and a number of at least 2; equal factors need numbers above 0.';
export const valueTwice = 'A value stands there twice.';

export const sweepQueued = (runs: number): string => `${count(runs, 'run')} of the sweep queued.`;
