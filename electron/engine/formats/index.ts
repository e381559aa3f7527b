import { bmp } from './bmp.ts';
import { jpeg } from './jpeg.ts';
import type { PhotoFormat } from './photo-format.ts';
import { png } from './png.ts';
import { tiff } from './tiff.ts';
import { webp } from './webp.ts';

/** Every photo format; a new one is one file and one line here. */
export const photoFormats: readonly PhotoFormat[] = [png, jpeg, tiff, bmp, webp];
