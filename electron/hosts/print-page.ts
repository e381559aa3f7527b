import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AbbeError } from '../contract/errors.ts';

/** A page of figures prints in some seconds; one that takes longer than this never will. */
const mostMilliseconds = 120_000;

/**
 * Prints a page of ours to PDF by a Chromium without a window, its profile in a folder of its own that goes away
 * again, so that nothing of the person's browser is touched.
 * @throws AbbeError cancelled; internal where the browser writes nothing.
 */
export async function printPage(
  browser: string,
  page: string,
  pdf: string,
  signal: AbortSignal,
): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'abbe-print-'));
  await rm(pdf, { force: true });
  try {
    const said = await run(browser, argumentsFor(profile, page, pdf), signal);
    if (signal.aborted) throw new AbbeError('cancelled', `Cancelled; the page itself is whole: ${page}.`);
    const written = await stat(pdf).catch(() => null);
    if (written && written.size > 0) return;
    const reason = said.trim().split('\n').at(-1) ?? '';
    throw new AbbeError(
      'internal',
      `${browser} wrote no PDF${reason ? ` (${reason})` : ''}; open ${page} in a browser and print it there.`,
      { file: pdf },
    );
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function argumentsFor(profile: string, page: string, pdf: string): string[] {
  // Chromium's sandbox refuses to run as root, as in containers; the page holds no script to be kept in.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    ...['--headless=new', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    ...sandbox,
    `--user-data-dir=${profile}`,
    '--no-pdf-header-footer',
    `--print-to-pdf=${pdf}`,
    pathToFileURL(page).href,
  ];
}

/** @returns what it said on stderr. */
function run(program: string, args: string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: mostMilliseconds });
    const stop = (): void => void child.kill();
    signal.addEventListener('abort', stop, { once: true });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-4000)));
    const end = (text: string): void => {
      signal.removeEventListener('abort', stop);
      resolve(text);
    };
    child.on('error', (error) => end(error.message));
    child.on('close', () => end(said));
  });
}
