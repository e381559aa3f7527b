import { maeMetric } from './mae.ts';
import type { Metric } from './metric.ts';
import { msSsimMetric } from './ms-ssim.ts';
import { nrmseMetric } from './nrmse.ts';
import { pearsonMetric } from './pearson.ts';
import { psnrMetric } from './psnr.ts';
import { scaleInvariantPsnrMetric } from './scale-invariant-psnr.ts';
import { ssimMetric } from './ssim.ts';

/** Every image metric; a new one is one file and one line here. */
export const metrics: readonly Metric[] = [
  psnrMetric,
  ssimMetric,
  msSsimMetric,
  scaleInvariantPsnrMetric,
  nrmseMetric,
  pearsonMetric,
  maeMetric,
];
