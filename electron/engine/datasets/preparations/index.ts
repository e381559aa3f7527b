import type { Preparation } from '../preparation.ts';
import { cellSegmentation } from './cell-segmentation.ts';
import { exposurePairs } from './exposure-pairs.ts';
import { labelledImages } from './labelled-images.ts';
import { masksToImages } from './masks-to-images.ts';
import { pairedFiles } from './paired-files.ts';
import { volumes } from './volumes.ts';

/** Every way from raw files to a dataset; a new one is one file and one line here. */
export const preparations: readonly Preparation[] = [
  cellSegmentation,
  exposurePairs,
  masksToImages,
  volumes,
  pairedFiles,
  labelledImages,
];
