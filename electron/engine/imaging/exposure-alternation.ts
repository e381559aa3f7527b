import { median } from './median.ts';

export type Exposure = 'low' | 'high';

/** Grey levels of a frame: its median, and the 99.5th percentile, where sparse signal shows. */
export interface FrameStatistics {
  median: number;
  bright: number;
}

export interface Alternation {
  /** Frames in a cycle: 2 where every low frame is followed by a high one, or every high by a low one. */
  period: number;
  lowFrames: number[];
  highFrames: number[];
  /** Neighbouring frames of one cycle; a frame is in one pair at most. */
  pairs: { low: number; high: number }[];
  /** Frames missing from the pattern: what is missing, and the frame after which it should have come. */
  dropped: { after: number; exposure: Exposure }[];
  /** 0 to 1: the share of regular cycles, times how clearly the two levels stand apart. */
  confidence: number;
  source: 'metadata' | 'intensity';
}

const leastFrames = 4;
/** Exposure times that differ by less are one exposure. */
const sameExposure = 1.1;
/** Frames to either side that a frame's level is compared with: bleaching within them does not matter. */
const reach = 4;
/** The two levels must differ by so many times their own scatter. */
const leastSeparation = 4;
const leastRegularity = 0.6;

/**
 * Which frames of a movie have the low and which the high exposure, and which belong together.
 * Exposure times decide where every frame has one and there are two different ones; else intensity does, each
 * frame against its neighbours, so that bleaching and drift of the lamp do no harm. A missing frame
 * leaves its partner without a pair and the other pairs right.
 *
 * @param exposures seconds, one a frame; null where the file does not say.
 * @param statistics one a frame; may be empty where the exposures suffice.
 * @throws RangeError with the reason where no alternation is found.
 */
export function findAlternation(
  exposures: readonly (number | null)[] | null,
  statistics: readonly FrameStatistics[],
): Alternation {
  const count = exposures?.length ?? statistics.length;
  if (count < leastFrames) {
    throw new RangeError(`An alternation of exposures shows in ${leastFrames} frames or more, not ${count}.`);
  }
  const stated = exposures === null ? null : classesByTime(exposures);
  if (stated) return { ...pairUp(stated), source: 'metadata' };
  if (statistics.length !== count) {
    throw new RangeError('The exposure times do not alternate, and there are no intensities to look at.');
  }
  const found = classesByIntensity(statistics);
  const result = pairUp(found.classes);
  return { ...result, confidence: result.confidence * found.clarity, source: 'intensity' };
}

/** Null where a time is missing or all are one; throws for more than two exposures. */
function classesByTime(exposures: readonly (number | null)[]): Exposure[] | null {
  const times = exposures.filter((time) => time !== null && time > 0) as number[];
  if (times.length < exposures.length) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const groups: number[] = [];
  let last = 0;
  for (const time of sorted) {
    if (time > last * sameExposure) groups.push(time);
    last = time;
  }
  if (groups.length === 1) return null;
  if (groups.length > 2) {
    throw new RangeError(
      `The frames have ${groups.length} exposure times, and a low and a high one are expected: choose the frames of two of them.`,
    );
  }
  return times.map((time) => (time >= (groups[1] as number) ? 'high' : 'low'));
}

/** By the statistic whose two levels stand further apart. */
function classesByIntensity(statistics: readonly FrameStatistics[]): {
  classes: Exposure[];
  clarity: number;
} {
  const candidates = [statistics.map(({ median }) => median), statistics.map(({ bright }) => bright)];
  const tried = candidates.map(splitLevels);
  const best = tried.reduce((a, b) => (b.separation > a.separation ? b : a));
  if (best.separation < leastSeparation) {
    throw new RangeError(
      'The frames show no two levels of brightness that alternate: give a movie of low and high exposures, or pair the frames by a table.',
    );
  }
  return { classes: best.classes, clarity: 1 - 1 / best.separation };
}

/**
 * Each level against the middle between the darkest and the brightest of its neighbourhood. The separation is the
 * median difference between neighbours of different classes over that between nearest frames of one class.
 */
