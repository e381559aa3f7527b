import { once } from 'node:events';
import WebSocket from 'ws';

/** One page of a Chromium as its remote-debugging port shows it. */
export interface PageTools {
  /** Evaluates an expression in the page; promises are awaited. @throws {Error} with the page's own error */
  evaluate<T>(expression: string): Promise<T>;
  /** The window as PNG bytes. */
  screenshot(): Promise<Buffer>;
  close(): void;
}

interface Reply {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** Joins Electron's main process, which was started with --inspect: `require` and `electron` are there. */
export async function joinMain(port: number): Promise<Pick<PageTools, 'evaluate' | 'close'>> {
  const main = await join(await targetAddress(port, 'node'));
  await main.evaluate("void (globalThis.electron = process.mainModule.require('electron'))");
  return main;
}

/**
 * Joins the first page of a browser. Our own code: Playwright's connectOverCDP asks for browser contexts, which
 * Electron 9 lacks.
 */
export async function joinPage(port: number): Promise<PageTools> {
  return join(await targetAddress(port, 'page'));
}

async function join(address: string): Promise<PageTools> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  let lastId = 0;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  socket.on('message', (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString()) as Reply;
    const call = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser was closed.'));
  });
  const send = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    async evaluate<T>(expression: string) {
      const answer = await send<{
        result: { value: T };
        exceptionDetails?: { exception?: { description?: string } };
      }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (answer.exceptionDetails)
        throw new Error(answer.exceptionDetails.exception?.description ?? expression);
      return answer.result.value;
    },
    async screenshot() {
      const { data } = await send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(data, 'base64');
    },
    close: () => socket.close(),
  };
}

/** How many windows the browser shows. */
export async function countPages(port: number): Promise<number> {
  return (await listTargets(port)).filter(({ type }) => type === 'page').length;
}

interface Target {
  type: string;
  webSocketDebuggerUrl: string;
}

async function listTargets(port: number): Promise<Target[]> {
  return (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as Target[];
}

async function targetAddress(port: number, type: string): Promise<string> {
  for (let tries = 0; tries < 150; tries++) {
    const targets = await listTargets(port).catch(() => []);
    const found = targets.find((target) => target.type === type);
    if (found) return found.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Nothing of the kind “${type}” was on the debugging port ${port} within 30 s.`);
}
