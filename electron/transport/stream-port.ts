import type { Duplex } from 'node:stream';
import { decodeMessage, encodeMessage } from './codec.ts';
import { PortEvents } from './port.ts';
import type { Port } from './port.ts';

const headerBytes = 4;

/**
 * A port over any duplex stream: each message as MessagePack behind its length (uint32, little-endian).
 * Host and engine process speak over such a pipe; why not Node's own channel: build/decisions/0020-hosts.md.
 */
export function streamPort(stream: Duplex): Port {
  const events = new PortEvents();
  const takeFrames = frameReader((frame) => events.message(decodeMessage(frame)));
  stream.on('data', (chunk: Buffer) => {
    try {
      takeFrames(chunk);
    } catch {
      stream.destroy();
    }
  });
  for (const end of ['end', 'close', 'error'] as const) stream.on(end, () => events.close());
  return {
    send(message) {
      if (events.closed) return;
      const body = encodeMessage(message);
      const header = Buffer.alloc(headerBytes);
      header.writeUInt32LE(body.length);
      stream.cork();
      stream.write(header);
      stream.write(body);
      stream.uncork();
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close() {
      if (events.close()) stream.end();
    },
  };
}

/** Cuts a byte stream into frames. Our own code: a length prefix is less than a library's interface. */
function frameReader(onFrame: (frame: Uint8Array) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let have = 0;
  let need = -1;
  const take = (bytes: number): Buffer => {
    const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    chunks = all.length > bytes ? [all.subarray(bytes)] : [];
    have -= bytes;
    return all.subarray(0, bytes);
  };
  return (chunk) => {
    chunks.push(chunk);
    have += chunk.length;
    for (;;) {
      if (need < 0) {
        if (have < headerBytes) return;
        need = take(headerBytes).readUInt32LE(0);
      }
      if (have < need) return;
      const frame = take(need);
      need = -1;
      onFrame(frame);
    }
  };
}
