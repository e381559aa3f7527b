import { openWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './pixel-source.ts';
import type { SourceFormat } from './pixel-source.ts';

/** WebP, lossy or lossless; of an animation the first image. */
export const webp: SourceFormat = {
  id: 'webp',
  label: 'WebP',
  extensions: ['webp'],
  // "RIFF", four bytes of length, "WEBP".
  sniff: (bytes) =>
    startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
  open: openWithSharp('webp'),
};
