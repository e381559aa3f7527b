import { inputScoreOf, type ScoreId } from '../../../electron/contract/evaluation.ts';
import type { Evaluation } from '../../../electron/contract/documents.ts';

/** Scores of a metric, of the input and of each run, and what the first run gains. */
export interface ScoreCells {
  input: number | null;
  runs: readonly (number | null)[];
  gain: number | null;
}

/** One image: its scores by metric; empty where it was not scored. */
export interface ScoreRow {
  id: string;
  cells: Partial<Record<ScoreId, ScoreCells>>;
}

export const metricInfo: Record<
  ScoreId,
  { title: string; unit: string; decimals: number; better: 'higher' | 'lower' }
> = {
  psnr: { title: 'PSNR', unit: 'dB', decimals: 2, better: 'higher' },
  ssim: { title: 'SSIM', unit: '', decimals: 3, better: 'higher' },
  msSsim: { title: 'MS-SSIM', unit: '', decimals: 3, better: 'higher' },
  scaleInvariantPsnr: { title: 'Scale-invariant PSNR', unit: 'dB', decimals: 2, better: 'higher' },
  nrmse: { title: 'NRMSE', unit: '', decimals: 3, better: 'lower' },
  pearson: { title: 'Pearson', unit: '', decimals: 3, better: 'higher' },
  mae: { title: 'MAE', unit: '', decimals: 3, better: 'lower' },
};
export const metricIds = Object.keys(metricInfo) as ScoreId[];

/** Rows of all images of a split, with the scores that runs of it have; `evaluations` of the first run first. */
export function scoreRows(
  ids: readonly string[],
  evaluations: readonly (Evaluation | null)[],
  metrics: readonly ScoreId[],
): ScoreRow[] {
  const byId = evaluations.map((each) => new Map(each?.perImage.map((score) => [score.id, score]) ?? []));
  return ids.map((id) => {
    const own = byId.map((scores) => scores.get(id));
    const cells: ScoreRow['cells'] = {};
    if (own.every((score) => score === undefined)) return { id, cells };
    const first = own.find((score) => score !== undefined);
    for (const metric of metrics) {
      const input = first ? numberOf(first[inputScoreOf(metric)], metric, first.inputIdentical) : null;
      const runs = own.map((score) => (score ? numberOf(score[metric], metric, score.identical) : null));
      const gain = (runs[0] ?? NaN) - (input ?? NaN);
      cells[metric] = { input, runs, gain: Number.isNaN(gain) ? null : gain };
    }
    return { id, cells };
  });
}

/** The PSNR of an image that is its truth pixel by pixel is infinite, and stored as null. */
function numberOf(score: number | null, metric: ScoreId, identical: boolean): number | null {
  return score === null && identical && metric === 'psnr' ? Infinity : score;
}

/** Which number of a row a column shows. */
export interface ScoreColumn {
  metric: ScoreId | null;
  /** `gain`, `input`, or the place of a run. */
  of: 'input' | 'gain' | number;
}

export function valueIn(row: ScoreRow, { metric, of }: ScoreColumn): number | null {
  const cells = metric === null ? undefined : row.cells[metric];
  if (!cells) return null;
  return of === 'input' ? cells.input : of === 'gain' ? cells.gain : (cells.runs[of] ?? null);
}

/** Rows in the order of a column; those without a value come last either way. */
export function sortRows(rows: readonly ScoreRow[], column: ScoreColumn, descending: boolean): ScoreRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column.metric === null) return sign * a.id.localeCompare(b.id, undefined, { numeric: true });
    const [left, right] = [valueIn(a, column), valueIn(b, column)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  });
}
