import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTo, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { EngineClient } from '../../electron/contract/calls.ts';
import { connect } from '../../electron/transport/connect.ts';
import { webSocketPort } from '../../electron/transport/web-socket-port.ts';
import { servePage, startBrowser, testedPage } from '../support/browser.ts';
import type { ServedPage } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { cellsRequest } from '../support/dataset-document.ts';
import { foreignSockets } from '../support/open-sockets.ts';
import { root } from '../support/smoke-electron.ts';
import { pathOf } from '../support/tools.ts';
import type { Tool } from '../support/tools.ts';

const guard = join(root, 'test', 'support', 'network-guard.cjs');
/** For documentation alone: nobody has these addresses (RFC 5737, RFC 2606). */
const nowhere = 'http://192.0.2.1/';
const nobody = 'nobody.invalid';
const loopback = /^(127\.0\.0\.1|localhost|::1)(:\d+)?$/;
const run = {
  stepLimit: 20,
  warmUpSteps: 5,
  batchSize: 2,
  patchSize: 32,
  generatorChannels: 4,
  criticChannels: 4,
  sizeClasses: 1,
};

interface Heard {
  what: string;
  address: string;
  pid: number;
}

let tools: Tool[];
let home: string;
let log: string;
let served: ServedPage | undefined;
let browser: Browser | undefined;
let page: Page;
let client: EngineClient;
const requests: string[] = [];
const foreign: string[] = [];
let watching: ReturnType<typeof setInterval> | undefined;

const heard = (file: string): Heard[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Heard);

beforeAll(async () => {
  const built = existsSync(join(testedPage, 'index.html'));
  const chromium = findChromium();
  tools = [chromium, built ? { path: testedPage } : { missing: 'The page is not built: run "npm test".' }];
  if ('missing' in chromium || !built) return;
  home = await mkdtemp(join(tmpdir(), 'abbe-network-'));
  log = join(home, 'network.jsonl');
  // The host hands its environment on to the engine, and that to its threads.
  Object.assign(process.env, { NODE_OPTIONS: `--require=${guard}`, ABBE_NETWORK_LOG: log });
  try {
    served = await servePage(join(home, 'data'));
  } finally {
    delete process.env['NODE_OPTIONS'];
  }
  browser = await startBrowser(chromium.path);
  page = await browser.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  await page.goto(served.address);
  client = await joinEngine();
  const host = served;
  watching = setInterval(() => foreign.push(...foreignSockets([host.enginePid()])), 100);
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
});
afterAll(async () => {
  clearInterval(watching);
  client?.close();
  await browser?.close();
  await served?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

/** A line of the test's own to the engine, with the page's cookie. */
async function joinEngine(): Promise<EngineClient> {
  const { origin } = new URL(page.url());
  const [cookie] = await page.context().cookies();
  const headers = { origin, cookie: `${cookie?.name}=${cookie?.value}` };
  return connect(webSocketPort(new WebSocket(`${origin.replace('http', 'ws')}/engine`, { headers })));
}

describe('the guard', () => {
  it('hears what a process asks of the network, in threads too', () => {
    const file = join(home, 'guard.jsonl');
    const script = `
      const { once } = require('events');
      const thread = "require('net').connect(9, '192.0.2.7').on('error', () => {}).destroy()";
      Promise.allSettled([
        fetch('${nowhere}', { signal: AbortSignal.timeout(200) }),
        fetch('http://${nobody}/'),
        require('dns').promises.resolve4('${nobody}'),
        new Promise((done) => require('dgram').createSocket('udp4').send('x', 9, '192.0.2.8', done)),
        once(new (require('worker_threads').Worker)(thread, { eval: true }), 'exit'),
      ]).then(() => process.exit(0));
    `;
    const env = { ...process.env, NODE_OPTIONS: `--require=${guard}`, ABBE_NETWORK_LOG: file };
    spawnSync(process.execPath, ['-e', script], { env, timeout: 20_000 });
    const addresses = heard(file).map(({ address }) => address);
    expect(addresses).toEqual(
      expect.arrayContaining(['192.0.2.1:80', nobody, '192.0.2.7:9', expect.stringContaining('192.0.2.8')]),
    );
  });
});

describe('Abbe at work', () => {
  it('opens the sample, prepares, trains, evaluates, reports and applies', async () => {
    const { folder: project, sources } = await client.call('project.openSample', { recipe: 'microgan' });
    const dataset = await client.call('dataset.create', {
      project,
      ...cellsRequest,
      sources: sources.slice(0, 4),
    });
    const request = {
      project,
      dataset: dataset.id,
      recipe: 'microgan',
      preset: 'quick',
      parameters: run,
      seed: 1,
    };
    const { id } = await client.call('run.start', request);
    const state = async (): Promise<string> => (await client.call('run.get', { project, run: id })).state;
    await expect.poll(state, { timeout: 120_000, interval: 500 }).toBe('finished');
    await client.call('run.evaluate', { project, run: id, split: 'training' });
    const output = join(home, 'out');
    expect(existsSync((await client.call('run.report', { project, run: id, output })).page)).toBe(true);
    const applied = await client.call('run.apply', { project, run: id, files: sources.slice(0, 1), output });
    expect(applied.written).toHaveLength(1);
    await client.call('system.doctor', {});
  });

  it('shows every screen', async () => {
    const places = page.locator('nav.rail button');
    await expect.poll(() => places.count(), { timeout: 30_000 }).toBeGreaterThan(5);
    for (const place of await places.all()) {
      await place.click();
      await page.waitForTimeout(300);
    }
  });

  it('asked nobody: its processes for no address but loopback, the page for nothing but its host', () => {
    const all = heard(log);
    // The host and the engine; each of the engine's threads says so too.
    expect(new Set(all.map(({ pid }) => pid)).size).toBeGreaterThanOrEqual(2);
    expect(all.map(({ pid }) => pid)).toContain(served?.enginePid());
    expect(all.filter(({ address }) => !loopback.test(address))).toEqual([]);
    expect(foreign).toEqual([]);
    const { host } = new URL(served?.address ?? '');
    expect(requests.length).toBeGreaterThan(3);
    expect(
      requests.filter((address) => !/^(blob|data):/.test(address) && new URL(address).host !== host),
    ).toEqual([]);
  });

  it('lets the page reach nobody, whatever it tries', async () => {
    // Somebody who would answer, on this very machine.
    let callers = 0;
    const somebody = createServer(() => (callers += 1)).listen(0, '127.0.0.1');
    await once(somebody, 'listening');
    const address = `127.0.0.1:${(somebody.address() as AddressInfo).port}`;
    const reported = await page.evaluate(async (other) => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const tries = [
        () => fetch(`http://${other}/1`),
        () => fetch(`http://${other}/2`, { mode: 'no-cors' }),
        () => new WebSocket(`ws://${other}/3`),
        () => new EventSource(`http://${other}/4`),
        () => navigator.sendBeacon(`http://${other}/5`, 'x'),
      ];
      for (const attempt of tries) {
        try {
          await attempt();
        } catch {
          // Refused at once.
        }
      }
      document.body.appendChild(new Image()).src = `http://${other}/6`;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return seen;
    }, address);
    expect(callers).toBe(0);
    expect(reported).toEqual(expect.arrayContaining(['connect-src', 'img-src']));
    // It is there for those who may.
    const caller = connectTo({ host: '127.0.0.1', port: Number(address.split(':')[1]) });
    await expect.poll(() => callers).toBe(1);
    caller.destroy();
    somebody.close();
  });
});
