import { mkdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AbbeError } from '../../../contract/errors.ts';
import { encodePng } from '../../formats/png.ts';
import type { Raster } from '../../imaging/raster.ts';
import { fileError } from '../../projects/file-errors.ts';
import type { Tell } from '../task-progress.ts';
import type { PhotoSource } from '../photo-source.ts';
import type { Generator } from './generator-pool.ts';

export interface ApplyOptions {
  run: string;
  generator: Generator;
  photos: PhotoSource;
  files: readonly string[];
  output: string;
  signal: AbortSignal;
  tell: Tell;
  /** Told of each file written, also when the call is cancelled later. */
  onWritten(file: string, output: string): void;
}

/**
 * Applies a generator to image files of any size and writes each result as a PNG of the same size, channels and
 * depth named `NAME_RUN.png`; a name that is taken gets a number, nothing is ever overwritten. A file that
 * cannot be used is listed with its reason and the rest goes on.
 */
export async function applyToFiles(options: ApplyOptions): Promise<{ file: string; reason: string }[]> {
  const { run, files, output, tell, onWritten } = options;
  await makeFolder(output);
  const failed: { file: string; reason: string }[] = [];
  for (const [i, file] of files.entries()) {
    await tell(i, `Applying to ${basename(file)}`);
    let result: Raster;
    try {
      result = await translateFile(options, file);
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code === 'cancelled') throw error;
      failed.push({ file, reason: error.file ? error.message : `${file} cannot be used: ${error.message}` });
      continue;
    }
    // What fails here, a full disk or a missing permission, would fail every other file too.
    const target = await freeName(output, `${basename(file, extname(file))}_${run}`);
    await writePng(target, result);
    onWritten(file, target);
  }
  return failed;
}

async function translateFile({ photos, generator, signal }: ApplyOptions, file: string): Promise<Raster> {
  const photo = await photos.open(file);
  if (photo.dtype === 'float32') throw cannotWrite(file);
  return generator.translate(photo, { signal });
}

async function writePng(target: string, result: Raster): Promise<void> {
  try {
    await writeFileAtomic(target, await encodePng(result));
  } catch (thrown) {
    throw fileError(target, 'written', thrown);
  }
}

async function freeName(folder: string, base: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const file = join(folder, n === 1 ? `${base}.png` : `${base}-${n}.png`);
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

function cannotWrite(file: string): AbbeError {
  return new AbbeError(
    'invalid-input',
    `${file} has floating-point pixels, which PNG cannot hold; convert it to 16 bits first.`,
    { file },
  );
}
