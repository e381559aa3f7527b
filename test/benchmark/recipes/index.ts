import type { Benchmark } from '../benchmark.ts';
import { emMasksCase } from './em-masks.ts';
import { microganCase } from './microgan.ts';
import { emImagesCase, liveCellUnetCase, pix2pixMedicalCase } from './paired.ts';
import { progressiveLiveCellCase } from './progressive-live-cell.ts';
import { recipeBenchmark } from './recipe-step.ts';

/** One row a recipe, at the size of its `quick` preset. */
export const recipeBenchmarks: Benchmark[] = [
  recipeBenchmark('microgan', microganCase),
  recipeBenchmark('pix2pix-medical', pix2pixMedicalCase),
  recipeBenchmark('em-masks', emMasksCase),
  recipeBenchmark('em-images', emImagesCase),
  recipeBenchmark('live-cell-unet', liveCellUnetCase),
  recipeBenchmark('progressive-live-cell', progressiveLiveCellCase),
];
