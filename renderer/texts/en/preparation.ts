/** The way from files to a dataset. */
export const texts = {
  title: 'Prepare',
  inspector: 'Parameters',
  stepsTitle: 'Steps',
  choose: 'Choose what your data are',
  chooseHelp: 'Each way ends in a dataset: the pairs or images that a network learns from and is tested on.',
  looking: 'Looking at the files of the project…',
  needs: 'Needs',
  noFilesTitle: 'No files yet',
  noFiles: 'A dataset is made of image files. Add some first, or open a sample on Home.',
  addFiles: 'Add files',
  toHome: 'Samples on Home',
  practice: 'Make a practice movie…',
  sampleTitle: (title: string): string => `This is the sample “${title}”`,
  sampleHelp:
    'Try the whole way with it; nothing of yours is touched. For your own images make a project on Home.',
  ownImages: 'Use my own images…',
  again: 'Try again',
  noneWhole: 'No set of files is complete yet',
  noneWholeHelp: 'Change the patterns until the table on the left finds what belongs together.',
  searching: 'Looking…',
  paper: 'As in the paper',
  defaults: 'Defaults',
  preset: 'Preset',
  nothingToSet: 'Nothing to set here.',
  next: 'Next',
  cancel: 'Cancel',
};

export const fitNames = { fits: 'Fits', possible: 'Could fit', no: 'Does not fit' };

/** What each preparation is for, by its id; one without a line here shows its own description. */
export const needs: Readonly<Record<string, string>> = {
  'cell-segmentation': 'Photos with many cells, in colour or grey, each a file.',
  'exposure-pairs':
    'Movies in which low and high exposures take turns: one file each, or frames in a folder.',
  'masks-to-images': 'Images, and for each of them masks of the structures in it, called alike.',
  volumes: 'Two volumes of each person, such as T1 and T2, in a folder each.',
  'paired-files': 'Two pictures of each scene, such as noisy and clean, called alike.',
  'labelled-images': 'Images that belong to classes: by folder, by a table, by boxes, or by hand.',
};

export const stepNames: Readonly<Record<string, string>> = {
  choose: 'Kind of data',
  files: 'Files',
  threshold: 'Threshold',
  shape: 'Holes and specks',
  split: 'Touching cells',
  keep: 'Which to keep',
  align: 'Alignment',
  accept: 'Acceptance',
  fit: 'Size',
  register: 'Registration',
  slices: 'Slices',
  look: 'Look',
  groups: 'Groups and splits',
  make: 'Make the dataset',
  boxes: 'Boxes by hand',
};

export const stepHelp: Readonly<Record<string, string>> = {
  threshold: 'What stands out of its surroundings: white is taken for cell.',
  shape: 'Rims are closed, holes filled, specks and thin bridges taken off.',
  split: 'Cells that touch are cut at their waists; each colour is one cell.',
  keep: 'Boxes of what is kept; what is sorted out is drawn dashed, with the reason below.',
  align: 'Each low frame is laid on its high frame. Press b to let them take turns.',
  accept: 'Pairs that still do not agree are set aside, with the reason.',
  fit: 'Images and masks are brought to one size for the network.',
  register: 'Where the two volumes do not lie on each other by their headers, one is turned and moved.',
  slices: 'Which slices become items; empty ones are set aside.',
  look: 'What the dataset will hold.',
};

export const stateNames = { done: 'Done', next: 'Next', blocked: 'Waiting' };

export const blockedBy = {
  noFiles: 'No set of files is complete yet.',
  tooFew: (groups: number, needed: number): string =>
    `There are ${groups} groups, and the splits need ${needed}.`,
  without: (count: number, by: string): string => `${count} sets of files have no ${by}.`,
  noDataset: 'Make the dataset first.',
};

