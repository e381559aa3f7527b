export const texts = {
  title: 'Experiment',
  waiting: 'Waiting for the engine’s list of recipes.',
  paper: 'Paper',
  presets: 'Presets, side by side',
  presetsHelp: 'Bold where the presets differ. Each value can be changed before a training starts.',
  parameter: 'Parameter',
  use: 'Train with this',
  description: 'Meaning',
};
