/** Sentences of forms made from a schema, whatever screen they stand on. */
export const texts = {
  choosePath: (field: string): string => `Choose… (${field})`,
  anyChoice: 'all',
  find: 'Find',
  findIn: (list: string): string => `Find in ${list}`,
  moreChoices: (more: number): string => `${more} more; type to find them.`,
  clearChoice: 'All',
  ownValues: 'own values',
  reset: (value: string) => `Back to the default, ${value}`,
  useNull: (meaning: string) => `use ${meaning}`,
  paper: (value: string) => `Paper: ${value}`,
  sameAsPaper: 'as in the paper',
  usePaper: (value: string) => `Use the paper’s value, ${value}`,
  more: (n: number) => `More parameters (${n})`,
  yes: 'yes',
  no: 'no',
  none: 'none',
};

/** Why a value does not fit. */
export const problems = {
  missing: 'A value is missing.',
  notNumber: 'Not a number.',
  notNumbers: 'Numbers with commas between them.',
  notWhole: 'Whole numbers only.',
  tooSmall: (limit: number) => `At least ${limit}.`,
  tooLarge: (limit: number) => `At most ${limit}.`,
  aboveOnly: (limit: number) => `More than ${limit}.`,
  belowOnly: (limit: number) => `Less than ${limit}.`,
};

export const ranges = {
  between: (min: string, max: string) => `${min} to ${max}`,
  atLeast: (min: string) => `At least ${min}`,
  atMost: (max: string) => `At most ${max}`,
};
