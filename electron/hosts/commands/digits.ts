import { resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import { formatDuration } from '../duration.ts';
import type { CliCommand } from './command.ts';
import { parseSeed } from './number-options.ts';
import { addSetOption, findEntry, parseAssignments, resolveParameters } from './parameters.ts';

/** `abbe digits`: the sanity run of the pix2pix paper. */
export const digits: CliCommand<'digits'> = {
  name: 'digits',
  description: 'Checks on MNIST whether pix2pix learns: it makes the digits it is asked for, in minutes.',
  define(command) {
    command
      .argument('<images>', 'MNIST’s images, an idx3-ubyte file (.gz or plain)')
      .argument('<labels>', 'their labels, an idx1-ubyte file')
      .option('--seed <number>', 'seed of weights, order and draws', parseSeed, 1)
      .option('--out <file>', 'a PNG picture: label, generated and real digit of each class');
    addSetOption(command, 'a parameter of pix2pix-medical over the preset “digits”');
  },
  async run([images = '', labels = ''], options, { engine, signal, progress, progressDone }) {
    const client = await engine();
    const { recipes } = await client.call('recipe.list', {});
    const parameters = parseAssignments(options['set'] as string[] | undefined);
    resolveParameters(findEntry(recipes, 'pix2pix-medical', 'recipe'), 'digits', parameters);
    const out = options['out'] as string | undefined;
    const document = await client.call(
      'digits.check',
      {
        images: resolve(images),
        labels: resolve(labels),
        seed: options['seed'] as number,
        parameters,
        output: out === undefined ? null : resolve(out),
      },
      { signal, onProgress: progress },
    );
    progressDone();
    return { document, text: describe(document), ok: document.passed };
  },
};

function describe({ passed, recognised, required, ...rest }: CommandDocument<'digits'>): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const { counts, variety, steps, seconds, byClass, picture } = rest;
  return [
    `${passed ? 'Passed' : 'Not passed'}: ${percent(recognised.generated)} of ${counts.generated} generated digits are recognised as those asked for; ${percent(required)} are needed.`,
    `Of ${counts.real} real digits ${percent(recognised.real)} are recognised, of an untrained generator's ${percent(recognised.untrained)}.`,
    `By digit, 0 to 9: ${byClass.map(percent).join(', ')}.`,
    `Variety within a class: ${percent(variety)} of that of real digits.`,
    `${steps} steps on ${counts.generatorTraining} digits; ${formatDuration(seconds)} in all.`,
    ...(picture === null ? [] : [picture]),
  ].join('\n');
}
