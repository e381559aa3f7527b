import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzip } from 'node:zlib';
import { brokenFile } from './broken-file.ts';
import { CheckedFile, readFirst } from './checked-file.ts';

/** Bytes of a file by position, whether it is stored plain or as one gzip stream. */
export interface ByteReader {
  /** @throws AbbeError invalid-input where the file is shorter, or its gzip stream damaged. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Bytes of the content that are kept in memory. */
  heldBytes(): number;
  close(): Promise<void>;
}

/** A gzip stream cannot be read from the middle, so that all of it is held: more than this is refused. */
const maxUnpackedBytes = 2 * 2 ** 30;
/** DEFLATE makes at most 1032 bytes of one. */
const maxRatio = 1032;
/** Bytes behind those asked for that a gzip stream may have, read only so that its checksum is tested. */
const slack = 1 << 20;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** The beginning of what a gzip stream holds, from the stream's own beginning; empty where it is damaged. */
export async function unpackHead(head: Uint8Array): Promise<Uint8Array> {
  // Sync flush: what is there comes out although the stream goes on.
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: head.length * maxRatio + 64 };
  return new Promise((resolve) => {
    gunzip(head, options, (error, bytes) => resolve(error ? new Uint8Array() : bytes));
  });
}

/** The first bytes of a file, unpacked where it is gzip; fewer where it is shorter. */
export async function readHead(file: string, length: number): Promise<{ bytes: Uint8Array; gzip: boolean }> {
  const head = await readFirst(file, Math.max(4096, 2 * length));
  const gzip = isGzip(head);
  const bytes = gzip ? await unpackHead(head) : head;
  return { bytes: bytes.subarray(0, length), gzip };
}

/**
 * Opens a file whose content is `length` bytes, unpacked. A gzip stream is unpacked at the first read, once, and
 * kept until it is closed.
 * @throws AbbeError invalid-input where the file cannot hold so much, or would not fit into memory.
 */
export async function openBytes(file: string, length: number, gzip: boolean): Promise<ByteReader> {
  const { size } = await stat(file);
  if (length > size * (gzip ? maxRatio : 1)) throw tooShort(file, length, size);
  if (!gzip) return plainBytes(await CheckedFile.open(file));
  if (length > maxUnpackedBytes) {
    const gigabytes = (length / 2 ** 30).toFixed(1);
    throw brokenFile(
      file,
      `unpacked it is ${gigabytes} GiB and the limit for packed files is 2 GiB; unpack it with gunzip first`,
    );
  }
  let unpacking: Promise<Uint8Array> | undefined;
  return {
    async read(offset, count) {
      unpacking ??= unpack(file, length);
      return (await unpacking).subarray(offset, offset + count);
    },
    // Counted from the first byte on: the array is there while it is filled.
    heldBytes: () => (unpacking ? length : 0),
    close: async () => void (unpacking = undefined),
  };
}

function plainBytes(file: CheckedFile): ByteReader {
  return {
    read: (offset, length) => file.read(offset, length, 'image'),
    heldBytes: () => 0,
    close: () => file.close(),
  };
}

async function unpack(file: string, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const enough = new AbortController();
  let done = 0;
  const sink = new Writable({
    write(chunk: Uint8Array, _encoding, next) {
      if (done < length) bytes.set(chunk.subarray(0, length - done), done);
      done += chunk.length;
      if (done > length + slack) enough.abort();
      next();
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip({ chunkSize: 1 << 18 }), sink, {
      signal: enough.signal,
    });
  } catch (thrown) {
    if (!enough.signal.aborted) {
      throw brokenFile(file, 'its gzip stream is damaged or cut off; copy it again from its source', thrown);
    }
  }
  if (done < length) throw tooShort(file, length, done);
  return bytes;
}

function tooShort(file: string, wanted: number, found: number): Error {
  return brokenFile(
    file,
    `the file ends before the image does (its header announces ${wanted.toLocaleString('en-US')} bytes, ${found.toLocaleString('en-US')} are there); copy it again from its source`,
  );
}
