import { PortEvents } from './port.ts';
import type { Port } from './port.ts';

/** What the DOM's MessagePort and Node's have in common. */
interface EventTargetPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close' | 'messageerror', listener: () => void): void;
  start?(): void;
  close(): void;
}

/** Electron's MessagePortMain. */
interface EmitterPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A port over a MessagePort of the page (structured clone). */
export function messagePort(port: EventTargetPort): Port {
  const events = new PortEvents();
  port.addEventListener('message', (event) => events.message(event.data));
  port.addEventListener('close', () => events.close());
  port.start?.();
  return wrap(port, events);
}

/** A port over a MessagePortMain of Electron's main process (structured clone; it transfers ports only). */
export function messagePortMain(port: EmitterPort): Port {
  const events = new PortEvents();
  port.on('message', (event) => events.message(event.data));
  port.on('close', () => events.close());
  port.start();
  return wrap(port, events);
}

function wrap(port: Pick<EventTargetPort, 'postMessage' | 'close'>, events: PortEvents): Port {
  return {
    send(message) {
      if (!events.closed) port.postMessage(message);
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close() {
      if (events.close()) port.close();
    },
  };
}
