import { basename, resolve } from 'node:path';
import { listSources } from '../../engine/formats/list-sources.ts';

export interface FailedFile {
  file: string;
  reason: string;
}

/** The photos meant by files and folders on a command line, absolute; folders without images in `failed`. */
export async function readPhotoArguments(
  paths: readonly string[],
): Promise<{ files: string[]; failed: FailedFile[] }> {
  const { files, errors } = await listSources(paths.map((path) => resolve(path)));
  return {
    files: [...new Set(files)],
    failed: errors.map((error) => ({ file: error.file ?? '', reason: error.message })),
  };
}

/** A failure as one line that names its file. */
export function describeFailure({ file, reason }: FailedFile): string {
  return reason.includes(basename(file)) ? reason : `${file}: ${reason}`;
}
