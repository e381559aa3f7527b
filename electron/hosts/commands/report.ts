import type { CliCommand } from './command.ts';
import { makeReport } from './make-report.ts';
import { parseSamples } from './number-options.ts';
import { readRunFolder } from './run-folder.ts';

/** `abbe report`: what a run came to, as a page to read, print and cite from. */
export const report: CliCommand<'report'> = {
  name: 'report',
  description:
    'Writes a run’s report: one HTML page with scores, plots and examples, and its figures beside it.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .requiredOption('--out <folder>', 'where the report is written')
      .option(
        '--samples <number>',
        'maps of where so many draws of dropout, or the eight orientations (flips), disagree',
        parseSamples,
      )
      .option('--pdf', 'as report.pdf too, printed by the Chromium, Chrome or Edge of this machine')
      .addHelpText('after', '\nExample:\n  abbe report project/runs/20260131-microgan --out report --pdf');
  },
  async run([folder = ''], options, context) {
    const { document, lines } = await makeReport(context, readRunFolder(folder), {
      output: options['out'] as string,
      samples: (options['samples'] as number | 'flips' | undefined) ?? null,
      pdf: options['pdf'] === true,
    });
    return { document, text: lines.join('\n'), ok: true };
  },
};
