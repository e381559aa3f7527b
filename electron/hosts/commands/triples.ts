import { resolve } from 'node:path';
import { Option } from 'commander';
import type { ColourMapName } from '../../contract/triple-methods.ts';
import { colourMapNames } from '../../contract/triple-methods.ts';
import type { CliCommand } from './command.ts';
import { parseCount } from './number-options.ts';
import { readRunFolder } from './run-folder.ts';

/** `abbe triples`: what a run made of its examples as it was trained. */
export const triples: CliCommand<'triples'> = {
  name: 'triples',
  description: 'Source, generated and target over a run’s training, as steps or as one picture.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .option('--out <file>', 'a PNG picture: a row for each of some steps, from first to last')
      .option('--rows <number>', 'steps in the picture', parseCount, 6)
      .option('--item <id>', 'the example; none: the first')
      .addOption(
        new Option('--map <name>', 'colours of greyscale images').choices(colourMapNames).default('grey'),
      );
  },
  async run([folder = ''], options, { engine }) {
    const run = readRunFolder(folder);
    const client = await engine();
    const { steps, items } = await client.call('triple.list', run);
    const out = options['out'] as string | undefined;
    const montage =
      out === undefined
        ? null
        : await client.call('triple.montage', {
            ...run,
            item: (options['item'] as string | undefined) ?? null,
            rows: options['rows'] as number,
            map: options['map'] as ColourMapName,
            output: resolve(out),
          });
    const shown = montage && { item: montage.item, steps: montage.steps, range: montage.range };
    const document = { steps, items, montage: shown && { ...shown, file: montage.written ?? '' } };
    const lines = [
      `${steps.length} steps with triples${steps.length > 0 ? `, ${steps[0]} to ${steps.at(-1)}` : ''}; examples: ${items.join(', ') || 'none'}.`,
      'Triples are display copies of 8 bits; “abbe apply” gives results in full depth.',
    ];
    if (montage) lines.push(`${montage.written} (${montage.item}, steps ${montage.steps.join(', ')})`);
    return { document, text: lines.join('\n'), ok: true };
  },
};
