import type { Port } from '../../electron/transport/port.ts';
import { webSocketPort } from '../../electron/transport/web-socket-port.ts';
import { windowTexts } from '../texts/index.ts';
import type { Host } from './host.ts';

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
        socket.addEventListener('close', () => reject(new Error(windowTexts.texts.noServer)));
      }),
  };
}
