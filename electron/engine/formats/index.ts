import { bmp } from './bmp.ts';
import { czi } from './czi.ts';
import { idx } from './idx.ts';
import { jpeg } from './jpeg.ts';
import { nd2 } from './nd2.ts';
import { nifti } from './nifti.ts';
import { omeZarr } from './ome-zarr.ts';
import type { SourceFormat } from './pixel-source.ts';
import { png } from './png.ts';
import { tiff } from './tiff.ts';
import { webp } from './webp.ts';

/** Every file format; a new one is one file and one line here. The first that recognises a file opens it. */
export const sourceFormats: readonly SourceFormat[] = [
  png,
  jpeg,
  tiff,
  bmp,
  webp,
  nifti,
  omeZarr,
  nd2,
  czi,
  idx,
];
