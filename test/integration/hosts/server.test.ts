import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startServer } from '../../../electron/hosts/server.ts';
import type { ServerHost } from '../../../electron/hosts/server.ts';
import { connect } from '../../../electron/transport/connect.ts';
import { webSocketPort } from '../../../electron/transport/web-socket-port.ts';
import { createTinyEngine } from '../../support/tiny-engine.ts';

let folder: string;
let host: ServerHost;
let cookie: string;
const engine = createTinyEngine();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-server-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Abbe</title>');
  await writeFile(join(folder, 'page', 'assets', 'a.js'), 'export {};');
  await writeFile(join(folder, 'page', 'assets', 'a.wasm'), '');
  await writeFile(join(folder, 'page', 'assets', 'a.css'), '');
  await writeFile(join(folder, 'page', 'assets', 'a.woff2'), '');
  host = await startServer(engine, join(folder, 'page'));
  const welcome = await get(new URL(host.address).pathname + new URL(host.address).search);
  cookie = String(welcome.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request whose path and headers go out as they are; fetch would tidy them. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: host.port, path, method, headers };
    const outgoing = request(options, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Opens a socket and tells 'open' or the HTTP status it was refused with. */
function openSocket(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

describe('the loopback host', () => {
  it('listens on 127.0.0.1 alone and prints such an address', () => {
    expect(host.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  it('trades the key for a cookie and an address without it', async () => {
    const { pathname, search } = new URL(host.address);
    const { status, headers } = await get(pathname + search);
    expect(status).toBe(302);
    expect(headers.location).toBe('/');
    expect(String(headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
  });

  it('refuses a request without the key, a foreign Host and a foreign Origin', async () => {
    expect((await get('/')).status).toBe(403);
    expect((await get('/assets/a.js', { cookie: 'abbe=1' })).status).toBe(403);
    expect((await get('/', { cookie, host: `evil.example:${host.port}` })).status).toBe(403);
    expect((await get('/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('serves the page with a policy that lets nothing in from elsewhere', async () => {
    const { headers, body } = await get('/', { cookie });
    expect(body).toContain('<title>Abbe</title>');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it.each([
    ['/assets/a.js', 'text/javascript'],
    ['/assets/a.wasm', 'application/wasm'],
    ['/assets/a.css', 'text/css'],
    ['/assets/a.woff2', 'font/woff2'],
  ])('names the type of %s', async (path, type) => {
    const { status, headers } = await get(path, { cookie });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(type);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..\\secret.txt',
  ])('does not leave its folder for %s', async (path) => {
    const { status, body } = await get(path, { cookie });
    expect(status).toBe(404);
    expect(body).not.toContain('secret\n');
    expect(body).not.toBe('secret');
  });

  it('only reads', async () => {
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
  });

  it('survives addresses that are none', async () => {
    for (const path of ['//', '/%', '/%00', '/?token=%']) {
      expect((await get(path, { cookie })).status).toBeLessThan(500);
    }
  });

  it('refuses a socket without cookie, with a foreign Origin or Host, or elsewhere', async () => {
    const origin = `http://127.0.0.1:${host.port}`;
    expect(await openSocket('/engine', { origin })).toBe(403);
    expect(await openSocket('/engine', { cookie })).toBe(403);
    expect(await openSocket('/engine', { cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await openSocket('/engine', { cookie, origin, host: 'evil.example' })).toBe(403);
    expect(await openSocket('/other', { cookie, origin })).toBe(403);
  });

  it('joins several pages to the engine, each with its own line', async () => {
    const headers = { cookie, origin: `http://127.0.0.1:${host.port}` };
    const sockets = await Promise.all([openSocket('/engine', headers), openSocket('/engine', headers)]);
    const clients = sockets.map((socket) => connect(webSocketPort(socket as WebSocket)));
    const seen: string[] = [];
    clients.forEach((client, i) => client.onEvent(({ name }) => seen.push(`${i} ${name}`)));
    const views = await Promise.all(
      clients.map((client, i) => client.call('photo.view', { file: `${i}.png`, maxSize: 32 })),
    );
    expect(views.map(({ info }) => info.file)).toEqual(['0.png', '1.png']);
    engine.emit({ name: 'log.message', payload: { level: 'info', message: 'hello' } });
    await expect.poll(() => seen.toSorted()).toEqual(['0 log.message', '1 log.message']);
    clients[0]?.close();
    await expect(clients[1]?.call('photo.view', { file: 'c.png', maxSize: 32 })).resolves.toBeDefined();
    clients[1]?.close();
  });

  it('says so where the page is not built, and where the port is taken', async () => {
    const empty = await startServer(engine, join(folder, 'nothing-here'));
    try {
      const { pathname, search } = new URL(empty.address);
      const options = { redirect: 'manual' } as const;
      const welcome = await fetch(`http://127.0.0.1:${empty.port}${pathname}${search}`, options);
      const own = welcome.headers.get('set-cookie')?.split(';')[0] ?? '';
      const answer = await fetch(`http://127.0.0.1:${empty.port}/`, { headers: { cookie: own } });
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain('npm start');
      await expect(startServer(engine, folder, empty.port)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining(String(empty.port)) as string,
      });
    } finally {
      await empty.close();
    }
  });
});
