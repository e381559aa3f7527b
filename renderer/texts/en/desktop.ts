/** What is answered to the menu where it asks for something that cannot be done. */
export const texts = {
  noProject: 'Open or create a project first; then images can be added to it.',
  noTraining: 'No training is running.',
  noPaused: 'No training is paused.',
  pickProject: 'Open a project folder',
  pickImages: 'Add images to the project',
};

/** How a file that was written is shown where it lies; a browser can only copy its path. */
export const revealTexts = {
  reveal: 'Show in folder',
  copyPath: 'Copy the path',
  copied: 'The path is in the clipboard.',
};
