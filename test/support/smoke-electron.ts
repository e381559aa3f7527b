import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { provideSmokeElectron } from '../../build/setup/electron-smoke.mjs';
import { cacheFolder } from '../../electron/hosts/folders.ts';
import type { MethodName, MethodPayload, MethodResult } from '../../electron/contract/methods.ts';
import type { PageTools } from './devtools.ts';
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

const common = ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];

/** A started Abbe. */
export interface StartedElectron {
  child: ChildProcess;
  /** Its remote-debugging port: the page. */
  port: number;
  /** Where its main process is debugged; 0 where that is not allowed. */
  mainPort: number;
  /** What it printed so far. */
  said: () => string;
}

/**
 * Starts Abbe from the checkout in it, with a home and data of its own.
 *
 * @param words what a person would have opened it with
 */
export function startElectron(
  electron: string,
  display: string,
  home: string,
  words: readonly string[] = [],
): Promise<StartedElectron> {
  return launch(electron, electronArguments(words), display, home);
}

/** The words with which the old Electron opens Abbe from the checkout. */
export function electronArguments(words: readonly string[]): string[] {
  const shims = join(root, 'test', 'support', 'electron-9.cjs');
  return [...common, '--inspect=0', '--require', shims, root, ...words];
}

/** Abbe with a home and data of its own. */
export function electronEnvironment(display: string, home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DISPLAY: display,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    ABBE_DATA: join(home, 'data'),
    ABBE_CACHE: cacheFolder(),
    ABBE_NODE: process.execPath,
  };
}

/** Starts a packaged Abbe, which brings the old Electron's additions itself. */
export function startPackage(executable: string, display: string, home: string): Promise<StartedElectron> {
  return launch(executable, common, display, home);
}

async function launch(
  executable: string,
  words: readonly string[],
  display: string,
  home: string,
): Promise<StartedElectron> {
  const child = spawn(executable, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: electronEnvironment(display, home),
  });
  let text = '';
  let mainPort = 0;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      text += `${line}\n`;
      const main = /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
      if (main) mainPort = Number(main[1]);
      const found = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
      if (found) resolve(Number(found[1]));
    });
    child.on('exit', (code) => reject(new Error(`Electron ended with ${code}:\n${text}`)));
    child.on('error', reject);
  });
  return { child, port, mainPort, said: () => text };
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

/** A line to the engine of the test's own, as the page asks for its: `ask(method, payload)` and the events. */
export const openLine = `new Promise((resolve) => {
  window.addEventListener('message', (event) => {
    if (!event.data || event.data.type !== 'abbe-port' || window.abbeTest) return;
    const port = event.ports[0];
    const waiting = new Map();
    const test = { events: [], ask: (method, payload) => new Promise((done) => {
      const id = waiting.size + 1;
      waiting.set(id, done);
      port.postMessage({ kind: 'call', id, method, payload });
    }) };
    port.onmessage = ({ data }) => {
      if (data.kind === 'event') test.events.push(data);
      if (data.kind === 'result' || data.kind === 'error') waiting.get(data.id)(data);
    };
    window.abbeTest = test;
    resolve(true);
  });
  window.postMessage({ type: 'abbe-port-request' }, location.origin);
})`;

/** A call over that line. @throws Error with the engine's sentence */
export async function ask<M extends MethodName>(
  page: PageTools,
  method: M,
  payload: MethodPayload<M>,
): Promise<MethodResult<M>> {
  const words = `${JSON.stringify(method)}, ${JSON.stringify(payload)}`;
  const answer = await page.evaluate<{ result?: MethodResult<M>; error?: { message: string } }>(
    `abbeTest.ask(${words})`,
  );
  if (answer.result === undefined) throw new Error(answer.error?.message ?? `${method} gave no answer.`);
  return answer.result;
}
