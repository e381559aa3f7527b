import { basename, resolve } from 'node:path';
import type { CallContext } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { PlaneIndex, SampleType, SourceInfo } from '../../contract/images.ts';
import { listSources } from '../formats/list-sources.ts';
import type { PixelSource, Samples } from '../formats/pixel-source.ts';
import { planesOf } from '../formats/plane-index.ts';
import { readRaster } from '../formats/read-raster.ts';
import type { SourcePool } from './source-pool.ts';
import { taskProgress } from './task-progress.ts';

/** Files that belong together, absolute. */
export interface ImagePair {
  prediction: string;
  target: string;
  input: string | null;
}

/** One plane of a file, or all channels of a colour picture, interleaved. */
export interface ComparedPlane {
  file: string;
  width: number;
  height: number;
  channels: number;
  dtype: SampleType;
  data: Samples;
}

export interface PlanePair {
  /** Which image of files that hold several. */
  series: number;
  plane: PlaneIndex;
  prediction: ComparedPlane;
  target: ComparedPlane;
  input: ComparedPlane | null;
}

interface Failure {
  file: string;
  reason: string;
}

export interface PairRequest {
  prediction: string;
  target: string;
  input: string | null;
}

/**
 * Calls `visit` for every plane of every image (series) of every pair of files, with planes in memory one pair at a time. Files that
 * have no partner, cannot be read or are of another size come back as failures, and the rest goes on.
 * @throws AbbeError where there is nothing to compare at all.
 */
export async function forEachPlanePair(
  sources: SourcePool,
  request: PairRequest,
  call: CallContext,
  visit: (pair: PlanePair) => void,
): Promise<Failure[]> {
  const { pairs, failed } = await findPairs(request);
  const tell = taskProgress(call, pairs.length, () => 'Cancelled.');
  for (const [i, pair] of pairs.entries()) {
    const step = (): Promise<void> => tell(i, `Comparing ${basename(pair.prediction)}`);
    try {
      await visitPlanes(sources, pair, step, visit);
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      // Of one pair of files the error is the answer.
      if (error.code === 'cancelled' || pairs.length + failed.length === 1) throw error;
      failed.push({ file: pair.prediction, reason: error.message });
    }
  }
  return failed;
}

/** Pairs single files as they are, and the files of folders and patterns by name. */
async function findPairs(request: PairRequest): Promise<{ pairs: ImagePair[]; failed: Failure[] }> {
  const list = async (path: string): Promise<string[]> => {
    const { files, errors } = await listSources([resolve(path)]);
    if (errors[0]) throw errors[0];
    return files.map((file) => resolve(file));
  };
  const [predictions, targets] = [await list(request.prediction), await list(request.target)];
  const inputs = request.input === null ? null : await list(request.input);
  const single = [predictions, targets, inputs ?? []].every((files) => files.length <= 1);
  if (single) {
    const [prediction = '', target = ''] = [predictions[0], targets[0]];
    return { pairs: [{ prediction, target, input: inputs?.[0] ?? null }], failed: [] };
  }
  return pairByName(predictions, targets, inputs, request);
}

function pairByName(
  predictions: readonly string[],
  targets: readonly string[],
  inputs: readonly string[] | null,
  request: PairRequest,
): { pairs: ImagePair[]; failed: Failure[] } {
  const failed: Failure[] = [];
  const pairs: ImagePair[] = [];
  const toTarget = partners(predictions, targets, request.target);
  const toInput = inputs && partners(predictions, inputs, request.input ?? '');
  const used = new Set<string>();
  for (const prediction of predictions) {
    const target = toTarget(prediction);
    const input = toInput && toInput(prediction);
    if ('reason' in target) failed.push({ file: prediction, reason: target.reason });
    else if (input && 'reason' in input) failed.push({ file: prediction, reason: input.reason });
    else pairs.push({ prediction, target: target.file, input: input && input.file });
    if ('file' in target) used.add(target.file);
  }
  if (pairs.length === 0) {
    const reason = failed[0]?.reason ?? 'there are no images.';
    throw new AbbeError('invalid-input', `Nothing can be compared: ${reason}`);
  }
  const rest = targets.filter((file) => !used.has(file));
  return {
    pairs,
    failed: [...failed, ...rest.map((file) => ({ file, reason: `${file} has no prediction.` }))],
  };
}

/**
 * How a file finds its partner: the same name; else the same but for the ending; else the same but for the words
 * that all names of a folder begin or end with (`low_017.tif` and `high_017.tif`). More than one: none.
 */
function partners(
  files: readonly string[],
  others: readonly string[],
  place: string,
): (file: string) => { file: string } | { reason: string } {
  const [own, theirs] = [distinctWords(files), distinctWords(others)];
  return (file) => {
    const ways: ((other: string) => boolean)[] = [
      (other) => basename(other) === basename(file),
      (other) => stem(other) === stem(file),
      (other) => theirs.get(other) === own.get(file),
    ];
    const found = ways.map((way) => others.filter(way)).find((list) => list.length > 0) ?? [];
    if (found.length === 1) return { file: found[0] as string };
    const count = found.length === 0 ? 'no image' : `${found.length} images`;
    return {
      reason: `${file} has no partner: ${count} in ${place} by the name “${stem(file)}”; give both the same name.`,
    };
  };
}

