export * from './dataset.ts';
export * from './sources.ts';

export const texts = {
  title: 'Data',
  noProjectTitle: 'No project is open',
  noProject: 'Images belong to a project: open a sample, or make a project of your own.',
  toHome: 'Go to Home',
  dismiss: 'Dismiss',
  steps: 'Steps of the segmentation',
  photoStep: 'Photo',
};

export const placeTexts = {
  label: 'Places of the Data screen',
  names: { sources: 'Sources', prepare: 'Prepare', dataset: 'Dataset' },
  help: {
    sources: 'The image files of this project',
    prepare: 'The way from files to a dataset, step by step',
    dataset: 'The items that networks learn from: look, sort out, label, split',
  },
};
