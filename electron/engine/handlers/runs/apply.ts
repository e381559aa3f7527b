import { mkdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AbbeError } from '../../../contract/errors.ts';
import { openSource } from '../../formats/open-source.ts';
import { encodePng } from '../../formats/png.ts';
import { writeOmeTiff } from '../../formats/tiff/write-ome-tiff.ts';
import type { Raster } from '../../imaging/raster.ts';
import { fileError } from '../../projects/file-errors.ts';
import type { Tell } from '../task-progress.ts';
import { applyToSource } from './applied-image.ts';
import type { Generator } from './generator-pool.ts';

export interface ApplyOptions {
  run: string;
  generator: Generator;
  files: readonly string[];
  output: string;
  signal: AbortSignal;
  tell: Tell;
  /** Told of each file written, also when the call is cancelled later. */
  onWritten(file: string, output: string): void;
}

/**
 * Applies a generator to image files of any size. A single picture of whole numbers becomes a PNG; a floating-point
 * result, and what is made of several pictures (a movie, a stack, a volume), an OME-TIFF with the file's axes,
 * pixel size and channel names. They are named `NAME_RUN`; a name that is taken gets a number, nothing is ever
 * overwritten. A file that cannot be used is listed with its reason and the rest goes on.
 */
export async function applyToFiles(options: ApplyOptions): Promise<{ file: string; reason: string }[]> {
  const { files, output, tell, onWritten } = options;
  await makeFolder(output);
  const failed: { file: string; reason: string }[] = [];
  for (const [i, file] of files.entries()) {
    await tell(i, `Applying to ${basename(file)}`);
    try {
      onWritten(file, await applyToFile(options, file));
    } catch (thrown) {
      // What fails there, a full disk or a missing permission, would fail every other file too.
      if (thrown instanceof NotWritten) throw thrown.cause;
      const error = AbbeError.wrap(thrown);
      if (error.code === 'cancelled') throw error;
      failed.push({ file, reason: error.file ? error.message : `${file} cannot be used: ${error.message}` });
    }
  }
  return failed;
}

/** The disk's fault and not that of the file that is applied to. */
class NotWritten extends Error {}

/** @returns the file written. @throws NotWritten, else why the file cannot be used. */
async function applyToFile(options: ApplyOptions, file: string): Promise<string> {
  const { run, generator, output, signal } = options;
  const source = await openSource(file);
  try {
    const applied = await applyToSource(source, generator, signal);
    const png = applied.pictures === 1 && applied.first.dtype !== 'float32';
    const name = basename(file, extname(file)).replace(/\.(ome|nii)$/i, '');
    const target = await freeName(output, `${name}_${run}`, png ? '.png' : '.ome.tif');
    try {
      await (png ? writePng(target, applied.first) : writeOmeTiff(target, applied.image));
    } catch (thrown) {
      const error = applied.failure();
      if (error) throw error;
      throw new NotWritten(target, { cause: fileError(target, 'written', thrown) });
    }
    return target;
  } finally {
    await source.close();
  }
}

async function writePng(target: string, result: Raster): Promise<void> {
  await writeFileAtomic(target, await encodePng(result));
}

async function freeName(folder: string, base: string, ending: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const file = join(folder, `${n === 1 ? base : `${base}-${n}`}${ending}`);
    if (!(await stat(file).catch(() => null))) return file;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (thrown) {
    throw fileError(folder, 'created', thrown);
  }
}
