import { dirname, join, resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import { findBrowser } from '../find-browser.ts';
import { printPage } from '../print-page.ts';
import type { CommandContext } from './command.ts';
import type { RunReference } from './run-folder.ts';

export interface ReportOptions {
  /** Folder. */
  output: string;
  samples: number | 'flips' | null;
  pdf: boolean;
}

export interface MadeReport {
  document: CommandDocument<'report'>;
  /** Where it is, and why there is no PDF where one was asked for. */
  lines: string[];
}

/** Writes a run's report, and prints it to PDF where a browser of this machine can. */
export async function makeReport(
  { engine, signal, progress, progressDone }: CommandContext,
  run: RunReference,
  { output, samples, pdf: wanted }: ReportOptions,
): Promise<MadeReport> {
  const client = await engine();
  const call = { signal, onProgress: progress };
  const { page } = await client.call('run.report', { ...run, output: resolve(output), samples }, call);
  progressDone();
  const lines = [`Report: ${page}`];
  const browser = wanted ? findBrowser() : null;
  const pdf = browser ? join(dirname(page), 'report.pdf') : null;
  if (browser && pdf) {
    await printPage(browser, page, pdf, signal);
    lines.push(`PDF: ${pdf}`);
  } else if (wanted) {
    lines.push(
      'No PDF: no Chromium, Chrome or Edge was found on this machine. Open the page in any browser and print it to PDF, or set CHROMIUM_PATH to such a browser.',
    );
  }
  return { document: { page, pdf }, lines };
}
