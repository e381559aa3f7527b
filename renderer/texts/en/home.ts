import type { PathStep } from '../../stores/path.ts';
import { count } from '../../ui/format.ts';

export const texts = {
  title: 'Home',
  claim: 'From raw microscope images to a trained, measured image-to-image network, on this machine alone.',
  samples: 'Samples, one a paper',
  samplesText:
    'Real or drawn data that ships with Abbe, each ready to walk from raw files to a scored model.',
  synthetic: 'Drawn by Abbe',
  openedBefore: 'opened before',
  opening: 'Opening…',
  projects: 'Projects',
  ownText: 'A project is a folder: images stay where they are, datasets and runs are kept beside them.',
  openFolder: 'Open folder…',
  unpack: 'Unpack…',
  pickPacked: 'Which packed project (.zip)?',
  pickUnpackParent: 'Where should the unpacked project’s folder be?',
  unpackTitle: 'Unpack a project',
  unpackText:
    'A packed project holds its images, datasets and runs in one file; each file is checked on the way.',
  unpackFile: 'Packed file',
  unpackIt: 'Unpack',
  unpacking: 'Unpacking',
  unpackCancel: 'Cancel; nothing is unpacked then',
  pack: 'Pack…',
  packHelp: 'The project with its images in one file, for another machine or the archive',
  packTitle: 'Pack the project',
  packText:
    'One file with the project’s images, datasets and corrections, to be unpacked on another machine or kept. The project itself stays as it is.',
  packFormat: 'Packed project',
  pickPackParent: 'Where should the packed file be written?',
  packRuns: (runs: number): string => `With ${count(runs, 'training run')} and what they made`,
  packIt: 'Pack',
  packing: 'Packing',
  packCancel: 'Cancel; no file is written then',
  packDone: 'The project is packed',
  packSize: (files: number, bytes: string): string => `${count(files, 'file')} in ${bytes}.`,
  packed: (file: string): string => `The project is packed: ${file}`,
  done: 'Done',
  create: 'New project…',
  pickOpen: 'Open a project folder',
  pickParent: 'Where should the new project’s folder be?',
  missing: 'not there any more',
  openNow: 'open',
  forget: 'Remove from this list',
  machineHelp: 'What this machine computes with, and a self-test of it',
  machineWaiting: 'Waiting for the engine to say what it computes with.',
  slow: 'A lower rung of the runtime is in use',
  path: 'From images to results',
  photo: (n: number) => `Image ${n}`,
  pathStates: { done: 'done', next: 'next', blocked: 'waits' },
  closeProject: 'Close project',
  newTitle: 'New project',
  newName: 'Name',
  newWhere: 'In folder',
  choose: 'Choose…',
  createIt: 'Create project',
  cancel: 'Cancel',
};

/** What a sample's images are, left and right on its picture. */
export function sampleTask(id: string): { input: string; output: string } | null {
  const tasks: Record<string, { input: string; output: string }> = {
    'stained-cells': { input: 'Blurred cell', output: 'Sharp cell' },
    'live-cells': { input: 'Low exposure', output: 'High exposure' },
    'brain-mri': { input: 'T1', output: 'T2' },
    'em-sections': { input: 'Mask', output: 'Micrograph' },
  };
  return tasks[id] ?? null;
}

/** A line of the checklist in words, by what is done and what is missing. */
export function pathText(step: PathStep): { title: string; detail: string } {
  const open = step.state !== 'blocked';
  switch (step.id) {
    case 'photos':
      return {
        title: 'Images',
        detail: step.amount > 0 ? count(step.amount, 'file') : 'Add images to the project.',
      };
    case 'dataset':
      return {
        title: 'Dataset',
        detail:
          step.amount > 0
            ? count(step.amount, 'dataset')
            : open
              ? 'Prepare the images: cells, pairs, masks, slices or labels.'
              : 'Needs images.',
      };
    case 'training':
      return {
        title: 'Training',
        detail:
          step.amount > 0
            ? count(step.amount, 'run')
            : open
              ? 'Choose an experiment and start.'
              : 'Needs a dataset.',
      };
    case 'scores':
      return {
        title: 'Scores on held-out images',
        detail:
          step.amount > 0
            ? `${count(step.amount, 'image')} scored`
            : open
              ? 'Compare result and truth, image by image.'
              : 'Needs a trained run.',
      };
    case 'apply':
      return {
        title: 'Apply to new images',
        detail: open ? 'Write results for images of any size.' : 'Needs a trained run.',
      };
  }
}
