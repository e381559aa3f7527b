import { keysTexts as texts, windowTexts } from '../texts/index.ts';

/** One thing that keys do. */
export interface KeyEntry {
  /** Values of `KeyboardEvent.key`, with `Ctrl+` before them for chords (Cmd on a Mac); any of them triggers. */
  keys: readonly string[];
  /** What it does, for the sheet of keys, the command palette and Settings. */
  label: string;
  /** Also while one types in a field or a dialog is open. */
  anywhere?: boolean;
  /** Only where no other action has the key: what the window does unless the place it shows does it. */
  fallback?: boolean;
}

/** The keys of a place of the window. An action of several entries is told by its number which one was meant. */
export interface KeyPlace<Id extends string = string> {
  /** The sheet of keys and Settings group by it. */
  group: string;
  actions: Readonly<Record<Id, KeyEntry | readonly KeyEntry[]>>;
}

const place = <Id extends string>(group: string, actions: KeyPlace<Id>['actions']): KeyPlace<Id> => ({
  group,
  actions,
});
const key = (label: string, ...keys: string[]): KeyEntry => ({ label, keys });
const numbered = (count: number, label: (number: number) => string): KeyEntry[] =>
  Array.from({ length: count }, (_, i) => key(label(i + 1), String(i + 1)));

/** In the order in which `texts.boxes` names directions. */
const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
const directed = (labels: readonly string[], held = ''): KeyEntry[] =>
  arrows.map((arrow, i) => key(labels[i] ?? '', held + arrow));

const { groups, gallery } = texts;
const browse = {
  next: key(gallery.next, 'ArrowRight'),
  previous: key(gallery.previous, 'ArrowLeft'),
  down: key(gallery.down, 'ArrowDown'),
  up: key(gallery.up, 'ArrowUp'),
  pageDown: key(gallery.pageDown, 'PageDown'),
  pageUp: key(gallery.pageUp, 'PageUp'),
  first: key(gallery.first, 'Home'),
  last: key(gallery.last, 'End'),
  search: key(gallery.search, '/'),
};

/** Every key of the page: `useKeys` gives a place's keys their work, Settings and the sheet list them. */
export const keyPlaces = {
  everywhere: place(groups.everywhere, {
    sheet: key(texts.everywhere.sheet, '?'),
    palette: { ...key(windowTexts.paletteTexts.title, 'Ctrl+k'), anywhere: true },
    takeBack: { ...key(texts.everywhere.takeBack, 'Ctrl+z'), fallback: true },
  }),
  viewer: place(groups.viewer, {
    contrast: key(texts.viewer.contrast, 'c'),
    fit: key(texts.viewer.fit, 'f'),
    actual: key(texts.viewer.actual, 'z'),
    zoomIn: key(texts.viewer.zoomIn, '+', '='),
    zoomOut: key(texts.viewer.zoomOut, '-'),
  }),
  planes: place(groups.viewer, {
    previous: key(texts.planes.previous, '['),
    next: key(texts.planes.next, ']'),
  }),
  sources: place(groups.sources, browse),
  rows: place(groups.prepare, {
    next: key(texts.prepare.nextSet, 'PageDown'),
    previous: key(texts.prepare.previousSet, 'PageUp'),
  }),
  cells: place(groups.prepare, { boxes: key(texts.prepare.boxes, 'o') }),
  pairs: place(groups.prepare, {
    blink: key(texts.prepare.blink, 'b'),
    aligned: key(texts.prepare.aligned, 'a'),
    input: key(texts.prepare.input, 'i'),
    target: key(texts.prepare.target, 't'),
    overlay: key(texts.prepare.overlay, 'd'),
    checkerboard: key(texts.prepare.checkerboard, 'k'),
    next: key(texts.prepare.nextItem, 'ArrowRight'),
    previous: key(texts.prepare.previousItem, 'ArrowLeft'),
  }),
  boxes: place(groups.boxes, {
    add: key(texts.boxes.add, 'n'),
    split: key(texts.boxes.split, 's'),
    remove: key(texts.boxes.remove, 'Delete', 'Backspace'),
    next: key(texts.boxes.next, '.'),
    previous: key(texts.boxes.previous, ','),
    release: key(texts.boxes.release, 'Escape'),
    undo: key(texts.boxes.undo, 'Ctrl+z'),
    redo: key(texts.boxes.redo, 'Ctrl+Z', 'Ctrl+y'),
    nextPhoto: key(texts.boxes.nextPhoto, 'PageDown'),
    previousPhoto: key(texts.boxes.previousPhoto, 'PageUp'),
    move: directed(texts.boxes.move),
    grow: directed(texts.boxes.grow, 'Shift+'),
  }),
  dataset: place(groups.dataset, {
    ...browse,
    toggle: key(texts.dataset.toggle, ' '),
    label: numbered(9, texts.dataset.label),
    noLabel: key(texts.dataset.noLabel, '0'),
    newClass: key(texts.dataset.newClass, 'n'),
    tags: key(texts.dataset.tags, 't'),
    all: key(texts.dataset.all, 'Ctrl+a'),
    none: key(texts.dataset.none, 'Escape'),
    undo: key(texts.dataset.undo, 'Ctrl+z'),
    redo: key(texts.dataset.redo, 'Ctrl+Z', 'Ctrl+y'),
    side: key(texts.dataset.side, 'i'),
  }),
  train: place(groups.train, {
    next: key(texts.train.next, 'ArrowDown', 'ArrowRight'),
    previous: key(texts.train.previous, 'ArrowUp', 'ArrowLeft'),
    pause: key(texts.train.pause, 'p'),
  }),
  previews: place(groups.train, {
    older: key(texts.train.older, '['),
    newer: key(texts.train.newer, ']'),
    newest: key(texts.train.newest, 'End'),
  }),
  curves: place(groups.train, { log: key(texts.train.log, 'l') }),
  compare: place(groups.compare, {
    next: key(texts.compare.next, 'ArrowRight'),
    previous: key(texts.compare.previous, 'ArrowLeft'),
    solo: numbered(6, texts.compare.solo),
    blink: key(texts.compare.blink, 'b'),
    swipe: key(texts.compare.swipe, 's'),
    difference: key(texts.compare.difference, 'd'),
    profile: key(texts.compare.profile, 'p'),
  }),
  apply: place(groups.apply, {
    next: key(texts.apply.next, 'ArrowDown', 'ArrowRight'),
    previous: key(texts.apply.previous, 'ArrowUp', 'ArrowLeft'),
    preview: key(texts.apply.preview, 'p'),
    blink: key(texts.apply.blink, 'b'),
    swipe: key(texts.apply.swipe, 's'),
    uncertainty: key(texts.apply.uncertainty, 'u'),
  }),
  models: place(groups.models, {
    next: key(texts.models.next, 'ArrowDown'),
    previous: key(texts.models.previous, 'ArrowUp'),
  }),
};
