import type { ApplyFormat } from '../../../electron/contract/apply-methods.ts';
import { count, formatCount } from '../../ui/format.ts';

/** Places of the Apply screen. */
export const placeTexts = {
  label: 'Places of Apply',
  names: { apply: 'Apply', generate: 'Generate', classify: 'Classify' },
  help: {
    apply: 'A trained model on images of your own',
    generate: 'New labelled images from a model of masks',
    classify: 'Do results keep what tells classes apart?',
  },
};

export const texts = {
  title: 'Apply',
  inspector: 'Apply a model',
  files: 'Images',
  noProjectTitle: 'No project is open',
  noProject: 'A trained model belongs to a project: open a sample, or a folder of your own.',
  toHome: 'Go to Home',
  noRunTitle: 'No trained model yet',
  noRun: 'Train a model first; then it can be applied to images of any size.',
  toExperiment: 'Go to Experiment',
  addFiles: 'Add images…',
  addProject: 'All images of the project',
  addFolder: 'Add a folder…',
  addPath: 'Path of an image or folder',
  addPathHint: 'Paste a path and press Enter',
  pickFiles: 'Which images should the model be applied to?',
  pickFolder: 'Apply to all images of which folder?',
  pickOutput: 'Where should the results be written?',
  noFilesTitle: 'No images chosen',
  noFiles:
    'Drop images or a folder here, or choose them: like those that the model learned on. The originals are never changed.',
  dropHere: 'Drop images or folders to add them',
  pathless: 'A browser does not tell where dropped files lie: choose them with “Add images…”.',
  model: 'Model',
  modelOf: (name: string, date: string): string => `${name}, ${date}`,
  checkpoint: 'Weights',
  checkpoints: { best: 'Best validation', last: 'Last step' },
  noBest: 'Nothing was validated: both are the last step.',
  trained: (step: string, total: string): string => `${step} of ${total} steps trained`,
  output: 'Folder of results',
  format: 'Written as',
  formats: {
    auto: 'PNG or OME-TIFF, as fits',
    'ome-tiff': 'OME-TIFF',
    'imagej-tiff': 'TIFF for ImageJ',
    'ome-zarr': 'OME-Zarr',
    nifti: 'NIfTI',
    png: 'PNG',
  } satisfies Record<ApplyFormat, string>,
  formatHelp: {
    auto: 'A single picture of whole numbers becomes a PNG, which has no pixel size; all else an OME-TIFF.',
    'ome-tiff':
      'Keeps everything: bit depth, axes, pixel size and channel names. Fiji, QuPath and napari read it.',
    'imagej-tiff':
      'Opens in ImageJ without a plugin, with its axes and pixel size. Channel names are not kept; at most 4 GB.',
    'ome-zarr': 'A folder in pieces, for very large images. Keeps everything.',
    nifti: 'For volumes: the position in space is kept. Channel names are not.',
    png: 'One picture of 8 or 16 bits, without pixel size. Movies, stacks and floating-point results do not fit.',
  } satisfies Record<ApplyFormat, string>,
  sampling: 'Uncertainty',
  samplings: {
    none: 'None: one result an image',
    dropout: 'Draws of dropout',
    flips: 'Eight orientations',
  },
  samplingHelp: {
    none: 'Fastest. Nothing says where the model is unsure.',
    dropout:
      'The mean of several draws, and a map of where they differ. High: the model is unsure. Low does not prove it right.',
    flips:
      'The mean over the turned and mirrored image, and a map of where they differ. Takes eight times as long.',
  },
  noDropout: 'Draws of dropout (this model has none)',
  draws: 'Draws',
  preview: 'Preview',
  previewHelp: 'Applies the model to the image shown and writes nothing',
  previewing: 'Applying to the image shown',
  cancelPreview: 'Cancel the preview',
  apply: (n: number): string => `Apply to ${count(n, 'image')}`,
  applyAgain: (n: number): string => `Apply again to ${count(n, 'image')}`,
  placeApply: 'Apply to all images of the list',
  cancelApply: 'Cancel applying',
  applying: 'Applying',
  cancel: 'Cancel',
  cancelHelp: 'Images written so far are kept; the one in work is not written',
  left: (duration: string): string => `${duration} left`,
  amount: (done: number, total: number): string =>
    `image ${formatCount(Math.min(total, Math.floor(done) + 1))} of ${formatCount(total)}`,
  starting: 'loading the model',
  clear: 'Clear the list',
  remove: 'Remove from the list',
  retry: (n: number): string => `Try ${count(n, 'image')} again`,
  before: 'Before',
  after: 'After',
  trial: 'Preview, not written',
  deviation: 'Uncertainty (SD)',
  notYet: 'Not applied yet',
  notYetHelp: 'Preview the model on this image before it is applied to all of them.',
  working: 'The model is at work on this image.',
  paneLabel: (caption: string, name: string): string => `${caption}: ${name}`,
  unlike: 'Unlike the images it learned on',
  unlikeHelp: 'The result may be wrong without looking so.',
  history: 'Applied in this session',
  historyEntry: (written: number, failed: number): string =>
    failed === 0
      ? `${count(written, 'image')} written`
      : `${formatCount(written)} written, ${formatCount(failed)} failed`,
  historyCancelled: 'cancelled',
  historyOpen: 'Look at these results',
  weights: (kind: 'best' | 'last', step: string): string =>
    `${kind === 'best' ? 'best' : 'last'} weights, step ${step}`,
  loading: 'Loading…',
  ways: 'How before and after are shown',
  side: 'Side by side',
  blink: 'Blink (b)',
  swipe: 'Swipe (s)',
  uncertainty: 'Show the uncertainty (u)',
  swipeLine: 'Swipe line',
  together: 'Same contrast before and after',
  contrast: 'Contrast',
  contrastOf: (name: string): string => `Contrast: ${name}`,
  busyElsewhere: 'The model stays until this is done.',
};

