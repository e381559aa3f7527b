import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import type { Engine } from '../contract/calls.ts';
import { AbbeError } from '../contract/errors.ts';
import { pageHeaders } from '../transport/page-headers.ts';
import { serve } from '../transport/serve.ts';
import { webSocketPort } from '../transport/web-socket-port.ts';
import { ServerGuard } from './server-guard.ts';

export interface ServerHost {
  /** What to open in a browser; it holds this launch's key. */
  address: string;
  port: number;
  /** Closes every page's connection and stops listening; the engine stays. */
  close(): Promise<void>;
}

const maxMessageBytes = 512 * 2 ** 20;

// The same from launch to launch, because a browser keeps what it remembers (theme, recent projects) by address.
const usualPort = 47180;

/**
 * Serves the built page and, at `/engine`, a WebSocket to the engine for each page. Listens on 127.0.0.1 alone.
 *
 * @param pageFolder The built page, `dist/renderer`.
 * @param port 0 lets the system choose; left out, the usual one, or any where that is taken.
 * @throws AbbeError `invalid-input` where the port is taken.
 */
export async function startServer(engine: Engine, pageFolder: string, port?: number): Promise<ServerHost> {
  const server = createServer();
  if (port !== undefined) await listen(server, port);
  else await listen(server, usualPort).catch(() => listen(server, 0));
  const bound = (server.address() as AddressInfo).port;
  const guard = new ServerGuard(bound);
  const headers = pageHeaders([`ws://127.0.0.1:${bound}`, `ws://localhost:${bound}`]);
  const files = sirv(pageFolder, { dev: true, etag: true });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  server.on('request', (request, response) => answer(request, response, guard, headers, files));
  server.on('upgrade', (request, socket, head) => {
    const verdict = guard.check(request, 'socket');
    if (verdict.kind !== 'serve' || pathOf(request) !== '/engine') return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (page) => serve(engine, webSocketPort(page)));
  });
  return {
    address: guard.address,
    port: bound,
    close: async () => {
      for (const page of sockets.clients) page.close(1001, 'Abbe was closed.');
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      for (const page of sockets.clients) page.terminate();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const message = taken
        ? `Port ${port} cannot be used (${error.code}); choose another with --port, or leave it out.`
        : `The page cannot be served: ${error.message}`;
      reject(new AbbeError(taken ? 'invalid-input' : 'internal', message, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  guard: ServerGuard,
  headers: Record<string, string>,
  files: ReturnType<typeof sirv>,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const verdict = guard.check(request, 'page');
  if (verdict.kind === 'refuse') return say(response, 403, verdict.reason);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return say(response, 405, 'Only reading is possible here.');
  }
  if (verdict.kind === 'welcome') {
    response.writeHead(302, { 'Set-Cookie': verdict.cookie, Location: '/' }).end();
    return;
  }
  files(request, response, () => {
    if (pathOf(request) === '/') say(response, 503, 'The page has not been built; run “npm start” once.');
    else say(response, 404, 'There is no such file.');
  });
}

function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
