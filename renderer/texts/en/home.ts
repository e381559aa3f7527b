import type { PathStep } from '../../stores/path.ts';
import { count } from '../../ui/format.ts';

export const texts = {
  title: 'Home',
  claim: 'From raw microscope photos to a trained, measured image-to-image network, on this machine alone.',
  sampleTitle: 'Start with the sample',
  sampleText:
    'Stained blood cells: photos of a real smear, ready to be cut into single cells and learned from.',
  openSample: 'Open the sample project',
  opening: 'Opening…',
  ownTitle: 'Your own photos',
  ownText: 'A project is a folder: photos stay where they are, datasets and runs are kept beside them.',
  openFolder: 'Open a project folder…',
  create: 'New project…',
  pickOpen: 'Open a project folder',
  pickParent: 'Where should the new project’s folder be?',
  recent: 'Recent',
  forget: 'Remove from this list',
  machine: 'This machine',
  machineWaiting: 'Waiting for the engine to say what it computes with.',
  slow: 'A lower rung of the runtime is in use',
  path: 'From photos to results',
  closeProject: 'Close project',
  newTitle: 'New project',
  newName: 'Name',
  newWhere: 'In folder',
  choose: 'Choose…',
  createIt: 'Create project',
  cancel: 'Cancel',
};

/** A line of the checklist in words, by what is done and what is missing. */
export function pathText(step: PathStep): { title: string; detail: string } {
  const open = step.state !== 'blocked';
  switch (step.id) {
    case 'photos':
      return {
        title: 'Photos',
        detail: step.amount > 0 ? count(step.amount, 'photo') : 'Add photos to the project.',
      };
    case 'dataset':
      return {
        title: 'Dataset of single cells',
        detail:
          step.amount > 0
            ? count(step.amount, 'dataset')
            : open
              ? 'Find the cells, look at them, make a dataset.'
              : 'Needs photos.',
      };
    case 'training':
      return {
        title: 'Training',
        detail:
          step.amount > 0
            ? count(step.amount, 'run')
            : open
              ? 'Choose a preset and start.'
              : 'Needs a dataset.',
      };
    case 'scores':
      return {
        title: 'Scores on held-out photos',
        detail:
          step.amount > 0
            ? `${count(step.amount, 'cell')} scored`
            : open
              ? 'Compare result and truth, image by image.'
              : 'Needs a trained run.',
      };
    case 'apply':
      return {
        title: 'Apply to new photos',
        detail: open ? 'Write results for photos of any size.' : 'Needs a trained run.',
      };
  }
}
