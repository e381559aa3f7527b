import type { Split } from '../../../../electron/contract/datasets.ts';

/** Colours of classes by their number, told apart by the colour-blind (Okabe and Ito 2008); they repeat after eight. */
const classColours = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#999999',
] as const;

export function classColour(index: number): string {
  return classColours[index % classColours.length] ?? classColours[0];
}

/** Letters for the splits, as there is no room for their names on a tile. */
export const splitLetters: Record<Split, string> = { training: 'T', validation: 'V', test: 'E' };
