/** Sentences of the Data screen's third place: the dataset's items, splits, problems and statistics. */
const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
const items = (count: number): string => (count === 1 ? '1 item' : `${thousands(count)} items`);
const plural = (count: number, noun: string): string =>
  `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
const short = (value: number): string =>
  Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(4)));

type By = 'photo' | 'session' | 'subject';
type Method = 'signed' | 'percentile' | 'mean-std' | 'fixed';

export const splitNames = { training: 'Training', validation: 'Validation', test: 'Test' };

export const changeTexts = {
  made: (name: string, count: number): string => `Dataset “${name}” made: ${items(count)}.`,
  undo: (what: string): string => `Taken back: ${what}`,
  redo: (what: string): string => `Done again: ${what}`,
  sameSplit: 'Dealt anew; every item stayed in its split.',
};

/** A number of the items: the preparation's own names are field terms already. */
export function measureName(measure: {
  kind: string;
  name: string;
  side: 'input' | 'target' | null;
}): string {
  const of = measure.side === 'input' ? 'Input' : 'Target';
  switch (measure.kind) {
    case 'width':
      return 'Width (px)';
    case 'height':
      return 'Height (px)';
    case 'correlation':
      return 'Correlation of input and target';
    case 'mean':
      return `${of}: mean intensity`;
    case 'deviation':
      return `${of}: standard deviation`;
    default: {
      if (measure.name.length <= 2) return measure.name;
      const spaced = measure.name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
      return spaced.charAt(0).toUpperCase() + spaced.slice(1);
    }
  }
}

export const datasetTexts = {
  inspector: 'Item and dataset',
  tabs: { item: 'Item', dataset: 'Dataset' },
  choose: 'Dataset',
  name: 'Name of the dataset',
  more: 'Rename or remove this dataset',
  rename: 'Rename…',
  remove: 'Remove from the project',
  removed: (name: string): string => `Removed the dataset “${name}”`,
  undo: (what: string): string => `Take back (Ctrl+Z): ${what}`,
  redo: (what: string): string => `Do again (Ctrl+Shift+Z): ${what}`,
  nothingToUndo: 'Nothing to take back',
  nothingToRedo: 'Nothing to do again',
  noneTitle: 'No dataset yet',
  none: 'A dataset is the list of images, or pairs of images, that a network learns from and is tested on. It is prepared from the source files.',
  toPrepare: 'Prepare a dataset',
  loading: 'Reading the datasets…',
  tryAgain: 'Try again',
  noItemTitle: 'Nothing chosen',
  noItem: 'Click an item, or move with the arrows. Space sets it aside or takes it in, 1 to 9 label it.',
  made: 'Made',
  preparation: 'Prepared as',
  included: 'Items in use',
  excluded: 'Set aside',
  files: 'Source files',
  skipped: (count: number): string => `${plural(count, 'file')} could not be used`,
  history: (count: number): string => `History (${plural(count, 'edit')})`,
  olderEdits: (count: number): string => `and ${plural(count, 'older edit')}, which can be taken back too.`,
};

export const galleryTexts = {
  search: 'Search (/)',
  searchLabel: 'Search in names, labels, tags, notes and reasons',
  state: 'In use or set aside',
  states: { all: 'All items', included: 'In use', excluded: 'Set aside' },
  split: 'Split',
  label: 'Label',
  noLabel: 'no label',
  tag: 'Tag',
  group: 'Group',
  groupHelp: 'Session or subject',
  measures: 'Statistics',
  measuresHelp: 'Filter by any number of the items',
  noMeasures: 'The preparation left no numbers with these items.',
  measure: 'Measure the pixels',
  measureHelp: 'Reads every image: means, deviations and the correlation of pairs',
  measuring: 'Measuring the images',
  fromTo: (low: string, high: string): string => `${low} to ${high}`,
  anyValue: (name: string): string => `Any value of ${name}`,
  clearFilter: 'Show all items',
  orderBy: 'Order',
  orders: { order: 'As prepared', name: 'Name', label: 'Label', split: 'Split' },
  ascending: 'Ascending; click for descending',
  descending: 'Descending; click for ascending',
  grid: 'Tiles',
  list: 'List',
  tileSize: 'Size of the tiles',
  gridLabel: (name: string): string => `Items of the dataset ${name}`,
  nothingTitle: 'No item fits',
  nothing: 'Nothing passes the filter.',
  noItems: 'The preparation found nothing in the files.',
  shown: (shown: number, all: number): string =>
    shown === all ? items(all) : `${thousands(shown)} of ${items(all)}`,
  chosen: (count: number): string => `${thousands(count)} chosen`,
  contrast: (min: string, max: string): string =>
    `shown ${min} to ${max} (0.5 and 99.5 percentiles of a sample), the same for all`,
  plainContrast: '8-bit values as they are',
  sides: { input: 'Input', target: 'Target' },
  picture: (part: 'input' | 'target', id: string): string =>
    `${part === 'input' ? 'Input' : 'Target'} of ${id}`,
  outTitle: (id: string, reason: string): string => `${id}, set aside: ${reason}`,
  hasNote: 'has a note',
  tagged: (tags: readonly string[]): string => `Tags: ${tags.join(', ')}`,
  number: short,
  classes: 'Labels; a click or the number gives one to what is chosen',
  labelWith: (name: string, key: number): string => `Label what is chosen “${name}” (${key})`,
  labelAs: (name: string): string => `Label what is chosen “${name}”`,
  newClass: 'Name of the class',
  newClassHelp: 'New class (n)',
  firstClass: 'New class for labels',
};

export const itemTexts = {
  several: (count: number): string => `${items(count)} chosen`,
  shownOne: (id: string): string =>
    `Shown: ${id}. Changes below are made to all that are chosen, as one edit.`,
  use: 'Use',
  included: (count: number): string => (count === 1 ? 'In use' : 'Some or all in use'),
  excluded: (count: number): string => (count === 1 ? 'Set aside' : 'All set aside'),
  exclude: 'Set aside',
  include: 'Take in',
  toggleHelp: 'Set aside or take in (Space)',
  reason: 'Reason',
  reasonHelp: 'Why it is set aside',
  usualReasons: [
    'Out of focus',
    'Cut by the border',
    'Debris',
    'Several objects',
    'Wrongly aligned',
    'Saturated',
  ],
  label: 'Label',
  noLabel: 'none',
  differ: 'several',
  split: 'Split',
  tags: 'Tags',
  newTag: 'New tag (t)',
  note: 'Note',
  noteHelp: 'Anything worth remembering',
  facts: 'Facts',
  size: 'Size',
  file: 'File',
  inputFile: 'File of the input',
  subject: 'Subject',
  session: 'Session',
  history: 'Edits of this item',
};

const groupNoun: Record<By, string> = { photo: 'file', session: 'session', subject: 'subject' };

export const splitTexts = {
  title: 'Splits',
  by: { photo: 'Source file', session: 'Session', subject: 'Subject' },
  keep: 'Keep together',
  validation: 'Validation (%)',
  test: 'Test (%)',
  seed: 'Seed',
  seedHelp: 'The same seed deals the same way.',
  nextSeed: 'Another seed',
  stratified: 'Labels’ shares alike',
  anew: 'Deal anew…',
  deal: 'Deal the items anew',
  dealing: 'Dealing the items anew',
  stated: ({ by, seed, stratified }: { by: By; seed: number; stratified: boolean }): string =>
    `Dealt by ${by === 'photo' ? 'source file' : by}, seed ${seed}${stratified ? ', labels’ shares alike' : ''}. A click on a block shows its items.`,
  amount: (count: number, groups: number, by: By): string =>
    `${items(count)}, ${plural(groups, groupNoun[by])}`,
  leaks: (count: number): string => plural(count, 'leak'),
  group: (name: string, count: number, leak: boolean): string =>
    `${name}: ${items(count)}${leak ? ', also in another split' : ''}`,
  more: (count: string): string => `and ${count} more`,
  barLabel: (parts: readonly { split: keyof typeof splitNames; items: number }[]): string =>
    parts.map((part) => `${splitNames[part.split]} ${items(part.items)}`).join(', '),
};

export const problemTexts = {
  title: 'Soundness',
  help: 'Looks for the same photo, subject or copy in two splits, for files that are gone or changed, and for items that do not fit.',
  check: 'Check the dataset',
  again: 'Check again',
  checking: 'Checking the dataset',
  sound: 'Sound: no two splits share anything, and every file is as it was.',
  repair: (by: By): string => `Repair: deal anew by ${by === 'photo' ? 'source file' : by}`,
  repairHelp:
    'Deals all items anew so that no two splits share a file, a copy or a near-copy; one edit, which can be taken back',
  show: (count: number): string => `Show ${items(count)}`,
  more: (count: number): string => `and ${plural(count, 'more problem')}.`,
};

const methodNames: Record<Method, string> = {
  signed: 'Range of the type to −1 … 1',
  percentile: 'Percentiles to 0 … 1',
  'mean-std': 'Mean 0, deviation 1',
  fixed: 'Fixed values to 0 … 1',
};

export const normalisationTexts = {
  title: 'Normalisation',
  none: 'None chosen: each recipe then uses its own. It says how pixel values become the numbers that a network computes with.',
  change: 'Choose…',
  method: 'Method',
  methods: methodNames,
  scope: 'Measured on',
  scopes: { dataset: 'the training split', image: 'each image' },
  lowPercent: 'Low percentile',
  highPercent: 'High percentile',
  lowValue: 'Value that becomes 0',
  highValue: 'Value that becomes 1',
  help: {
    signed: 'Keeps absolute intensities: half the type’s range becomes 0.',
    percentile: 'Robust to hot pixels; brightness becomes relative.',
    'mean-std': 'For intensities without a fixed unit, as in MRI.',
    fixed: 'For intensities with a unit, where you know the range.',
  } satisfies Record<Method, string>,
  measure: 'Measure and keep',
  measuring: 'Measuring intensities',
  stated: 'In use',
  statedAs: (method: Method, scope: 'image' | 'dataset', low: number, high: number): string => {
    const range = method === 'percentile' || method === 'fixed' ? ` (${short(low)} to ${short(high)})` : '';
    return `${methodNames[method]}${range}, measured on ${scope === 'image' ? 'each image' : 'the training split'}`;
  },
  sides: { input: 'Input', target: 'Target' },
  formula: (offset: string, scale: string): string => `(value − ${offset}) / ${scale}`,
  preview: 'What a network gets',
  previewLabel: 'Histogram of the normalised intensities of all items in use',
  previewNeeds: 'Measure the statistics below to see what a network gets.',
  networkAxis: 'network value',
  pixelsAxis: 'pixels',
  inside: (percent: string): string => `${percent} % of the pixels lie within −1 … 1.`,
};

export const statisticsTexts = {
  title: 'Statistics',
  help: 'Reads every image in use: intensities, sizes, types and the correlation of pairs.',
  measure: 'Measure',
  again: 'Measure again',
  measuring: 'Measuring the images',
  width: 'Width',
  height: 'Height',
  spread: (min: number, median: number, max: number): string =>
    `${short(min)} to ${short(max)}, median ${short(median)} px`,
  ofPixels: (percent: string): string => `${percent} % of the pixels`,
  sides: { input: 'Input', target: 'Target' },
  intensities: 'Intensities',
  intensitiesLabel: 'Histogram of the intensities of all items in use',
  intensityAxis: 'intensity (the files’ own numbers)',
  pixelsAxis: 'pixels',
  itemsAxis: 'items',
  plotLabel: (name: string): string => `Histogram of ${name} over the items in use`,
  n: (count: number): string => `n = ${thousands(count)} items in use`,
};
