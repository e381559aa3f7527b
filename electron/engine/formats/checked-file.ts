import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { AbbeError } from '../../contract/errors.ts';
import { brokenFile } from './broken-file.ts';

/**
 * A file read by position, where positions and lengths come from the file itself: each is checked against the
 * file's size before anything is allocated. Own code: it is what every reader of a chunked format needs first.
 */
export class CheckedFile {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;
  #closed = false;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  static async open(path: string): Promise<CheckedFile> {
    const handle = await open(path);
    try {
      return new CheckedFile(path, (await handle.stat()).size, handle);
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  /**
   * The bytes at a position, in a buffer of their own (aligned for every sample type).
   * @param what names the part of the file in an error, e.g. "chunk map".
   * @throws AbbeError invalid-input naming the file where they do not all lie inside it.
   */
  async read(position: number, length: number, what: string): Promise<Buffer> {
    this.require(position, length, what);
    // Never from Buffer's pool: samples are laid over these bytes.
    const bytes = Buffer.allocUnsafeSlow(length);
    await this.readInto(bytes, position, what);
    return bytes;
  }

  /** Fills `target` with the bytes from a position on. @throws AbbeError as `read`. */
  async readInto(target: Uint8Array, position: number, what: string): Promise<void> {
    this.require(position, target.length, what);
    let done = 0;
    while (done < target.length) {
      // One read gives at most 2 GiB.
      const count = Math.min(target.length - done, 2 ** 30);
      const { bytesRead } = await this.#handle.read(target, done, count, position + done);
      if (bytesRead === 0)
        throw this.broken(`the file ends inside its ${what}; copy it again from its source`);
      done += bytesRead;
    }
  }

  /** As `read`, at once: for the few bytes of metadata of one plane. */
  readNow(position: number, length: number, what: string): Buffer {
    this.require(position, length, what);
    if (this.#closed) throw this.broken('it was closed already');
    const bytes = Buffer.allocUnsafeSlow(length);
    const read = readSync(this.#handle.fd, bytes, 0, length, position);
    if (read < length) throw this.broken(`the file ends inside its ${what}; copy it again from its source`);
    return bytes;
  }

  /** @throws AbbeError where a part of the file that it speaks of does not lie inside it. */
  require(position: number, length: number, what: string): void {
    const whole = Number.isSafeInteger(position) && Number.isSafeInteger(length);
    if (whole && position >= 0 && length >= 0 && position + length <= this.size) return;
    throw this.broken(
      `its ${what} does not lie inside the file's ${this.size} bytes: the file is damaged or cut off; copy it again from its source`,
    );
  }

  broken(reason: string, cause?: unknown): AbbeError {
    return brokenFile(this.path, reason, cause);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }
}

/** The first bytes of a file; fewer where it is shorter. */
export async function readFirst(path: string, length: number): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A 64-bit position or length as a number; beyond 2^53 it becomes NaN, which `require` refuses. */
export function readLength(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : NaN;
}
