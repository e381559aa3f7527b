import { emImages } from './em-images.ts';
import { emMasks } from './em-masks.ts';
import { liveCellUnet } from './live-cell-unet.ts';
import { microgan } from './microgan.ts';
import { pix2pixMedical } from './pix2pix-medical.ts';
import { progressiveLiveCell } from './progressive-live-cell.ts';
import type { Recipe } from './recipe.ts';

/** Every recipe; a new one is one file and one line here. */
export const recipes: readonly Recipe[] = [
  microgan,
  pix2pixMedical,
  emImages,
  emMasks,
  liveCellUnet,
  progressiveLiveCell,
];
