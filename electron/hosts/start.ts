import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { AbbeError } from '../contract/errors.ts';
import { hasDisplay } from './display.ts';
import { applicationFolder, electronMain, electronPackage } from './places.ts';
import { parsePort } from './port-option.ts';
import { servePage } from './serve-page.ts';

interface StartOptions {
  port?: number | undefined;
  open: boolean;
  serve: boolean;
}

/** What `npm start` runs: the desktop window where Electron and a display are there, else the page in a browser. */
async function start(options: StartOptions): Promise<number> {
  const electron = options.serve || !hasDisplay() ? null : electronBinary();
  if (electron && existsSync(electronMain)) return openWindow(electron);
  await servePage({
    ...options,
    onReady: ({ address }) => process.stdout.write(`Abbe is ready: ${address}\n`),
  });
  return 0;
}

/** Electron's executable: `ABBE_ELECTRON`, else the installed package's, else null. */
function electronBinary(): string | null {
  const chosen = process.env['ABBE_ELECTRON'];
  if (chosen) return chosen;
  // Read by hand: requiring the package starts a download where the binary is missing.
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(electronPackage, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

function openWindow(electron: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const window = spawn(electron, [applicationFolder], {
      stdio: 'inherit',
      env: { ...process.env, ABBE_NODE: process.execPath },
    });
    // Ctrl+C reaches Electron too; we stay until it has closed.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => window.kill(signal));
    window.on('exit', (code) => resolve(code ?? 0));
    window.on('error', (error) => {
      reject(new AbbeError('internal', `Electron (${electron}) could not be started: ${error.message}`));
    });
  });
}

const command = new Command('abbe start')
  .description('Opens Abbe in its own window, or serves it to a browser on this machine.')
  .option('--serve', 'serve to a browser even where a window could be opened', false)
  .option('--port <number>', 'port to serve on; 0 takes any free one', parsePort)
  .option('--no-open', 'do not open the browser')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

try {
  process.exitCode = await start(command.opts<StartOptions>());
} catch (thrown) {
  process.stderr.write(`${AbbeError.wrap(thrown).message}\n`);
  process.exitCode = 1;
}
