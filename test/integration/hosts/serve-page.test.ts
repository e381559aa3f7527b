import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { EngineClient } from '../../../electron/contract/calls.ts';
import { connect } from '../../../electron/transport/connect.ts';
import { webSocketPort } from '../../../electron/transport/web-socket-port.ts';

const script = fileURLToPath(new URL('../../support/serve-tiny.ts', import.meta.url));

let host: ChildProcess | undefined;
afterEach(() => host?.kill('SIGKILL'));

/** Starts the host as a process, and joins it as a page would: key, cookie, socket. */
async function open() {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  host = child;
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { origin } = new URL(line);
  const welcome = await fetch(line, { redirect: 'manual' });
  const cookie = welcome.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/engine`, { headers: { origin, cookie } });
  const client = connect(webSocketPort(socket));
  return { child, client, said: () => said };
}

async function enginePid(client: EngineClient): Promise<number> {
  return Number((await client.call('files.list', { folder: '/' })).folder);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('servePage', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('on %s closes the engine and ends with 0', async (signal) => {
    const { child, client, said } = await open();
    const pid = await enginePid(client);
    expect(isAlive(pid)).toBe(true);
    // The terminal, npm and the launcher each send one.
    for (let i = 0; i < 3; i++) child.kill(signal);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(said()).toContain('tiny engine closed');
    await expect(client.call('system.info', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('leaves no engine behind when it is killed itself', async () => {
    const { child, client } = await open();
    const pid = await enginePid(client);
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  it('tells the page when the engine died and goes on with a new one', async () => {
    const { client } = await open();
    const states: string[] = [];
    client.onEvent(({ name, payload }) => name === 'engine.state' && states.push(payload.state));
    const pid = await enginePid(client);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => states.at(-1)).toBe('restarting');
    expect(await enginePid(client)).not.toBe(pid);
    expect(states.at(-1)).toBe('ready');
  });
});