export const matchTexts = {
  title: 'What belongs together',
  key: 'Name',
  missing: (roles: readonly string[]): string => `missing: ${roles.join(', ')}`,
  session: 'Session',
  subject: 'Subject',
  label: 'Label',
  summary: (whole: number, rows: number, preparation: string | null): string => {
    // A photo alone is whole.
    if (preparation === 'cell-segmentation') return rows === 1 ? '1 photo' : `${rows} photos`;
    const sets = rows === 1 ? '1 set of files' : `${rows} sets of files`;
    if (whole < rows) return `${whole} of ${sets} ${whole === 1 ? 'is' : 'are'} complete`;
    return rows === 1 ? `${sets}, complete` : `${sets}, all complete`;
  },
  unmatched: (count: number): string => (count === 1 ? '1 file is not used' : `${count} files are not used`),
  none: 'none',
  previous: 'Previous set of files',
  nextSet: 'Next set of files',
  position: (at: number, of: number): string => `${at} of ${of}`,
};

/** One and many. */
type Noun = readonly [string, string];

export const lookTexts = {
  cells: (count: number): string => (count === 1 ? '1 cell' : `${count} cells`),
  items: (included: number, total: number): string =>
    included < total
      ? `${included} of ${total} items, the rest set aside`
      : total === 1
        ? '1 item'
        : `${total} items`,
  before: (count: number): string => `${count} before`,
  affects: (sets: number, [one, many]: Noun): string =>
    sets === 1 ? `Applies to the one ${one}.` : `Applies to all ${sets} ${many}.`,
  noun: {
    'cell-segmentation': ['photo', 'photos'],
    'exposure-pairs': ['movie', 'movies'],
    volumes: ['pair of volumes', 'pairs of volumes'],
    'labelled-images': ['image', 'images'],
  } as Readonly<Record<string, Noun>>,
  otherNoun: ['set of files', 'sets of files'] as Noun,
  steps: 'Steps of the segmentation',
  photo: 'Photo',
  sortedOut: (count: number): string => `${count} sorted out`,
  pick: 'Click a box to read what was measured.',
  cell: (index: number, width: number, height: number, area: number): string =>
    `Cell ${index}: ${width} × ${height} px, area ${Math.round(area)} px²`,
  rejected: (reason: string, width: number, height: number): string =>
    `Sorted out: ${reason} (${width} × ${height} px)`,
  strip: 'Items of these files',
  included: 'Used',
  aside: 'Set aside',
  modes: {
    input: 'Input',
    target: 'Target',
    overlay: 'Overlay',
    checkerboard: 'Checkerboard',
  },
  inputOf: { 'exposure-pairs': 'Low exposure', 'masks-to-images': 'Masks', volumes: 'Input' } as Readonly<
    Record<string, string>
  >,
  targetOf: {
    'exposure-pairs': 'High exposure',
    'masks-to-images': 'Micrograph',
    volumes: 'Target',
  } as Readonly<Record<string, string>>,
  blink: 'Blink (b)',
  blinkHelp: 'Input and target take turns; what moves does not lie right.',
  aligned: 'Aligned',
  recorded: 'As recorded',
  alignedHelp: 'Show the input laid on the target, or where it was recorded (a)',
  overlayHelp: 'Target in magenta, input in green: what agrees is grey.',
  otherSizes: 'Input and target have different sizes as recorded; they cannot be laid over each other.',
  shown: (min: string, max: string): string => `shown ${min} to ${max}, γ 1`,
  notes: 'What was found',
  skipped: 'Not used',
  noItems: 'These files gave no items.',
};

export const measureNames: Readonly<Record<string, { name: string; unit: string; decimals: number }>> = {
  dx: { name: 'shift x', unit: 'px', decimals: 2 },
  dy: { name: 'shift y', unit: 'px', decimals: 2 },
  rotation: { name: 'rotation', unit: '°', decimals: 2 },
  correlation: { name: 'correlation', unit: '', decimals: 2 },
  smoothCorrelation: { name: 'smooth correlation', unit: '', decimals: 2 },
  residualShift: { name: 'residual shift', unit: 'px', decimals: 2 },
  saturation: { name: 'saturated', unit: '', decimals: 3 },
  focusRatio: { name: 'focus ratio', unit: '', decimals: 2 },
};

