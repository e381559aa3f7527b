import { decode, encode } from '@msgpack/msgpack';

/**
 * A message as MessagePack, for lines that carry bytes only (sockets and pipes). A `Uint8Array` stays bytes;
 * fields that are `undefined` are left out, as structured clone and zod's `optional()` both understand.
 */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true });
}

/** Throws RangeError or DecodeError where the bytes are no complete message. */
export function decodeMessage(bytes: Uint8Array): unknown {
  // Parts of a Node Buffer would be Buffers; the contract's bytes are plain.
  return decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
