import { stat } from 'node:fs/promises';
import { AbbeError } from '../../contract/errors.ts';
import { brokenFile } from './broken-file.ts';
import { readFirst } from './checked-file.ts';
import { sourceFormats } from './index.ts';
import type { OpenOptions, PixelSource, SourceFormat } from './pixel-source.ts';

const headBytes = 512;

/**
 * Opens an image of any format in the list, recognised by its content and not by its name. Only headers are
 * read; close the source when done.
 * @throws AbbeError, one sentence naming the file: not-found for a missing file; invalid-input for an empty,
 * foreign or damaged one, and for planes above `options.maxPixels`.
 */
export async function openSource(path: string, options: OpenOptions = {}): Promise<PixelSource> {
  try {
    const format = await formatOf(path);
    return await format.open(path, options);
  } catch (thrown) {
    throw fileError(path, thrown);
  }
}

/** Which format a file or folder is of. @throws AbbeError as `openSource`. */
export async function formatOf(path: string): Promise<SourceFormat> {
  try {
    const head = await headOf(path);
    for (const format of sourceFormats) if (await format.sniff(head, path)) return format;
    if ((await stat(path)).isDirectory()) {
      throw brokenFile(path, 'it is a folder and no OME-Zarr image; choose a file inside it');
    }
    const known = sourceFormats.map(({ label }) => label).join(', ');
    throw brokenFile(path, `its content is not an image of a supported format (${known})`);
  } catch (thrown) {
    throw fileError(path, thrown);
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const found = await stat(path);
  if (found.isDirectory()) return new Uint8Array();
  if (!found.isFile()) throw brokenFile(path, 'it is not a regular file');
  if (found.size === 0) throw brokenFile(path, 'the file is empty (0 bytes); copy it again from its source');
  return readFirst(path, headBytes);
}

/** System errors and those of a library as one sentence that names the file. */
function fileError(file: string, thrown: unknown): unknown {
  if (thrown instanceof AbbeError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AbbeError('not-found', `${file} does not exist; check the path.`, { file, cause: thrown });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return brokenFile(file, 'you have no permission to read it', thrown);
  }
  const error = AbbeError.wrap(thrown);
  if (error.code === 'out-of-memory' || error.code === 'cancelled') return error;
  return brokenFile(file, `${error.message.replace(/\.$/, '')}; the file may be damaged`, thrown);
}
