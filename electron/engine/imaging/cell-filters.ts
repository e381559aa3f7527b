import type { FoundCell } from './measure-cells.ts';
import type { SegmentParameters } from './segment-parameters.ts';

/** Why a part that was found is no cell that one wants. */
export const rejectReasons = [
  'too small',
  'too large',
  'cut by the border',
  'not round',
  'out of focus',
] as const;
export type RejectReason = (typeof rejectReasons)[number];

export type RejectedCell = FoundCell & { reason: RejectReason };

type Rules = Pick<SegmentParameters, 'minArea' | 'maxArea' | 'border' | 'minRoundness' | 'minFocus'> & {
  diameter: number;
};

/** Parts below this share of the smallest cell are specks and not worth a list. */
const speck = 0.25;

/**
 * Parts the rules leave, and the others with the first rule they break; areas are relative to a disk of the
 * cell diameter (px). Specks below a quarter of the smallest cell are in neither.
 */
export function filterCells(
  parts: readonly FoundCell[],
  rules: Rules,
): { cells: FoundCell[]; rejected: RejectedCell[] } {
  const cells: FoundCell[] = [];
  const rejected: RejectedCell[] = [];
  const cellArea = (Math.PI / 4) * rules.diameter ** 2;
  for (const part of parts) {
    const reason = reasonAgainst(part, part.area / cellArea, rules);
    if (reason === undefined) cells.push(part);
    else if (part.area >= speck * rules.minArea * cellArea) rejected.push({ ...part, reason });
  }
  return { cells, rejected };
}

function reasonAgainst(part: FoundCell, relativeArea: number, rules: Rules): RejectReason | undefined {
  if (relativeArea < rules.minArea) return 'too small';
  if (relativeArea > rules.maxArea) return 'too large';
  if (part.touchesBorder && rules.border === 'drop') return 'cut by the border';
  if (part.roundness < rules.minRoundness) return 'not round';
  if (part.focus !== undefined && part.focus < rules.minFocus) return 'out of focus';
  return undefined;
}
