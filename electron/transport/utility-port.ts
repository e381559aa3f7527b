import { PortEvents } from './port.ts';
import type { Port } from './port.ts';

/** Electron's UtilityProcess as main sees it: messages come bare, and its end is an `exit` event. */
interface UtilityProcessLike {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (message: unknown) => void): unknown;
  on(type: 'exit', listener: (code: number) => void): unknown;
}

/** `process.parentPort` of a utility process: messages come as events. */
export interface ParentPortLike {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown;
}

/** Sent as the last message: a utility process cannot see its parent's end of the line close. */
const farewell = null;

/** Main's end of the line to a utility process. Closing it asks the process to end. */
export function utilityProcessPort(child: UtilityProcessLike): Port {
  const events = new PortEvents();
  child.on('message', (message) => events.message(message));
  child.on('exit', () => events.close());
  return {
    send(message) {
      if (!events.closed) child.postMessage(message);
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close() {
      if (events.closed) return;
      child.postMessage(farewell);
      events.close();
    },
  };
}

/** The utility process's own end of that line. */
export function parentPort(port: ParentPortLike): Port {
  const events = new PortEvents();
  port.on('message', (event) => {
    if (event.data === farewell) events.close();
    else events.message(event.data);
  });
  return {
    send(message) {
      if (!events.closed) port.postMessage(message);
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close: () => void events.close(),
  };
}
