/** What keys do, by the place where they do it: named in the sheet of keys, the palette and Settings. */
export const groups = {
  everywhere: 'Everywhere',
  viewer: 'Viewer',
  sources: 'Sources',
  prepare: 'Prepare',
  boxes: 'Boxes',
  dataset: 'Dataset',
  train: 'Train',
  compare: 'Compare',
  apply: 'Apply',
  models: 'Models',
};

export const everywhere = { sheet: 'Sheet of keys', takeBack: 'Take back' };

export const viewer = {
  contrast: 'Contrast as at first',
  fit: 'Fit',
  actual: '1:1',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
};

export const planes = {
  previous: 'Previous time point, slice or channel',
  next: 'Next time point, slice or channel',
};

export const gallery = {
  next: 'Next',
  previous: 'Previous',
  down: 'One row down',
  up: 'One row up',
  pageDown: 'One page down',
  pageUp: 'One page up',
  first: 'First',
  last: 'Last',
  search: 'Search',
};

export const dataset = {
  toggle: 'Set aside or take in',
  label: (number: number): string => `Label with class ${number}`,
  noLabel: 'Remove the label',
  newClass: 'New class',
  tags: 'Type a tag',
  all: 'Choose all that is shown',
  none: 'Choose nothing',
  undo: 'Take the last edit back',
  redo: 'Do the edit again',
  side: 'Input or target',
};

export const prepare = {
  nextSet: 'Next set of files',
  previousSet: 'Previous set of files',
  boxes: 'Boxes on and off',
  blink: 'Blink input and target',
  aligned: 'Aligned or as recorded',
  input: 'Show the input',
  target: 'Show the target',
  overlay: 'Show the overlay',
  checkerboard: 'Show the checkerboard',
  nextItem: 'Next item',
  previousItem: 'Previous item',
};

/** Directions are those of the arrow keys. */
export const boxes = {
  add: 'Add a box in the middle of the view',
  split: 'Cut the picked box in two',
  remove: 'Remove the picked box',
  next: 'Next box',
  previous: 'Previous box',
  release: 'Let go of the box',
  undo: 'Undo',
  redo: 'Redo',
  nextPhoto: 'Next photo',
  previousPhoto: 'Previous photo',
  move: [
    'Move the picked box left',
    'Move the picked box right',
    'Move the picked box up',
    'Move the picked box down',
  ],
  grow: [
    'Make the picked box narrower',
    'Make the picked box wider',
    'Make the picked box shorter',
    'Make the picked box taller',
  ],
};

export const train = {
  next: 'Next run',
  previous: 'Previous run',
  pause: 'Pause and go on',
  older: 'Earlier previews',
  newer: 'Later previews',
  newest: 'Newest previews',
  log: 'Logarithmic losses',
};

export const compare = {
  next: 'Next image',
  previous: 'Previous image',
  solo: (pane: number): string => `Image ${pane} alone, or all`,
  blink: 'Blink',
  swipe: 'Swipe',
  difference: 'Difference from the truth',
  profile: 'Line profile',
};

export const apply = {
  next: 'Next image',
  previous: 'Previous image',
  preview: 'Preview on this image',
  blink: 'Blink before and after',
  swipe: 'Swipe between before and after',
  uncertainty: 'Show the uncertainty',
};

export const models = { next: 'Next run', previous: 'Previous run' };
