import { decodeMessage, encodeMessage } from './codec.ts';
import { PortEvents } from './port.ts';
import type { Port } from './port.ts';

/** What the browser's WebSocket and `ws` have in common. */
interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

const connecting = 0;
const protocolError = 1002;

/** A port over a WebSocket, MessagePack in binary frames. What is sent while it connects waits for it. */
export function webSocketPort(socket: WebSocketLike): Port {
  const events = new PortEvents();
  const waiting: unknown[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    for (const message of waiting.splice(0)) socket.send(encodeMessage(message));
  });
  socket.addEventListener('message', (event) => {
    let message: unknown;
    try {
      message = decodeMessage(new Uint8Array(event.data as ArrayBuffer));
    } catch {
      socket.close(protocolError, 'Not a MessagePack message.');
      events.close();
      return;
    }
    events.message(message);
  });
  socket.addEventListener('close', () => events.close());
  // Without a listener an error of `ws` would end the process; a close always follows.
  socket.addEventListener('error', () => undefined);
  return {
    send(message) {
      if (events.closed) return;
      if (socket.readyState === connecting) waiting.push(message);
      else socket.send(encodeMessage(message));
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close() {
      if (events.close()) socket.close();
    },
  };
}
