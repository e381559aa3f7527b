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
import type { Sampling } from '../../inference/disagreement.ts';
import { applyToSource } from './applied-image.ts';
import type { AppliedImage } from './applied-image.ts';
import type { Generator } from './generator-pool.ts';
import { SampledResults } from './sampled-results.ts';

export interface ApplyOptions {
  run: string;
  generator: Generator;
  /** Null: one result an image; else their mean, with the standard deviation in a file beside it. */
  sampling: Sampling | null;
  /** Why an image is unlike those of training, in sentences. */
  unlike(image: Raster): string[];
  files: readonly string[];
  output: string;
  signal: AbortSignal;
  tell: Tell;
  /** Told of each file written, also when the call is cancelled later. */
  onWritten(file: string, written: Written): void;
}

/** The files made of one image. */
export interface Written {
  output: string;
  /** Standard deviations of repeated results; null where they were not asked for. */
  deviation: string | null;
  /** Why its first picture lies outside what the run was trained on, in sentences. */
  outside: string[];
}

/**
 * Applies a generator to image files of any size. A single picture of whole numbers becomes a PNG; a floating-point
 * result, and what is made of several pictures (a movie, a stack, a volume), an OME-TIFF with the file's axes,
 * pixel size and channel names. They are named `NAME_RUN`; a name that is taken gets a number, nothing is ever
 * overwritten. With a sampling the mean of repeated results is written so, and their standard deviation as an OME-TIFF
 * of floats whose name ends in `_sd`. A file that cannot be used is listed with its reason and the rest goes on.
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

/** @returns the files written. @throws NotWritten, else why the file cannot be used. */
async function applyToFile(options: ApplyOptions, file: string): Promise<Written> {
  const { run, generator, sampling, unlike, output, signal } = options;
  const source = await openSource(file);
  const sampled = sampling === null ? null : await SampledResults.open(generator, sampling);
  try {
    const applied = await applyToSource(source, sampled?.means ?? generator, signal);
    const png = applied.pictures === 1 && applied.first.dtype !== 'float32';
    const name = `${basename(file, extname(file)).replace(/\.(ome|nii)$/i, '')}_${run}`;
    const target = await freeName(output, name, png ? '.png' : '.ome.tif');
    await write(target, applied, png);
    const outside = unlike(applied.input);
    if (!sampled) return { output: target, deviation: null, outside };
    const deviations = await applyToSource(source, sampled.deviations(), signal);
    const own = basename(target).replace(/\.(png|ome\.tif)$/, '');
    const deviation = await freeName(output, `${own}_sd`, '.ome.tif');
    await write(deviation, deviations, false);
    return { output: target, deviation, outside };
  } finally {
    await sampled?.close();
    await source.close();
  }
}

async function write(target: string, applied: AppliedImage, png: boolean): Promise<void> {
  try {
    await (png ? writePng(target, applied.first) : writeOmeTiff(target, applied.image));
  } catch (thrown) {
    const error = applied.failure();
    if (error) throw error;
    throw new NotWritten(target, { cause: fileError(target, 'written', thrown) });
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