const stem = (file: string): string =>
  basename(file)
    .replace(/\.gz$/i, '')
    .replace(/(\.ome)?\.[^.]+$/i, '');

/** Names without the words that all of them begin or end with; whole words, so that no number loses a digit. */
function distinctWords(files: readonly string[]): Map<string, string> {
  const words = files.map((file) => stem(file).split(/[\s_.-]+/));
  const shortest = Math.min(...words.map(({ length }) => length));
  const same = (place: (list: string[]) => string | undefined): boolean =>
    new Set(words.map(place)).size === 1;
  let [start, end] = [0, 0];
  while (start < shortest - 1 && same((list) => list[start])) start += 1;
  while (end < shortest - 1 - start && same((list) => list.at(-1 - end))) end += 1;
  return new Map(
    files.map((file, i) => [file, (words[i] ?? []).slice(start, (words[i]?.length ?? 0) - end).join('_')]),
  );
}

async function visitPlanes(
  sources: SourcePool,
  files: ImagePair,
  step: () => Promise<void>,
  visit: (pair: PlanePair) => void,
): Promise<void> {
  const { prediction, target, input } = files;
  const counts = await Promise.all(
    [prediction, target, ...(input === null ? [] : [input])].map((file) =>
      sources.use(file, {}, async ({ info }) => info),
    ),
  );
  requireSeries(counts);
  const series = Array.from({ length: counts[0]?.seriesCount ?? 0 }, (_, i) => i);
  // A misfit is told before anything is scored, so that no file counts by a part of itself.
  for (const index of series) {
    await withSeries(sources, files, index, async ({ predicted, wanted, given }) => {
      for (const other of given ? [predicted, given] : [predicted]) requireAlike(other.info, wanted.info);
    });
  }
  for (const index of series) {
    await withSeries(sources, files, index, async ({ predicted, wanted, given }) => {
      for (const plane of planesOf(wanted.info)) {
        if (wanted.info.rgb && plane.c > 0) continue;
        await step();
        visit({
          series: index,
          plane,
          prediction: await readPlane(predicted, plane),
          target: await readPlane(wanted, plane),
          input: given && (await readPlane(given, plane)),
        });
      }
    });
  }
}

interface OpenPair {
  predicted: PixelSource;
  wanted: PixelSource;
  given: PixelSource | null;
}

async function withSeries(
  sources: SourcePool,
  { prediction, target, input }: ImagePair,
  series: number,
  action: (pair: OpenPair) => Promise<void>,
): Promise<void> {
  const open = (file: string, use: (source: PixelSource) => Promise<void>): Promise<void> =>
    sources.use(file, { series }, use);
  await open(prediction, (predicted) =>
    open(target, (wanted) =>
      input === null
        ? action({ predicted, wanted, given: null })
        : open(input, (given) => action({ predicted, wanted, given })),
    ),
  );
}

function requireSeries(infos: readonly SourceInfo[]): void {
  const [first, ...others] = infos;
  const other = others.find(({ seriesCount }) => seriesCount !== first?.seriesCount);
  if (!first || !other) return;
  throw new AbbeError(
    'invalid-input',
    `${first.file} holds ${first.seriesCount} and ${other.file} ${other.seriesCount} images (series), so they cannot be compared: give files with as many, or convert each image to a file of its own.`,
    { file: first.file },
  );
}

async function readPlane(source: PixelSource, plane: PlaneIndex): Promise<ComparedPlane> {
  const { file, shape, dtype, rgb } = source.info;
  const [, , , height, width] = shape;
  if (!rgb) return { file, width, height, channels: 1, dtype, data: await source.plane(plane) };
  const { data, channels } = await readRaster(source, { t: plane.t, c: null, z: plane.z });
  return { file, width, height, channels, dtype, data };
}

function requireAlike(one: SourceInfo, other: SourceInfo): void {
  if (one.rgb === other.rgb && one.shape.every((length, axis) => length === other.shape[axis])) return;
  throw new AbbeError(
    'invalid-input',
    `${one.file} (${sizeOf(one)}) cannot be compared with ${other.file} (${sizeOf(other)}): bring both to one size first.`,
    { file: one.file },
  );
}

function sizeOf({ shape: [times, channels, slices, height, width], rgb, ...info }: SourceInfo): string {
  const more = [
    ...(info.seriesCount > 1 ? [`image ${info.series} of it, from 0`] : []),
    ...(rgb ? ['colour'] : channels > 1 ? [`${channels} channels`] : []),
    ...(slices > 1 ? [`${slices} slices`] : []),
    ...(times > 1 ? [`${times} time points`] : []),
  ];
  return [`${width} x ${height} pixels`, ...more].join(', ');
}