function splitLevels(levels: readonly number[]): { classes: Exposure[]; separation: number } {
  const classes = levels.map((level, i): Exposure => {
    const near = levels.slice(Math.max(0, i - reach), i + reach + 1);
    return level > (Math.min(...near) + Math.max(...near)) / 2 ? 'high' : 'low';
  });
  const between: number[] = [];
  const within: number[] = [];
  const last: Partial<Record<Exposure, number>> = {};
  for (const [i, level] of levels.entries()) {
    const own = classes[i] as Exposure;
    const other = last[own === 'low' ? 'high' : 'low'];
    const same = last[own];
    if (other !== undefined) between.push(own === 'high' ? level - other : other - level);
    if (same !== undefined) within.push(Math.abs(level - same));
    last[own] = level;
  }
  const gap = between.length > 0 ? median(between) : 0;
  // Noise-free frames scatter by nothing.
  const scatter = Math.max(within.length > 0 ? median(within) : 0, gap * 1e-3);
  return { classes, separation: gap > 0 ? gap / scatter : 0 };
}

interface Run {
  exposure: Exposure;
  first: number;
  length: number;
}

function pairUp(classes: readonly Exposure[]): Omit<Alternation, 'source'> {
  const runs = runsOf(classes);
  const usual = { low: usualLength(runs, 'low'), high: usualLength(runs, 'high') };
  const inner = runs.slice(1, -1);
  const regular = inner.filter(({ exposure, length }) => length === usual[exposure]).length;
  const confidence = inner.length > 0 ? regular / inner.length : 0;
  if (runs.length < leastFrames - 1 || confidence < leastRegularity) {
    throw new RangeError(
      `Low and high exposures follow each other without a regular pattern (${runs.length} changes in ${classes.length} frames): pair the frames by a table.`,
    );
  }
  const indices = (exposure: Exposure): number[] =>
    [...classes.keys()].filter((i) => classes[i] === exposure);
  return {
    period: usual.low + usual.high,
    lowFrames: indices('low'),
    highFrames: indices('high'),
    pairs: pairsOf(runs),
    dropped: inner.flatMap((run) => droppedAt(run, usual)),
    confidence,
  };
}

function runsOf(classes: readonly Exposure[]): Run[] {
  const runs: Run[] = [];
  for (const [i, exposure] of classes.entries()) {
    const run = runs.at(-1);
    if (run?.exposure === exposure) run.length += 1;
    else runs.push({ exposure, first: i, length: 1 });
  }
  return runs;
}

/** The most frequent length of a class's runs; the first and the last may be cut. */
function usualLength(runs: readonly Run[], exposure: Exposure): number {
  const inner = runs.slice(1, -1).filter((run) => run.exposure === exposure);
  const lengths = (inner.length > 0 ? inner : runs.filter((run) => run.exposure === exposure)).map(
    ({ length }) => length,
  );
  const times = (length: number): number => lengths.filter((each) => each === length).length;
  return lengths.reduce((best, length) => (times(length) > times(best) ? length : best), lengths[0] ?? 1);
}

/** A cycle begins with the exposure that the movie begins with: its last frame and the next run's first. */
function pairsOf(runs: readonly Run[]): { low: number; high: number }[] {
  return runs.flatMap((run, i) => {
    const next = runs[i + 1];
    if (!next || run.exposure !== runs[0]?.exposure) return [];
    const last = run.first + run.length - 1;
    return run.exposure === 'low' ? [{ low: last, high: next.first }] : [{ low: next.first, high: last }];
  });
}

/** A run of twice or more its usual length swallowed the other exposure; a short one lacks frames of its own. */
function droppedAt(
  { exposure, first, length }: Run,
  usual: Record<Exposure, number>,
): Alternation['dropped'] {
  const own = usual[exposure];
  const other: Exposure = exposure === 'low' ? 'high' : 'low';
  if (length < own)
    return Array.from({ length: own - length }, () => ({ after: first + length - 1, exposure }));
  return Array.from({ length: Math.ceil(length / own) - 1 }, (_, i) => ({
    after: first + own * (i + 1) - 1,
    exposure: other,
  }));
}
