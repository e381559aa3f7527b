import type { Benchmark } from './benchmark.ts';
import { phaseCorrelationBenchmark } from './phase-correlation.ts';
import { readTiff } from './read-tiff.ts';
import { recipeBenchmarks } from './recipes/index.ts';
import { segment } from './segment.ts';
import { ssimBenchmark } from './ssim.ts';
import { trainUnet } from './train-unet.ts';
import { trainingFeed } from './training-feed.ts';

/** Every comparison that `npm run benchmark` makes, in order. */
export const benchmarks: Benchmark[] = [
  trainUnet,
  ...recipeBenchmarks,
  segment,
  phaseCorrelationBenchmark,
  readTiff,
  ssimBenchmark,
  trainingFeed,
];
