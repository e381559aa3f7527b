import type { AbbeError } from '../../../contract/errors.ts';
import { CheckedFile } from '../checked-file.ts';

// Directories often lie side by side at a file's end; one read then serves many of them.
const windowBytes = 16_384;

/** A TIFF file's bytes and numbers, read where they are asked for and never beyond the file's end. */
export class TiffFile {
  readonly path: string;
  readonly size: number;
  /** Where the first directory lies. */
  readonly firstDirectory: number;
  readonly big: boolean;
  readonly bigEndian: boolean;
  readonly #bytes: CheckedFile;
  #window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  private constructor(bytes: CheckedFile, head: Buffer) {
    this.path = bytes.path;
    this.size = bytes.size;
    this.#bytes = bytes;
    this.bigEndian = head[0] === 0x4d;
    this.big = this.uint16(head, 2) === 43;
    this.firstDirectory = this.big ? this.uint64(head, 8) : this.uint32(head, 4);
  }

  /** @throws AbbeError invalid-input where the header is not that of a TIFF; system errors of opening. */
  static async open(path: string): Promise<TiffFile> {
    const bytes = await CheckedFile.open(path);
    try {
      const head = Buffer.alloc(16);
      await bytes.readInto(head.subarray(0, bytes.size), 0, 'header');
      const order = head.toString('latin1', 0, 2);
      const version = order === 'MM' ? head.readUInt16BE(2) : head.readUInt16LE(2);
      if ((order !== 'II' && order !== 'MM') || (version !== 42 && version !== 43)) {
        throw bytes.broken('it is not a TIFF file');
      }
      return new TiffFile(bytes, head);
    } catch (thrown) {
      await bytes.close();
      throw thrown;
    }
  }

  /** @throws AbbeError where these bytes do not lie inside the file. */
  read(offset: number, length: number): Promise<Buffer> {
    return this.#bytes.read(offset, length, 'picture');
  }

  /** Fills `target` with the bytes from `offset` on. @throws AbbeError as `read`. */
  readInto(target: Uint8Array, offset: number): Promise<void> {
    return this.#bytes.readInto(target, offset, 'picture');
  }

  /** As `read`, for the small things of directories: through one window that is kept. */
  async readSmall(offset: number, length: number): Promise<Buffer> {
    this.#bytes.require(offset, length, 'picture');
    if (length > windowBytes) return this.read(offset, length);
    let { start, bytes } = this.#window;
    if (offset < start || offset + length > start + bytes.length) {
      start = offset;
      bytes = await this.read(offset, Math.min(windowBytes, this.size - offset));
      this.#window = { start, bytes };
    }
    return bytes.subarray(offset - start, offset - start + length);
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
    return this.#bytes.broken(reason, cause);
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }
}
