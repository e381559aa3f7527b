import { InvalidArgumentError } from 'commander';
import type { Replay } from '../../contract/methods.ts';
import type { CliCommand } from './command.ts';
import { readRunFolder } from './run-folder.ts';

/** `abbe replay`: a run's first steps again, compared with what was recorded. */
export const replay: CliCommand<'replay'> = {
  name: 'replay',
  description: 'Repeats the first steps of a run from its record and compares the losses bit by bit.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .option('--steps <number>', 'how many steps', parseSteps, 5);
  },
  async run([folder = ''], options, { engine, signal, progress, progressDone }) {
    const run = readRunFolder(folder);
    const call = { signal, onProgress: progress };
    const steps = options['steps'] as number;
    const document = await (await engine()).call('run.replay', { ...run, steps }, call);
    progressDone();
    return { document, text: describe(document), ok: document.equal };
  },
};

function parseSteps(text: string): number {
  const steps = Number(text);
  if (Number.isInteger(steps) && steps > 0) return steps;
  throw new InvalidArgumentError('Steps are a whole number above 0.');
}

function describe({ run, equal, steps, differences }: Replay): string {
  const count = steps.length === 1 ? 'The first step' : `The first ${steps.length} steps`;
  if (equal) return [`${count} of ${run} came out the same in every bit.`, ...differences].join('\n');
  const unlike = steps.flatMap(({ step, recorded, repeated }) =>
    Object.keys({ ...recorded, ...repeated })
      .filter((name) => !Object.is(recorded[name], repeated[name]))
      .map(
        (name) =>
          `Step ${step + 1}, ${name}: ${recorded[name] ?? 'none'} recorded, ${repeated[name] ?? 'none'} now.`,
      ),
  );
  const why = differences.length > 0 ? differences : ['Data, versions and device are as they were.'];
  return [`${count} of ${run} did not come out the same.`, ...unlike, ...why].join('\n');
}
