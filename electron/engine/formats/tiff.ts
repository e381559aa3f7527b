import { openWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './pixel-source.ts';
import type { SourceFormat } from './pixel-source.ts';

/** TIFF of 8-bit, 16-bit unsigned or 32-bit floating-point pixels; of several images the first. */
export const tiff: SourceFormat = {
  id: 'tiff',
  label: 'TIFF',
  extensions: ['tif', 'tiff'],
  // "II" or "MM" for the byte order, then 42, or 43 for BigTIFF.
  sniff: (bytes) =>
    [42, 43].some(
      (version) => startsWith(bytes, [0x49, 0x49, version, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, version]),
    ),
  open: openWithSharp('tiff'),
};
