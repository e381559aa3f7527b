import { mkdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { ApplyFormat } from '../../../contract/apply-methods.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { nifti } from '../../formats/nifti.ts';
import { omeZarr } from '../../formats/ome-zarr.ts';
import { openSource } from '../../formats/open-source.ts';
import type { WritableImage } from '../../formats/pixel-source.ts';
import { png } from '../../formats/png.ts';
import { writeImagejTiff } from '../../formats/tiff/write-imagej.ts';
import { writeOmeTiff } from '../../formats/tiff/write-ome-tiff.ts';
import type { Raster } from '../../imaging/raster.ts';
import { fileError } from '../../projects/file-errors.ts';
import type { Sampling } from '../../inference/disagreement.ts';
import { applyToSource } from './applied-image.ts';
import type { AppliedImage, TellPicture } from './applied-image.ts';
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
  format: ApplyFormat;
  signal: AbortSignal;
  /** Called with files done, the part of the one in work behind the point. */
  tell(done: number, message: string): void;
  /** Told of each file written, also when the call is cancelled later. */
  onWritten(file: string, written: Written): void;
}

/** The files made of one image. */
export interface Written {
  output: string;
  /** Standard deviations of repeated results; null where they were not asked for. */
  deviation: string | null;
  /** Why a picture from its middle lies outside what the run was trained on, in sentences. */
  outside: string[];
}

/**
 * Applies a generator to image files of any size. Results keep the file's axes, pixel size and, where the format has
 * a place for them, the names of channels. They are named `NAME_RUN`; a name that is taken gets a number, nothing is
 * ever overwritten. With a sampling the mean of repeated results is written so, and their standard deviation as
 * floats in a file whose name ends in `_sd`. A file that cannot be used is listed with its reason and the rest goes
 * on.
 */
export async function applyToFiles(options: ApplyOptions): Promise<{ file: string; reason: string }[]> {
  const { files, output, signal, onWritten } = options;
  await makeFolder(output);
  const failed: { file: string; reason: string }[] = [];
  for (const [i, file] of files.entries()) {
    options.tell(i, `Applying to ${basename(file)}`);
    // A cancellation is seen between files too, however small they are.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new AbbeError('cancelled', 'Cancelled.');
    try {
      onWritten(file, await applyToFile(options, file, i));
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
async function applyToFile(options: ApplyOptions, file: string, index: number): Promise<Written> {
  const { run, generator, sampling, unlike, output, signal } = options;
  const tell = tellPicture(options, file, index);
  const source = await openSource(file);
  const sampled = sampling === null ? null : await SampledResults.open(generator, sampling);
  try {
    const applied = await applyToSource(source, sampled?.means ?? generator, signal, tell);
    const format = formatOf(options.format, applied);
    const name = `${basename(file, extname(file)).replace(/\.(ome|nii)$/i, '')}_${run}`;
    const target = await freeName(output, name, format.ending);
    await write(target, applied, format);
    const outside = unlike(applied.typical);
    if (!sampled) return { output: target, deviation: null, outside };
    const deviations = await applyToSource(source, sampled.deviations(), signal);
    const floats = deviationFormat(format, applied);
    const own = basename(target).slice(0, -format.ending.length);
    const deviation = await freeName(output, `${own}_sd`, floats.ending);
    await write(deviation, deviations, floats);
    return { output: target, deviation, outside };
  } finally {
    await sampled?.close();
    await source.close();
  }
}

/** How far a file is, by its pictures and their tiles, or by their draws. */
function tellPicture({ tell, sampling }: ApplyOptions, file: string, index: number): TellPicture {
  const name = basename(file);
  return (done, pictures, parts) => {
    const picture =
      pictures > 1 ? [`picture ${Math.min(pictures, Math.floor(done) + 1)} of ${pictures}`] : [];
    const word = sampling === null ? 'tile' : sampling === 'flips' ? 'orientation' : 'draw';
    const part =
      parts.total > 1 ? [`${word} ${Math.min(parts.total, parts.done + 1)} of ${parts.total}`] : [];
    // What is written comes after what is made, so that a file is done only when it is there.
    tell(index + Math.min(0.99, done / pictures), [name, ...picture, ...part].join(', '));
  };
}

interface Format {
  ending: string;
  write(target: string, image: WritableImage): Promise<void>;
}

const formats = {
  'ome-tiff': { ending: '.ome.tif', write: writeOmeTiff },
  'imagej-tiff': { ending: '.tif', write: writeImagejTiff },
  'ome-zarr': { ending: '.ome.zarr', write: omeZarr.write as Format['write'] },
  nifti: { ending: '.nii.gz', write: nifti.write as Format['write'] },
  png: { ending: '.png', write: png.write as Format['write'] },
} as const satisfies Record<Exclude<ApplyFormat, 'auto'>, Format>;

function formatOf(asked: ApplyFormat, { pictures, first }: AppliedImage): Format {
  if (asked !== 'auto') return formats[asked];
  return pictures === 1 && first.dtype !== 'float32' ? formats.png : formats['ome-tiff'];
}

/** PNG holds no floats, and NIfTI has RGB of 8 bits only: it takes the channels of others in another order. */
function deviationFormat(format: Format, { image }: AppliedImage): Format {
  const takesFloats = format !== formats.png && !(format === formats.nifti && image.rgb === true);
  return takesFloats ? format : formats['ome-tiff'];
}

async function write(target: string, applied: AppliedImage, format: Format): Promise<void> {
  try {
    await format.write(target, applied.image);
  } catch (thrown) {
    // What the network or the format cannot do is said of the file; what the disk cannot do ends everything.
    const error = applied.failure() ?? (thrown instanceof AbbeError ? thrown : undefined);
    if (error) throw error;
    throw new NotWritten(target, { cause: fileError(target, 'written', thrown) });
  }
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
