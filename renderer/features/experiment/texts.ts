export const texts = {
  title: 'Experiment',
  waiting: 'Waiting for the engine’s list of recipes.',
  paper: 'Paper',
  presets: 'Presets, side by side',
  presetsHelp:
    'Each value that a preset sets. A dash means the preset leaves it at its default, given in the last column.',
  parameter: 'Parameter',
  unit: 'Unit',
  default: 'Default',
  use: 'Train with this',
  description: 'Meaning',
};
