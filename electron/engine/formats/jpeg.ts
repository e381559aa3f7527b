import { decodeWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './photo-format.ts';
import type { PhotoFormat } from './photo-format.ts';

/** Baseline and progressive JPEG, grey, RGB or CMYK. */
export const jpeg: PhotoFormat = {
  id: 'jpeg',
  label: 'JPEG',
  extensions: ['jpg', 'jpeg', 'jpe'],
  sniff: (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  open: decodeWithSharp,
};
