import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { AbbeError } from '../../../contract/errors.ts';
import { brokenFile } from '../broken-file.ts';

const endsEarly = 'the file ends before the picture does; copy it again from its source';
// Directories often lie side by side at a file's end; one read then serves many of them.
const windowBytes = 16_384;

/** A TIFF file's bytes, read where they are asked for and never beyond the file's end. */
export class TiffFile {
  readonly path: string;
  readonly size: number;
  /** Where the first directory lies. */
  readonly firstDirectory: number;
  readonly big: boolean;
  readonly bigEndian: boolean;
  readonly #handle: FileHandle;
  #window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  #closed = false;

  private constructor(path: string, handle: FileHandle, size: number, head: Buffer) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
    this.bigEndian = head[0] === 0x4d;
    this.big = this.uint16(head, 2) === 43;
    this.firstDirectory = this.big ? this.uint64(head, 8) : this.uint32(head, 4);
  }

  /** @throws AbbeError invalid-input where the header is not that of a TIFF; system errors of opening. */
  static async open(path: string): Promise<TiffFile> {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const head = Buffer.alloc(16);
      await handle.read(head, 0, 16, 0);
      const order = head.toString('latin1', 0, 2);
      const version = order === 'MM' ? head.readUInt16BE(2) : head.readUInt16LE(2);
      if ((order !== 'II' && order !== 'MM') || (version !== 42 && version !== 43)) {
        throw brokenFile(path, 'it is not a TIFF file');
      }
      return new TiffFile(path, handle, size, head);
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  /** @throws AbbeError where these bytes do not lie inside the file. */
  async read(offset: number, length: number): Promise<Buffer> {
    this.requireInside(offset, length);
    // Never from Buffer's pool: samples are laid over these bytes and need an aligned start.
    const bytes = Buffer.allocUnsafeSlow(length);
    await this.readInto(bytes, offset);
    return bytes;
  }

  /** Fills `target` with the bytes from `offset` on. @throws AbbeError as `read`. */
  async readInto(target: Uint8Array, offset: number): Promise<void> {
    this.requireInside(offset, target.length);
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await this.#handle.read(target, done, target.length - done, offset + done);
      if (bytesRead === 0) throw this.broken(endsEarly);
      done += bytesRead;
    }
  }

  /** As `read`, for the small things of directories: through one window that is kept. */
  async readSmall(offset: number, length: number): Promise<Buffer> {
    this.requireInside(offset, length);
    if (length > windowBytes) return this.read(offset, length);
    let { start, bytes } = this.#window;
    if (offset < start || offset + length > start + bytes.length) {
      start = offset;
      bytes = await this.read(offset, Math.min(windowBytes, this.size - offset));
      this.#window = { start, bytes };
    }
    return bytes.subarray(offset - start, offset - start + length);
  }

  requireInside(offset: number, length: number): void {
    const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
    if (!valid || offset + length > this.size) throw this.broken(endsEarly);
  }

  uint16(bytes: Buffer, at: number): number {
    return this.bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  }

  uint32(bytes: Buffer, at: number): number {
    return this.bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }

  uint64(bytes: Buffer, at: number): number {
    return Number(this.bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
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
