export const texts = {
  save: 'Save',
  saveAs: (kind: string): string => `As ${kind}`,
  numbers: 'Numbers',
  plot: 'Plot',
  open: 'Open',
  tableOf: (title: string): string => `Numbers of ${title}`,
};