/** States of files, and what is said once something is done. */
export const stateTexts = {
  names: { waiting: 'waiting', working: 'working', done: 'done', failed: 'failed', cancelled: 'cancelled' },
  noImages: (folder: string): string => `${folder} has no images of a format that can be read.`,
  written: (done: number, total: number, folder: string): string =>
    `${formatCount(done)} of ${count(total, 'image')} written to ${folder}.`,
  cancelled: (done: number, total: number, folder: string): string =>
    done === 0
      ? `Cancelled: none of ${count(total, 'image')} was written.`
      : `Cancelled: ${formatCount(done)} of ${count(total, 'image')} written before; they stay in ${folder}.`,
};

export const generateTexts = {
  title: 'Generate',
  inspector: 'Generate masks and images',
  noRunTitle: 'No model that makes masks yet',
  noRun:
    'Train “EM label masks from noise” on labelled sections; it then makes new masks, and a second model makes images of them.',
  masks: 'Model of masks',
  images: 'Model of images',
  noImages: 'None: masks alone',
  noImageRuns:
    'No run of this project makes images of masks: train “EM images from masks” on the same classes.',
  checkpoint: 'Weights',
  count: 'How many',
  seed: 'Seed',
  seedHelp: 'The same seed makes the same masks.',
  into: 'Into',
  targets: { folder: 'A folder', dataset: 'A labelled dataset' },
  folder: 'New or empty folder',
  name: 'Name of the dataset',
  usualName: (number: number): string =>
    number === 1 ? 'Synthetic sections' : `Synthetic sections ${number}`,
  generate: (n: number): string => `Generate ${formatCount(n)}`,
  generating: 'Generating',
  cancelHelp: 'What was made so far stays in its folder; no dataset is made of a part',
  made: (n: number, folder: string): string => `${count(n, 'mask')} made in ${folder}.`,
  cancelled: (done: number, n: number, folder: string): string =>
    `Cancelled: ${formatCount(done)} of ${count(n, 'mask')} made before; they stay in ${folder}.`,
  emptyTitle: 'Nothing generated yet',
  empty: 'Choose how many, and generate: masks, their labels and, with a second model, images of them.',
  gallery: 'Generated',
  mask: (n: number): string => `Mask ${n}`,
  image: (n: number): string => `Image ${n}`,
  number: (n: number): string => `No. ${n}`,
  more: (n: number): string => `Show ${n} more`,
  areas: 'Part of the area',
  toDataset: 'Look at the dataset',
};

export const classifyTexts = {
  inspector: 'Train a classifier',
  noDatasetTitle: 'No dataset with labels',
  noDataset: 'Label the images of a dataset (keys 1 to 9 in Data), at least two classes; then come back.',
  toData: 'Go to Data',
  dataset: 'Dataset',
  datasetOf: (name: string, labels: number): string => `${name} (${count(labels, 'class', 'classes')})`,
  inputs: 'Images to classify',
  hr: 'HR: the images themselves',
  lr: 'LR: degraded, or the dataset’s own inputs',
  result: (name: string): string => `Results of ${name}`,
  inputsHelp:
    'Each is learned and tested by itself, on the same images and folds: what a model restores shows in the scores.',
  classifier: 'Classifier',
  settings: 'Preset',
  parameters: 'Settings',
  run: (n: number): string => `Train and test on ${count(n, 'kind', 'kinds')} of images`,
  running: 'Training and testing',
  cancelHelp: 'Nothing is kept of a classification that is cancelled',
  cancelled: 'Cancelled: nothing is kept of the classification.',
  done: (kinds: number): string => `Trained and tested on ${count(kinds, 'kind', 'kinds')} of images.`,
  emptyTitle: 'Nothing classified yet',
  empty:
    'A classifier is trained on each kind of image and tested on images that it never saw. Choose them on the right.',
  earlier: 'Classifications',
  entry: (classifier: string, n: number): string => `${classifier}, ${count(n, 'image')}`,
  loading: 'Reading what was classified…',
  scores: 'Scores on held-out images',
  score: 'Images',
  accuracy: 'Accuracy',
  balancedAccuracy: 'Balanced accuracy',
  macroF1: 'F1 (macro)',
  kappa: 'Cohen’s κ',
  n: 'n',
  intervalHelp: 'In brackets the 95 % interval, by resampling what the folds keep together.',
  interval: (low: string, high: string): string => `[${low},\u00a0${high}]`,
  about: (n: number, groups: number, by: string, folds: number): string =>
    `${count(n, 'image')} of ${count(groups, by)}, ${count(folds, 'fold')}; no ${by} is in training and test at once. Of what a fold holds out, half is the test (n) and half for validation.`,
  groupNames: { photo: 'photo', session: 'session', subject: 'subject' },
  comparisons: 'Are they different?',
  comparison: (row: {
    first: string;
    second: string;
    n: number;
    difference: string;
    interval: string;
    p: string;
    sure: boolean;
  }): string =>
    `${row.second} against ${row.first}: accuracy ${row.difference} percentage points${row.interval === '' ? '' : ` ${row.interval}`}, McNemar’s exact test p ${row.p}, n = ${formatCount(row.n)}. ${
      row.sure ? 'More than chance explains.' : 'Chance alone may explain that.'
    }`,
  matrices: 'Confusion matrices',
  matrixHelp: 'Held-out images by their true class and the predicted one; a cell opens its images.',
  notes: 'To know',
  files: 'Tables and pictures',
};
