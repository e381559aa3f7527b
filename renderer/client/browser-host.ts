import type { Port } from '../../electron/transport/port.ts';
import { webSocketPort } from '../../electron/transport/web-socket-port.ts';
import type { Host } from './host.ts';

const refused = 'Abbe does not answer: its server was stopped, or this page was opened without its key.';

/** A page served by the loopback host: the engine is behind the WebSocket of the same address. */
export function browserHost(page: Window): Host {
  return {
    kind: 'browser',
    shell: null,
    open: () =>
      new Promise<Port>((resolve, reject) => {
        const scheme = page.location.protocol === 'https:' ? 'wss' : 'ws';
        const socket = new WebSocket(`${scheme}://${page.location.host}/engine`);
        const port = webSocketPort(socket);
        socket.addEventListener('open', () => resolve(port));
        socket.addEventListener('close', () => reject(new Error(refused)));
      }),
  };
}
