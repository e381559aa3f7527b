import { numberAt, unwrap, valueAt, valuesAt } from './variant.ts';
import type { Variant } from './variant.ts';

export type LoopAxis = 't' | 'position' | 'z';

/** A stage position of a multi-point acquisition, micrometres; z only where the acquisition set it. */
export interface StagePoint {
  x: number;
  y: number;
  z?: number;
}

/** One loop of an acquisition, the outermost first in a list of them. */
export interface Loop {
  axis: LoopAxis;
  count: number;
  /** Distance of slices in micrometres. */
  step?: number;
  points?: StagePoint[];
}

/** `eType` of an experiment level. 6 (spectral) counts the channels, which lie inside a frame. */
const kinds = { time: 1, positions: 2, slices: 4, spectral: 6, custom: 7, unevenTime: 8 } as const;
const maxDepth = 20;

/**
 * The loops of an acquisition from the experiment's tree, outermost first. Where a level has several
 * alternatives below it (one for each phase of an uneven time lapse), the one with most frames counts.
 */
export function loopsOf(experiment: Variant | undefined, depth = 0): Loop[] {
  const node = unwrap(experiment);
  if (!(node instanceof Map) || depth > maxDepth) return [];
  const parameters = unwrap(valueAt(node, 'uLoopPars'));
  const own = loopOf(numberAt(node, 'eType') ?? 0, parameters, valuesAt(node, 'pItemValid'));
  const phases = valuesAt(parameters, 'pSubLoops').flatMap((phase) => valuesAt(phase, 'ppNextLevelEx'));
  const below = [...valuesAt(node, 'ppNextLevelEx'), ...phases].map((next) => loopsOf(next, depth + 1));
  const deepest = below.reduce<Loop[]>(
    (most, loops) => (most.length === 0 || framesIn(loops) > framesIn(most) ? loops : most),
    [],
  );
  return own ? [own, ...deepest] : deepest;
}

function loopOf(kind: number, parameters: Variant | undefined, valid: Variant[]): Loop | null {
  const count = numberAt(parameters, 'uiCount') ?? 0;
  const loop = { count } as const;
  switch (kind) {
    case kinds.time:
    case kinds.custom:
      return counted({ axis: 't', ...loop });
    case kinds.unevenTime:
      return counted({ axis: 't', count: unevenCount(parameters) });
    case kinds.positions: {
      const points = pointsOf(parameters).filter((_, i) => valid.length === 0 || valid[i] === true);
      return counted({ axis: 'position', count: points.length, points });
    }
    case kinds.slices:
      return counted({ axis: 'z', ...loop, ...stepOf(parameters, count) });
    default:
      return null;
  }
}

function counted(loop: Loop): Loop | null {
  return Number.isSafeInteger(loop.count) && loop.count > 0 ? loop : null;
}

/** Frames of all phases in use. */
function unevenCount(parameters: Variant | undefined): number {
  const used = valuesAt(parameters, 'pPeriodValid');
  return valuesAt(parameters, 'pPeriod').reduce<number>(
    (sum, period, i) => sum + (used[i] === true ? (numberAt(period, 'uiCount') ?? 0) : 0),
    0,
  );
}

function stepOf(parameters: Variant | undefined, count: number): { step?: number } {
  const stated = Math.abs(numberAt(parameters, 'dZStep') ?? 0);
  const range = Math.abs((numberAt(parameters, 'dZHigh') ?? 0) - (numberAt(parameters, 'dZLow') ?? 0));
  const step = stated > 0 ? stated : range / (count - 1);
  return Number.isFinite(step) && step > 0 ? { step } : {};
}

function pointsOf(parameters: Variant | undefined): StagePoint[] {
  const relative = valueAt(parameters, 'bRelativeXY') === true;
  const [x0, y0] = relative
    ? [numberAt(parameters, 'dReferenceX') ?? 0, numberAt(parameters, 'dReferenceY') ?? 0]
    : [0, 0];
  const usesZ = valueAt(parameters, 'bUseZ') === true;
  const point = (x?: number, y?: number, z?: number): StagePoint => ({
    x: x0 + (x ?? 0),
    y: y0 + (y ?? 0),
    ...(usesZ && z !== undefined ? { z } : {}),
  });
  const listed = valuesAt(parameters, 'Points');
  if (listed.length > 0) {
    return listed.map((it) => point(numberAt(it, 'dPosX'), numberAt(it, 'dPosY'), numberAt(it, 'dPosZ')));
  }
  // Before version 3 there are three lists of numbers instead of one of points.
  const column = (name: string) => valuesAt(parameters, name) as (number | undefined)[];
  const [ys, zs] = [column('dPosY'), column('dPosZ')];
  return column('dPosX').map((x, i) => point(x, ys[i], zs[i]));
}

/** How many frames the loops make. */
export function framesIn(loops: Loop[]): number {
  return loops.reduce((product, { count }) => product * count, 1);
}

/**
 * Loops as far as they were recorded: an acquisition that was stopped has fewer rounds of its outermost loop.
 * @param recorded number of frames up to the last one that is there.
 */
export function recordedLoops(loops: Loop[], recorded: number): Loop[] {
  const [outer, ...inner] = loops;
  if (outer === undefined) return [];
  const rest = recordedLoops(inner, recorded);
  const rounds = Math.ceil(recorded / framesIn(rest));
  return [{ ...outer, count: Math.max(1, Math.min(outer.count, rounds)) }, ...rest];
}

/** How many indices an axis has; two loops along one axis (time lapses in a time lapse) multiply. */
export function extent(loops: Loop[], axis: LoopAxis): number {
  return loops.reduce((product, loop) => (loop.axis === axis ? product * loop.count : product), 1);
}

/** The frame's number in the file: the innermost loop runs fastest. */
export function frameOf(loops: Loop[], index: Record<LoopAxis, number>): number {
  const rest = { ...index };
  let frame = 0;
  let stride = 1;
  for (const { axis, count } of loops.toReversed()) {
    frame += (rest[axis] % count) * stride;
    rest[axis] = Math.floor(rest[axis] / count);
    stride *= count;
  }
  return frame;
}
