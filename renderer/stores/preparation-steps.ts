import type { MatchedRow } from '../../electron/contract/preparation-methods.ts';
import type { Splitting } from '../../electron/contract/datasets.ts';

/** Where a step's work is done: the table of files, the pictures, the groups, the making, boxes by hand. */
export type StepPlace = 'files' | 'look' | 'groups' | 'make' | 'boxes';

export interface PreparationStep {
  id: string;
  place: StepPlace;
  /** Names of the parameters that are set here. */
  parameters: readonly string[];
}

type Groups = readonly (readonly [id: string, place: StepPlace, parameters: readonly string[]])[];

/** What belongs together when one looks at one thing after the other; what no group names comes into the last. */
const groups: Readonly<Record<string, Groups>> = {
  'cell-segmentation': [
    ['files', 'files', []],
    ['threshold', 'look', ['channel', 'polarity', 'diameter', 'smoothing', 'window', 'contrast']],
    ['shape', 'look', ['dilation', 'maxHole', 'opening']],
    ['split', 'look', ['nuclei', 'nucleusMargin', 'touching', 'splitDepth']],
    ['keep', 'look', ['minArea', 'maxArea', 'border', 'minRoundness', 'minFocus', 'margin']],
  ],
  'exposure-pairs': [
    ['files', 'files', ['movies', 'channel', 'slice']],
    ['align', 'look', ['alignment']],
    [
      'accept',
      'look',
      ['leastCorrelation', 'mostResidualShift', 'mostSaturation', 'leastFocus', 'mostFocus', 'saturated'],
    ],
  ],
  'masks-to-images': [
    ['files', 'files', ['images', 'masks']],
    ['fit', 'look', ['fit', 'side']],
  ],
  volumes: [
    ['files', 'files', ['input', 'target']],
    ['register', 'look', ['registration']],
    ['slices', 'look', ['axis', 'from', 'to', 'leastForeground', 'neighbours', 'paperCounts']],
  ],
  'paired-files': [
    ['files', 'files', ['by', 'input', 'target', 'table']],
    ['accept', 'look', ['channel', 'minCorrelation']],
  ],
  'labelled-images': [
    ['files', 'files', ['from', 'images', 'table', 'annotations', 'fileColumn', 'labelColumn', 'names']],
    ['look', 'look', []],
  ],
};
const unknown: Groups = [
  ['files', 'files', []],
  ['look', 'look', []],
];

/** The steps of a preparation, the last ones alike for all; a new preparation has its parameters under one step. */
export function stepsOf(preparation: string, parameters: readonly string[]): PreparationStep[] {
  const own = groups[preparation] ?? unknown;
  const named = new Set(own.flatMap(([, , names]) => names));
  const rest = parameters.filter((name) => !named.has(name));
  const steps = own.map(([id, place, names], i) => ({
    id,
    place,
    parameters: [...names.filter((name) => parameters.includes(name)), ...(i === own.length - 1 ? rest : [])],
  }));
  const last: PreparationStep[] = [
    { id: 'groups', place: 'groups', parameters: [] },
    { id: 'make', place: 'make', parameters: [] },
  ];
  const byHand: PreparationStep = { id: 'boxes', place: 'boxes', parameters: [] };
  return [...steps, ...last, ...(preparation === 'cell-segmentation' ? [byHand] : [])];
}

export interface GroupCount {
  /** Different photos, sessions or subjects. */
  groups: number;
  /** Sets of files that have none. */
  without: number;
}

/** What a dataset would be split by. */
export function countGroups(rows: readonly MatchedRow[], by: Splitting['by']): GroupCount {
  const whole = rows.filter(({ missing }) => missing.length === 0);
  const names = whole.map((row) => (by === 'photo' ? (row.files[0]?.file ?? null) : row[by]));
  const known = names.filter((name) => name !== null);
  return { groups: new Set(known).size, without: names.length - known.length };
}

/** Shares that so many groups allow: one to test on before one to validate on. */
export function sharesFor(groupCount: number): Pick<Splitting, 'validation' | 'test'> {
  if (groupCount < 2) return { validation: 0, test: 0 };
  return groupCount === 2 ? { validation: 0, test: 0.5 } : { validation: 0.15, test: 0.15 };
}

/** How many groups the shares ask for. */
export function groupsNeeded({ validation, test }: Pick<Splitting, 'validation' | 'test'>): number {
  return 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
}
