import type { Metric } from './metric.ts';
import { psnrMetric } from './psnr.ts';
import { ssimMetric } from './ssim.ts';

/** Every image metric; a new one is one file and one line here. */
export const metrics: readonly Metric[] = [psnrMetric, ssimMetric];
