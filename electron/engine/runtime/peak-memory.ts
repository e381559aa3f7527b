import { readFileSync, writeFileSync } from 'node:fs';

export interface PeakMemory {
  /** Most resident memory so far (bytes). */
  bytes: number;
  /** Since `resetPeak`, or since the process began where the system cannot forget its earlier peak. */
  since: 'reset' | 'process start';
}

/**
 * Has the system forget the process's peak of resident memory. Its own count is used because a step keeps the
 * thread busy: samples between steps would miss what a step needs.
 * @returns what tells the peak from now on.
 */
export function resetPeak(): () => PeakMemory {
  const forgets = forgetPeak();
  return () => {
    const bytes = forgets ? highWaterMark() : null;
    if (bytes !== null) return { bytes, since: 'reset' };
    return { bytes: process.resourceUsage().maxRSS * 1024, since: 'process start' };
  };
}

/** Linux: "5" resets the high water mark (proc(5), clear_refs). */
function forgetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return highWaterMark() !== null;
  } catch {
    return false;
  }
}

function highWaterMark(): number | null {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line ? Number(line[1]) * 1024 : null;
}
