import { fieldBytes } from './tags.ts';
import type { TiffFile } from './tiff-file.ts';

/** A field of a directory: where its values lie is known, the values are read when asked for. */
interface Field {
  type: number;
  count: number;
  /** The position of the first value in the file. */
  offset: number;
}

// Far above every file in the field; beyond them a file is hostile or damaged.
const maxFields = 4096;
const maxDirectories = 2_000_000;

/** One image file directory (IFD), i.e. one page: its fields. */
export class TiffDirectory {
  readonly file: TiffFile;
  /** Where it lies, and where the next one does; 0 for the last. */
  readonly offset: number;
  readonly next: number;
  /** Bytes of its table. */
  readonly bytes: number;
  readonly #fields: Map<number, Field>;

  private constructor(
    file: TiffFile,
    offset: number,
    bytes: number,
    next: number,
    fields: Map<number, Field>,
  ) {
    this.file = file;
    this.offset = offset;
    this.bytes = bytes;
    this.next = next;
    this.#fields = fields;
  }

  /** @throws AbbeError where the table does not lie inside the file or is absurdly long. */
  static async read(file: TiffFile, offset: number): Promise<TiffDirectory> {
    const [countBytes, fieldSize, pointer] = file.big ? [8, 20, 8] : [2, 12, 4];
    const head = await file.readSmall(offset, countBytes);
    const count = file.big ? file.uint64(head, 0) : file.uint16(head, 0);
    if (count < 1 || count > maxFields)
      throw file.broken(`a directory claims ${count} fields; it is damaged`);
    const length = countBytes + count * fieldSize;
    const whole = Math.min(length + pointer, file.size - offset);
    const table = await file.readSmall(offset, Math.max(length, whole));
    const fields = new Map<number, Field>();
    for (let i = 0; i < count; i += 1) {
      const at = countBytes + i * fieldSize;
      const type = file.uint16(table, at + 2);
      const values = file.big ? file.uint64(table, at + 4) : file.uint32(table, at + 4);
      const inline = values * (fieldBytes[type] ?? 0) <= pointer;
      const valueAt = at + (file.big ? 12 : 8);
      const elsewhere = file.big ? file.uint64(table, valueAt) : file.uint32(table, valueAt);
      const tag = file.uint16(table, at);
      if (!fields.has(tag))
        fields.set(tag, { type, count: values, offset: inline ? offset + valueAt : elsewhere });
    }
    // Some writers leave out the last pointer at the very end of the file.
    const complete = whole === length + pointer;
    const next = !complete ? 0 : file.big ? file.uint64(table, length) : file.uint32(table, length);
    return new TiffDirectory(file, offset, whole, next, fields);
  }

  has(tag: number): boolean {
    return this.#fields.has(tag);
  }

  /** The number of values of a field; 0 where it is absent. */
  count(tag: number): number {
    return this.#fields.get(tag)?.count ?? 0;
  }

  /**
   * A field's values as numbers, at most the first `limit`; empty where the field is absent.
   * @throws AbbeError where they do not lie inside the file.
   */
  async numbers(tag: number, limit: number): Promise<number[]> {
    const field = this.#fields.get(tag);
    if (!field) return [];
    const size = fieldBytes[field.type] ?? 0;
    if (size === 0)
      throw this.file.broken(`field ${tag} is of the unknown type ${field.type}; it is damaged`);
    const count = Math.min(field.count, limit);
    const bytes = await this.file.readSmall(field.offset, count * size);
    const values = new Array<number>(count);
    for (let i = 0; i < count; i += 1) values[i] = this.#number(bytes, field.type, i * size);
    return values;
  }

  /** A field's first value, or `otherwise` where it is absent. */
  async number(tag: number, otherwise: number): Promise<number> {
    return (await this.numbers(tag, 1))[0] ?? otherwise;
  }

  /** A field's bytes as they are, at most `limit`; undefined where it is absent. */
  async bytesOf(tag: number, limit: number): Promise<Buffer | undefined> {
    const field = this.#fields.get(tag);
    if (!field) return undefined;
    const length = field.count * (fieldBytes[field.type] ?? 0);
    if (length > limit) throw this.file.broken(`field ${tag} claims ${length} bytes; it is damaged`);
    return this.file.readSmall(field.offset, length);
  }

  /** A text up to its first zero byte: UTF-8, or Latin-1 where it is not that; '' where the field is absent. */
  async text(tag: number, limit = 256 * 1024 ** 2): Promise<string> {
    const bytes = await this.bytesOf(tag, limit);
    if (!bytes) return '';
    const end = bytes.indexOf(0);
    const shown = end < 0 ? bytes : bytes.subarray(0, end);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(shown);
    } catch {
      return shown.toString('latin1');
    }
  }

  #number(bytes: Buffer, type: number, at: number): number {
    const { file } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const little = !file.bigEndian;
    switch (type) {
      case 3:
        return file.uint16(bytes, at);
      case 4:
      case 13:
        return file.uint32(bytes, at);
      case 5:
        return file.uint32(bytes, at) / file.uint32(bytes, at + 4);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, little);
      case 9:
        return view.getInt32(at, little);
      case 10:
        return view.getInt32(at, little) / view.getInt32(at + 4, little);
      case 11:
        return view.getFloat32(at, little);
      case 12:
        return view.getFloat64(at, little);
      case 17:
        return Number(view.getBigInt64(at, little));
      case 16:
      case 18:
        return file.uint64(bytes, at);
      default:
        return view.getUint8(at);
    }
  }
}

/**
 * The directories of a file, one after another.
 * @throws AbbeError where the chain turns back on itself, leaves the file, or its tables overlap so much that
 * together they are larger than the file.
 */
export async function* directoriesOf(file: TiffFile): AsyncGenerator<TiffDirectory> {
  const seen = new Set<number>();
  let bytes = 0;
  for (let offset = file.firstDirectory; offset !== 0;) {
    if (seen.has(offset)) throw file.broken('its pages form an endless chain; it is damaged');
    seen.add(offset);
    const directory = await TiffDirectory.read(file, offset);
    bytes += directory.bytes;
    if (bytes > file.size || seen.size > maxDirectories) {
      throw file.broken(
        `it claims more than ${seen.size - 1} pages, which do not fit into it; it is damaged`,
      );
    }
    yield directory;
    offset = directory.next;
  }
  if (seen.size === 0) throw file.broken('it holds no page');
}
