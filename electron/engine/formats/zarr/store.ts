import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbsolutePath, GetOptions, RangeQuery } from '@zarrita/storage';
import FileSystemStore from '@zarrita/storage/fs';

/** Whether a folder is a Zarr group or array, told from the names in it. */
export async function hasZarrMetadata(folder: string): Promise<boolean> {
  const files = ['zarr.json', '.zgroup', '.zattrs', '.zarray'].map((name) => join(folder, name));
  const found = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  return found.some((each) => each?.isFile());
}

/** More than any chunk or shard index that we read at once. */
const maxFileBytes = 2 ** 30;

/**
 * A folder as a Zarr store. zarrita's own reads whatever length a file asks for, which a damaged or hostile file
 * could use; here that is an error. Paths stay inside the folder, as zarrita resolves ".." at its root.
 */
export class FolderStore extends FileSystemStore {
  override async get(key: AbsolutePath, options?: GetOptions): Promise<Uint8Array | undefined> {
    const size = await this.#size(key);
    if (size === undefined) return undefined;
    if (size > maxFileBytes)
      throw new RangeError(`${key} is ${size} bytes long, more than can be read at once`);
    return super.get(key, options);
  }

  override async getRange(
    key: AbsolutePath,
    range: RangeQuery,
    options?: GetOptions,
  ): Promise<Uint8Array | undefined> {
    const size = await this.#size(key);
    if (size === undefined) return undefined;
    const [from, length] =
      'suffixLength' in range
        ? [size - range.suffixLength, range.suffixLength]
        : [range.offset, range.length];
    if (!(from >= 0 && length >= 0 && from + length <= size && length <= maxFileBytes)) {
      throw new RangeError(`${key} ends before the part of it that is asked for`);
    }
    return super.getRange(key, range, options);
  }

  /** Bytes of a file; undefined where there is none. */
  async #size(key: AbsolutePath): Promise<number | undefined> {
    const found = await stat(join(this.root, key)).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return undefined;
      throw thrown;
    });
    return found?.isFile() ? found.size : undefined;
  }
}
