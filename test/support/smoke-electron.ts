import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { provideSmokeElectron } from '../../build/setup/electron-smoke.mjs';
import { cacheFolder } from '../../electron/hosts/folders.ts';
import type { Tool } from './tools.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The old Electron that can be had everywhere, and the bundles it runs. */
export async function findElectron(): Promise<Tool> {
  for (const file of ['dist/renderer/index.html', 'dist/electron/main.cjs', 'dist/electron/preload.cjs']) {
    if (!existsSync(join(root, file)))
      return { missing: `${file} is not built: run the tests with "npm test".` };
  }
  return provideSmokeElectron().then(
    (path) => ({ path }),
    (error: Error) => ({ missing: `The smoke test's Electron cannot be had: ${error.message}` }),
  );
}

/**
 * Starts Abbe in it, with a home and data of its own.
 *
 * @returns the process, its remote-debugging port, and what it printed so far
 */
export async function startElectron(
  electron: string,
  display: string,
  home: string,
): Promise<{ child: ChildProcess; port: number; said: () => string }> {
  const shims = join(root, 'test', 'support', 'electron-9.cjs');
  const args = ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', '--require', shims, root];
  const child = spawn(electron, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      DISPLAY: display,
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      ABBE_DATA: join(home, 'data'),
      ABBE_CACHE: cacheFolder(),
      ABBE_NODE: process.execPath,
    },
  });
  let text = '';
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      text += `${line}\n`;
      const found = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
      if (found) resolve(Number(found[1]));
    });
    child.on('exit', (code) => reject(new Error(`Electron ended with ${code}:\n${text}`)));
    child.on('error', reject);
  });
  return { child, port, said: () => text };
}

/** The ids of a process's children whose command line holds some text (Linux). */
export function childrenOf(parent: number, text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const ppid = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
        return ppid === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}
