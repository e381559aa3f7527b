/**
 * The time that one image takes: the median of all but the first, which waits for its shape to be compiled; the
 * first where there is no other, null without any.
 */
export function medianSeconds(times: readonly number[]): number | null {
  const later = times.length > 1 ? times.slice(1) : times;
  const sorted = [...later].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