export const groupTexts = {
  by: 'Never in two splits',
  byHelp: 'Items of one group stay together, so that a network is tested on what it has not seen.',
  names: { photo: 'photo', session: 'session', subject: 'subject' },
  session: 'Pattern of the session',
  subject: 'Pattern of the subject',
  patternHelp:
    'Held against the end of a file’s path; what the wildcard stands for is the name: “day*/*.tif”. Empty: as the preparation finds it.',
  validation: 'Validation',
  test: 'Test',
  training: 'Training',
  share: 'Share of the groups',
  seed: 'Seed',
  seedHelp: 'The same seed deals in the same way.',
  stratified: 'Labels in equal shares',
  found: (groups: number, by: string): string => `${groups} ${by}${groups === 1 ? '' : 's'}`,
  picture: 'How the groups will be dealt, roughly',
  fewer: 'Use shares that so few groups allow',
};

export const makeTexts = {
  name: 'Name of the dataset',
  nameOf: (title: string, count: number): string => `${title} ${count}`,
  blur: 'Low-resolution partner',
  blurHelp: 'Each cell is paired with itself seen through this blur. The network learns the way back.',
  make: (sets: number, [one, many]: Noun): string =>
    `Make the dataset from ${sets} ${sets === 1 ? one : many}`,
  making: 'Making the dataset',
  cancelHelp: 'Cancel; nothing is written then',
  keep: (count: number): string =>
    `Keep the boxes corrected by hand in ${count === 1 ? '1 photo' : `${count} photos`} of the last dataset`,
  doneTitle: (name: string): string => `“${name}” is made`,
  counts: (included: number, aside: number): string =>
    aside === 0 ? `${included} items` : `${included} items, ${aside} set aside`,
  asideTitle: 'Set aside',
  skippedTitle: 'Files not used',
  notesTitle: 'What was found',
  more: (count: number): string => `and ${count} more`,
  open: 'Look at the dataset',
  train: 'Choose an experiment',
  correct: 'Correct boxes by hand',
  pictures: 'The first items',
};

export const boxTexts = {
  hint: 'Click a box to pick it; drag it or its edges. Drag on free ground with “Add”, or press n.',
  add: 'Add (n)',
  addHelp: 'Drag a new box; n puts one in the middle of the view',
  split: 'Split (s)',
  splitHelp: 'Cut the picked box in two',
  remove: 'Remove (Delete)',
  undo: 'Undo',
  redo: 'Redo',
  photo: 'Photo',
  count: (boxes: number, byHand: number): string =>
    byHand === 0 ? `${boxes} boxes` : `${boxes} boxes, ${byHand} by hand`,
  picked: (index: number, width: number, height: number, x: number, y: number): string =>
    `Box ${index}: ${width} × ${height} px at ${x}, ${y}`,
  byHand: 'drawn by hand',
  aside: 'sorted out: pick and move it to take it in',
  dataset: 'Dataset',
  boxes: 'Boxes',
  drawn: 'of them by hand',
  corrected: 'Photos corrected',
  help: 'Every change is stored at once and can be undone. Cells keep the split of their photo. A dataset made anew can keep the corrected photos as they are.',
  label: (file: string, boxes: number): string => `${file} with ${boxes} boxes`,
  tooSmall: 'A box has at least 11 px on each side.',
  none: 'No dataset of cells yet',
  noneHelp: 'Boxes are corrected in a dataset: make one first.',
  saving: 'Saving…',
  saved: 'Saved',
};

export const practiceTexts = {
  title: 'Practice movie',
  help: 'Makes a movie of alternating low and high exposures out of images, with photon noise and a known drift, to try pairing and alignment on. It is a simulation and says so in its name.',
  of: (count: number): string => (count === 1 ? 'Of 1 image' : `Of ${count} images`),
  pick: 'Choose images…',
  pickTitle: 'Make a practice movie of which images?',
  make: 'Make the movie',
  making: 'Making the practice movie',
  cancelHelp: 'Cancel; no movie is written then',
  done: (file: string): string => `${file} was made and added to the project.`,
};
