import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { childrenOf } from './smoke-electron.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A headless Chromium that asks nothing of the network. */
export function startBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({
    executablePath,
    args: ['--headless=new', '--no-sandbox', '--disable-sync', ...quiet],
  });
}

export interface ServedPage {
  /** What to open; it holds the key. */
  address: string;
  /** The engine process under the host now (Linux); another one after a restart. */
  enginePid(): number;
  close(): Promise<void>;
}

/** Where the page lies that tests look at: `ABBE_TEST_PAGE` names another build than the checkout's. */
export const testedPage = process.env['ABBE_TEST_PAGE'] ?? join(root, 'dist', 'renderer');

/** The real loopback host with the real engine behind it, its data in a folder of the test's own. */
export async function servePage(dataFolder: string): Promise<ServedPage> {
  const host = spawn(process.execPath, hostCommand(), {
    cwd: root,
    env: { ...process.env, ABBE_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  createInterface({ input: host.stderr }).on('line', (line) => said.push(line));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const found = /http:\/\/\S+/.exec(line);
      if (found) resolve(found[0]);
    });
    host.once('exit', (code) => reject(new Error(`The host ended (${code}): ${said.join('\n')}`)));
  });
  return {
    address,
    enginePid: () => childrenOf(host.pid ?? 0, 'engine-process')[0] ?? 0,
    async close() {
      if (host.exitCode !== null) return;
      const ended = once(host, 'exit');
      host.kill('SIGTERM');
      await ended;
    },
  };
}

/** As a person starts it, but for a page built elsewhere. */
function hostCommand(): string[] {
  if (process.env['ABBE_TEST_PAGE']) {
    return [join(root, 'test', 'support', 'serve-folder.ts'), testedPage];
  }
  return [join(root, 'electron', 'hosts', 'start.ts'), '--serve', '--no-open', '--port', '0'];
}
