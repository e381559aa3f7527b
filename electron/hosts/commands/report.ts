import { dirname, join, resolve } from 'node:path';
import { findBrowser } from '../find-browser.ts';
import { printPage } from '../print-page.ts';
import type { CliCommand } from './command.ts';
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
  async run([folder = ''], options, { engine, signal, progress, progressDone }) {
    const run = readRunFolder(folder);
    const output = resolve(options['out'] as string);
    const client = await engine();
    const call = { signal, onProgress: progress };
    const samples = (options['samples'] as number | 'flips' | undefined) ?? null;
    const { page } = await client.call('run.report', { ...run, output, samples }, call);
    progressDone();
    const lines = [`Report: ${page}`];
    const browser = options['pdf'] ? findBrowser() : null;
    const pdf = browser ? join(dirname(page), 'report.pdf') : null;
    if (browser && pdf) {
      await printPage(browser, page, pdf, signal);
      lines.push(`PDF: ${pdf}`);
    } else if (options['pdf']) {
      lines.push(
        'No PDF: no Chromium, Chrome or Edge was found on this machine. Open the page in any browser and print it to PDF, or set CHROMIUM_PATH to such a browser.',
      );
    }
    return { document: { page, pdf }, text: lines.join('\n'), ok: true };
  },
};
