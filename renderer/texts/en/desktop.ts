/** What is answered to the menu where it asks for something that cannot be done. */
export const texts = {
  noProject: 'Open or create a project first; then images can be added to it.',
  noTraining: 'No training is running.',
  noPaused: 'No training is paused.',
  pickProject: 'Open a project folder',
  pickImages: 'Add images to the project',
};
