import { portReply, portRequest } from '../contract/shell.ts';
import { messagePort } from './message-port.ts';
import type { Port } from './port.ts';
import { webSocketPort } from './web-socket-port.ts';

/** The page's line to the engine: the preload's MessagePort in a desktop window, else the host's WebSocket. */
export function openPagePort(page: Window & typeof globalThis = window): Promise<Port> {
  return page.abbeShell ? requestPort(page) : Promise.resolve(openSocket(page));
}

/** Asks the preload for a new port to the engine; it lives as long as the window, whatever the engine does. */
function requestPort(page: Window): Promise<Port> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<{ type?: unknown } | null>) => {
      const port = event.ports[0];
      if (event.source !== page || event.data?.type !== portReply || !port) return;
      page.removeEventListener('message', receive);
      resolve(messagePort(port));
    };
    page.addEventListener('message', receive);
    page.postMessage({ type: portRequest }, page.location.origin);
  });
}

/** One WebSocket a page, to the loopback host that served it; its cookie goes along by itself. */
function openSocket(page: Window & typeof globalThis): Port {
  return webSocketPort(new page.WebSocket(`${page.location.origin.replace(/^http/, 'ws')}/engine`));
}
