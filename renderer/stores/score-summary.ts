import type { Evaluation, ImageScore } from '../../electron/contract/documents.ts';

/** Mean and sample standard deviation of the finite values, and how many they are. */
export interface MeanOf {
  mean: number;
  sd: number;
  n: number;
}

/** How much better the result is than the input, image by image. */
export interface GainSummary {
  psnr: MeanOf;
  ssim: MeanOf;
  /** Images whose result has a higher PSNR than their input. */
  better: number;
}

export function psnrGain(score: ImageScore): number | null {
  return score.psnr === null || score.inputPsnr === null ? null : score.psnr - score.inputPsnr;
}

export function ssimGain(score: ImageScore): number {
  return (score.ssim ?? NaN) - (score.inputSsim ?? NaN);
}

export function summariseGain(evaluation: Evaluation): GainSummary {
  const gains = evaluation.perImage.map(psnrGain).filter((gain) => gain !== null);
  return {
    psnr: meanOf(gains),
    ssim: meanOf(evaluation.perImage.map(ssimGain)),
    better: gains.filter((gain) => gain > 0).length,
  };
}

export function meanOf(values: readonly number[]): MeanOf {
  const finite = values.filter((value) => Number.isFinite(value));
  const n = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : NaN, n };
}

export const scoreColumns = ['cell', 'inputPsnr', 'psnr', 'gain', 'inputSsim', 'ssim', 'ssimGain'] as const;
export type ScoreColumn = (typeof scoreColumns)[number];

/** The scores in the order of one column; an infinite PSNR counts as the largest. */
export function sortScores(
  scores: readonly ImageScore[],
  column: ScoreColumn,
  descending: boolean,
): ImageScore[] {
  const sign = descending ? -1 : 1;
  return [...scores].sort((a, b) => {
    if (column === 'cell') return sign * a.id.localeCompare(b.id, undefined, { numeric: true });
    const [left, right] = [valueIn(a, column), valueIn(b, column)];
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  });
}

function valueIn(score: ImageScore, column: Exclude<ScoreColumn, 'cell'>): number {
  if (column === 'gain') return psnrGain(score) ?? Infinity;
  if (column === 'ssimGain') return ssimGain(score);
  return score[column] ?? Infinity;
}
