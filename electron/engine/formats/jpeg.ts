import { openWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './pixel-source.ts';
import type { SourceFormat } from './pixel-source.ts';

/** Baseline and progressive JPEG, grey, RGB or CMYK. */
export const jpeg: SourceFormat = {
  id: 'jpeg',
  label: 'JPEG',
  extensions: ['jpg', 'jpeg', 'jpe'],
  sniff: (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  open: openWithSharp('jpeg'),
};
