/** Sentences of the Data screen's first place: the image files of a project. */
const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
const files = (count: number): string => (count === 1 ? '1 file' : `${thousands(count)} files`);

export const sourceTexts = {
  group: 'Sources',
  inspector: 'File',
  file: 'File',
  addFiles: 'Add files…',
  addFolder: 'Add folder…',
  pickFiles: 'Which image files belong to this project?',
  pickFolder: 'Add all images of which folder?',
  pickWhere: 'Look for the missing files in which folder?',
  path: 'Path of a file or folder, or a pattern like /data/*.tif',
  pathLabel: 'Path of a file or folder to add',
  addPath: 'Add',
  adding: 'Adding files',
  cancelAdding: 'Cancel; no file is added then',
  noPaths:
    'A browser does not tell where dropped files lie, and Abbe leaves files where they are. Choose them here instead; the desktop application takes dropped files and folders.',
  notAdded: (count: number): string => `${files(count)} not added`,
  kept: (count: number): string => `${files(count)} not taken out`,
  insideTitle: (folders: number): string =>
    folders === 1 ? 'A folder inside was not added' : `${folders} folders inside were not added`,
  inside: (name: string, images: number): string =>
    `${name}: ${images === 1 ? '1 image' : `${thousands(images)} images`}`,
  addInside: (folders: number): string => (folders === 1 ? 'Add it too' : 'Add them too'),
  next: 'Next: Prepare',
  chosen: (count: number): string => `${thousands(count)} chosen`,
  remove: 'Take out of the project',
  removeHelp:
    'Takes the chosen files off the project’s list; the files stay where they are (Shift or Ctrl and a click choose several)',
  removed: (count: number): string => `Took ${files(count)} out of the project`,
  moreFailures: (count: number): string => `and ${thousands(count)} more`,
  search: 'Search (/)',
  grid: 'Tiles',
  list: 'List',
  tileSize: 'Size of the tiles',
  gridLabel: 'Image files of this project',
  count: (shown: number, all: number): string =>
    shown === all ? files(all) : `${thousands(shown)} of ${files(all)}`,
  nothingTitle: 'No file fits',
  nothing: 'No path holds all the words of the search.',
  noneTitle: 'No files yet',
  none: 'Drop files or folders here, choose them, or type a path. They stay where they are; nothing is copied.',
  dropHere: 'Drop files and folders to add them',
  check: 'Check the files',
  checkHelp: 'Check whether every file is there and unchanged (reads them through)',
  checking: 'Checking files',
  lost: (missing: number, changed: number): string =>
    [missing > 0 ? `${files(missing)} missing` : null, changed > 0 ? `${files(changed)} changed` : null]
      .filter(Boolean)
      .join(', '),
  lostHelp:
    'Missing files can be found again in a folder by their content, whatever they are called now. Changed files are not used by datasets made before: bring the old content back, or add the files again and make a new dataset.',
  allThere: (count: number): string => `All ${files(count)} are there and unchanged.`,
  relocate: 'Look for them in a folder…',
  relocating: 'Looking for missing files',
  relocated: (found: number, missing: number): string =>
    missing === 0
      ? `Found ${files(found)} again.`
      : `Found ${files(found)}; ${files(missing)} still missing.`,
  states: { missing: 'missing', changed: 'changed' },
  unstatedShort: 'pages not stated',
  unstatedHelp: 'The file does not say what its pages are; they are read as time points until you say it.',
  noChoiceTitle: 'No file chosen',
  noChoice: (count: string): string =>
    `Click one of the ${count} files to see its planes and what its headers say.`,
  reveal: 'Show in the file manager',
  pictureOf: (name: string): string => `Plane of ${name}`,
  times: (count: number): string => `${count} t`,
  channelCount: (count: number): string => `${count} c`,
  slices: (count: number): string => `${count} z`,
  time: (at: number, of: number): string => `Time ${at} of ${of}`,
  slice: (at: number, of: number): string => `Slice ${at} of ${of}`,
  channel: (at: number, of: number): string => `Channel ${at} of ${of}`,
  timeLabel: 'Time point',
  sliceLabel: 'Slice',
  channelLabel: 'Channel',
  facts: 'What the file says',
  format: 'Format',
  size: 'Size',
  type: 'Type',
  pixelSize: 'Pixel size',
  channels: 'Channels',
  series: 'Images in the file',
  bytes: 'On disk',
  pages: 'Its pages are',
  planes: 'Planes',
  readPlanes: 'Read the range of every plane',
  reading: 'Reading the planes',
  min: 'min',
  mean: 'mean',
  max: 'max',
};

export const axisTexts = {
  title: 'What are the pages of this file?',
  help: 'It has several pages and does not say what they are. Asked once; it is kept with the project.',
  page: (number: number): string => `Page ${number}`,
  axes: { t: 'Time points', z: 'Slices', c: 'Channels' },
  axisHelp: {
    t: 'a movie: the same place again and again',
    z: 'a stack: one depth after another',
    c: 'different stains of one picture',
  },
  all: (count: number): string => `The same for all ${count} such files`,
  later: 'Later: read them as time points',
  answer: 'Use this',
};
