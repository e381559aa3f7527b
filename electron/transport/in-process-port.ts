import { PortEvents } from './port.ts';
import type { Port } from './port.ts';

/**
 * Two ports joined in one process, for the command line and tests. Messages are handed over as they are,
 * later than the sender's current turn, as on any other port; nothing is copied.
 */
export function portPair(): [Port, Port] {
  const a = new PortEvents();
  const b = new PortEvents();
  const closeBoth = () => {
    a.close();
    b.close();
  };
  const end = (own: PortEvents, other: PortEvents): Port => ({
    send(message) {
      if (!own.closed) queueMicrotask(() => other.message(message));
    },
    onMessage: (listener) => own.onMessage(listener),
    onClose: (listener) => own.onClose(listener),
    close: closeBoth,
  });
  return [end(a, b), end(b, a)];
}
