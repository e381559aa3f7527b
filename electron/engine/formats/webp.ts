import { decodeWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './photo-format.ts';
import type { PhotoFormat } from './photo-format.ts';

/** WebP, lossy or lossless; of an animation the first image. */
export const webp: PhotoFormat = {
  id: 'webp',
  label: 'WebP',
  extensions: ['webp'],
  // "RIFF", four bytes of length, "WEBP".
  sniff: (bytes) =>
    startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
  open: decodeWithSharp,
};
