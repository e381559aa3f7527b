import { AbbeError } from '../../contract/errors.ts';
import type { OpenOptions } from './pixel-source.ts';
import { defaultMaxPixels } from './pixel-source.ts';

/** The sentence for a file that claims to be an image but cannot be read. */
export function brokenFile(file: string, reason: string, cause?: unknown): AbbeError {
  return new AbbeError('invalid-input', `${file} cannot be opened: ${reason}.`, { file, cause });
}

/** Throws 'invalid-input' where a plane of this size is beyond the limit. */
export function requireWithinLimit(
  file: string,
  width: number,
  height: number,
  { maxPixels = defaultMaxPixels }: OpenOptions = {},
): void {
  if (width * height <= maxPixels) return;
  const size = `${width} x ${height} pixels (${megapixels(width * height)} megapixels)`;
  throw brokenFile(
    file,
    `it is ${size} and the limit is ${megapixels(maxPixels)} megapixels; crop or downsample it first`,
  );
}

function megapixels(pixels: number): string {
  return (pixels / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 });
}
