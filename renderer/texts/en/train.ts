import type { Interruption } from '../../stores/run-recovery.ts';

export const texts = {
  title: 'Train',
  inspector: 'New run and parameters',
  noProjectTitle: 'No project is open',
  noProject: 'A training belongs to a project: open the sample, or a folder of your own.',
  toHome: 'Go to Home',
  noDatasetTitle: 'No dataset yet',
  noDataset: 'A network learns from a dataset of cells. Make one from the project’s photos.',
  toData: 'Go to Data',
  noRunsTitle: 'Nothing trained yet',
  noRuns: 'Choose a preset on the right and start; losses and pictures appear here while it learns.',
  tabs: { start: 'New run', run: 'This run' },
  recipe: 'Recipe',
  preset: 'Preset',
  dataset: 'Dataset',
  seed: 'Seed',
  seedHelp: 'The same seed, data and parameters give the same run.',
  parameters: 'Parameters',
  start: 'Start training',
  starting: 'Starting…',
  queues: 'Another run is under way; this one will wait until that has ended.',
  fix: 'Correct first:',
  pause: 'Pause',
  dismiss: 'Dismiss',
  resume: 'Resume',
  resumeFrom: 'Resume from the last checkpoint',
  stop: 'Stop',
  stopHelp: 'Stop after this step; a checkpoint is kept and the run can be resumed',
  runs: 'Runs',
  step: 'Step',
  epoch: 'Epoch',
  speed: 'Speed',
  left: 'Time left',
  spent: 'Trained for',
  checkpoint: 'Last checkpoint',
  building: 'Building and compiling the networks…',
  previewTitle: 'Preview on held-out cells',
  previewNone: 'The first pictures come after the first steps.',
  input: 'Input',
  result: 'Result',
  truth: 'Truth',
  losses: 'Losses',
  lossesNone: 'The losses appear with the first steps.',
  smoothing: 'Smoothing',
  networks: 'Networks',
  trainable: 'parameters',
  roles: { generator: 'Generator', critic: 'Critic', discriminator: 'Discriminator' } as Record<
    string,
    string
  >,
  versions: 'Versions',
  about: 'About this run',
  created: 'Started',
  save: 'Save as',
};

/** The kind of a loss in words, where its name is one that field and paper use. */
export function lossTitle(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export function interruptionText(interruption: Interruption): { title: string; text: string } {
  const title = 'The engine stopped during this run';
  switch (interruption.outcome) {
    case 'waiting':
      return {
        title,
        text: `It had reached step ${interruption.atStep}. The engine is being restarted; the run then goes on from its last checkpoint by itself.`,
      };
    case 'resumed':
      return {
        title,
        text: `It had reached step ${interruption.atStep}. The engine was restarted and the run was taken up again from its checkpoint at step ${interruption.fromStep ?? 0}; nothing but the steps since was lost.`,
      };
    case 'button':
      return {
        title,
        text: `It had reached step ${interruption.atStep}. It was not resumed by itself this time, because it happened before; resume it with the button.`,
      };
  }
}
