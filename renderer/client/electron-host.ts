import { portReply, portRequest, type AbbeShell } from '../../electron/contract/shell.ts';
import { messagePort } from '../../electron/transport/message-port.ts';
import type { Port } from '../../electron/transport/port.ts';
import { windowTexts } from '../texts/index.ts';
import type { Host } from './host.ts';

const answerWithin = 10_000;

/** A window of the desktop application: the preload answers a request with a MessagePort to the engine. */
export function electronHost(page: Window, shell: AbbeShell): Host {
  return {
    kind: 'desktop',
    shell,
    open: () =>
      new Promise<Port>((resolve, reject) => {
        const timer = setTimeout(() => finish(null), answerWithin);
        const finish = (port: MessagePort | null): void => {
          clearTimeout(timer);
          page.removeEventListener('message', onMessage);
          if (port) resolve(messagePort(port));
          else reject(new Error(windowTexts.texts.noPort));
        };
        const onMessage = (event: MessageEvent): void => {
          const data: unknown = event.data;
          const isReply =
            event.source === page &&
            typeof data === 'object' &&
            data !== null &&
            'type' in data &&
            data.type === portReply;
          if (isReply && event.ports[0]) finish(event.ports[0]);
        };
        page.addEventListener('message', onMessage);
        page.postMessage({ type: portRequest }, '*');
      }),
  };
}
