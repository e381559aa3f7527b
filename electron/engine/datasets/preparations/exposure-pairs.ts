import { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { constantOffset, darkOffset } from '../../imaging/camera-offset.ts';
import { median } from '../../imaging/median.ts';
import { loadOpenCv } from '../../imaging/opencv.ts';
import { defaultPairLimits } from '../../imaging/pair-scores.ts';
import { ordinal, uniqueStems } from '../item-ids.ts';
import { parseParameters } from '../parse-parameters.ts';
import { planeReference } from '../plane-reference.ts';
import type {
  MatchContext,
  Matched,
  Preparation,
  PreparationContext,
  PreparationSource,
  Prepared,
  PreparedItem,
} from '../preparation.ts';
import { laidPair, readPlane } from './laid-pair.ts';
import type { LaidPair } from './laid-pair.ts';
import { alternationOf, moviesOf } from './movies.ts';
import type { Frame, Movie } from './movies.ts';
import { matchRow, orSkip, preparedItem } from './parts.ts';
import { showLaidPair } from './show-pair.ts';

const schema = z.strictObject({
  movies: z.enum(['auto', 'files', 'folders']).default('auto').meta({
    title: 'Movies',
    description:
      'Each file is a movie, or the single frames of each folder in the order of their names; automatic looks which they are.',
  }),
  channel: z.number().int().min(0).default(0).meta({ title: 'Channel', description: 'Counted from 0.' }),
  slice: z.number().int().min(0).default(0).meta({
    title: 'Slice',
    description: 'Of movies of stacks, counted from 0.',
    advanced: true,
  }),
  alignment: z.enum(['translation', 'rigid', 'constant', 'none']).default('translation').meta({
    title: 'Alignment',
    description:
      'Each low frame is moved (or turned as well) onto its high frame; constant takes the median shift of the movie for all, as two cameras need.',
  }),
  leastCorrelation: limit(
    0,
    1,
    defaultPairLimits.smoothCorrelation,
    'Least correlation',
    'Of the aligned frames, smoothed by 3 px.',
  ),
  mostResidualShift: limit(
    0,
    50,
    defaultPairLimits.residualShift,
    'Most residual shift',
    'What aligning once more still finds.',
    'px',
  ),
  mostSaturation: limit(
    0,
    1,
    defaultPairLimits.saturation,
    'Most saturation',
    'Part of the pixels at the camera’s largest number.',
  ),
  leastFocus: limit(
    0,
    10,
    defaultPairLimits.lowestFocusRatio,
    'Least focus',
    'Of the low frame, as a multiple of the high frame’s.',
  ),
  mostFocus: limit(
    0,
    100,
    defaultPairLimits.highestFocusRatio,
    'Most focus',
    'Beyond it the high frame is the blurred one.',
  ),
  saturated: z.number().positive().nullable().default(null).meta({
    title: 'Saturated at',
    unit: 'grey levels',
    description:
      'The camera’s largest number; automatic takes the power of two above the movie’s brightest pixel.',
    nullTitle: 'automatic',
    advanced: true,
  }),
});
export type PairParameters = z.output<typeof schema>;

function limit(min: number, max: number, preset: number, title: string, description: string, unit?: string) {
  const meta = { title, description, advanced: true, ...(unit ? { unit } : {}) };
  return z.number().min(min).max(max).default(preset).meta(meta);
}

const shownPairs = 3;
const shownFaults = 6;
/** Frames that the camera's offset is read from. */
const framesForOffset = 8;

/** Pairs of a movie that alternates low and high exposures (progressive GAN, live cells). */
export const exposurePairs: Preparation = {
  id: 'exposure-pairs',
  title: 'Exposure pairs',
  description: 'Pairs neighbouring low and high exposures of movies, aligns and scores them.',
  paper: 'progressive-gan-live-cell',
  schema,
  presets: { default: schema.parse({}) },
  splitBy: 'session',
  degrades: false,
  match: matchMovies,
  doubt: (rows) =>
    rows.some(({ files }) => (files[0]?.source.info.shape[0] ?? 0) > 1)
      ? null
      : 'They are single frames: they fit if those of each folder are a movie of alternating exposures.',
  prepare: prepareExposures,
};

/** A row a movie, with its files in the order of their frames; sessions are called as items are. */
async function matchMovies(context: MatchContext, given: Parameters): Promise<Matched> {
  const parameters = parseParameters('The exposure pairs', schema, given);
  const movies = await moviesOf(context, parameters);
  const stems = uniqueStems(movies.map(({ name }) => name));
  const byName = new Map(context.sources.map((source) => [source.name, source]));
  const rows = movies.map(({ frames }, i) => {
    const names = [...new Set(frames.map(({ source }) => source))];
    const files = names.map((name) => ({ role: 'movie', source: byName.get(name) as PreparationSource }));
    const missing = frames.length < 2 ? ['a second frame'] : [];
    return matchRow({ key: stems[i] as string, files, missing, session: stems[i] as string });
  });
  const colour = context.sources.filter(({ info }) => info.rgb);
  const reason = 'it holds a colour picture; movies of grey frames are needed.';
  return { rows, unmatched: colour.map(({ file }) => ({ file, reason: `${file}: ${reason}` })) };
}

async function prepareExposures(context: PreparationContext, given: Parameters): Promise<Prepared> {
  const parameters = parseParameters('The exposure pairs', schema, given);
  const movies = await moviesOf(context, parameters);
  const stems = uniqueStems(movies.map(({ name }) => name));
  const prepared: Prepared = { items: [], skipped: [], notes: [] };
  for (const [i, movie] of movies.entries()) {
    const tell = (share: number, message: string): Promise<void> =>
      context.tell(i + share, movies.length, `${message} of ${stems[i]}`);
    const own = { movie, stem: stems[i] as string };
    await orSkip(prepared.skipped, movie.file, () => addMovie(context, parameters, own, prepared, tell));
  }
  if (prepared.items.length === 0) {
    const why = prepared.skipped[0]?.reason ?? 'There are no movies.';
    throw new AbbeError('invalid-input', `No movie gave a pair of exposures. ${why}`);
  }
  return prepared;
}

type Tell = (share: number, message: string) => Promise<void>;

async function addMovie(
  context: PreparationContext,
  parameters: PairParameters,
  { movie, stem }: { movie: Movie; stem: string },
  prepared: Prepared,
  tell: Tell,
): Promise<void> {
  const { cv } = await loadOpenCv();
  const found = await alternationOf(context, movie, (share) => tell(share * 0.3, 'Looking at the frames'));
  prepared.notes.push(`${stem}: ${found.note}`);
  const saturated = parameters.saturated ?? found.saturated;
  const options = { parameters, saturated };
  let pairs: LaidPair[] = [];
  for (const [k, { low, high }] of found.pairs.entries()) {
    await tell(0.3 + (0.7 * k) / found.pairs.length, 'Aligning pairs');
    pairs.push(await laidPair(cv, context, { low, high }, options));
  }
  if (parameters.alignment === 'constant')
    pairs = await withConstantShift(context, pairs, options, prepared, stem);
  prepared.notes.push(...(await darkLevels(context, pairs, stem)));
  let [shown, shownBad] = [0, 0];
  for (const [k, pair] of pairs.entries()) {
    const item = itemOf(pair, { id: `${stem}-${ordinal(k)}`, session: stem });
    prepared.items.push(item);
    const wanted = item.included ? shown++ < shownPairs : shownBad++ < shownFaults;
    if (wanted) await showLaidPair(cv, context, pair, item);
  }
}

/** The camera's grey level without light, which both exposures should share. */
async function darkLevels(
  context: PreparationContext,
  pairs: readonly LaidPair[],
  stem: string,
): Promise<string[]> {
  const few = pairs.slice(0, framesForOffset);
  const levels = async (of: 'low' | 'high'): Promise<string> => {
    const measured: number[] = [];
    for (const pair of few) measured.push(darkOffset(await readPlane(context, pair[of])));
    return median(measured).toFixed(1);
  };
  if (few.length === 0) return [];
  return [
    `${stem}: darkest level ${await levels('low')} grey levels at low exposure, ${await levels('high')} at high.`,
  ];
}

/** Channels and cameras are apart by a constant: the median over all pairs is better than any one of them. */
async function withConstantShift(
  context: PreparationContext,
  pairs: readonly LaidPair[],
  options: { parameters: PairParameters; saturated: number },
  prepared: Prepared,
  stem: string,
): Promise<LaidPair[]> {
  const { cv } = await loadOpenCv();
  const { dx, dy, spread } = constantOffset(pairs.map(({ motion }) => motion));
  const figures = [dx, dy, spread.dx, spread.dy].map((value) => value.toFixed(2));
  prepared.notes.push(
    `${stem}: constant shift of ${figures[0]}, ${figures[1]} px (spread ${figures[2]}, ${figures[3]} px) for all pairs.`,
  );
  const motion = { dx, dy, rotation: 0 };
  // One after another: a movie's frames would not fit into memory at once.
  const laid: LaidPair[] = [];
  for (const { low, high } of pairs) laid.push(await laidPair(cv, context, { low, high }, options, motion));
  return laid;
}

function itemOf(pair: LaidPair, { id, session }: { id: string; session: string }): PreparedItem {
  const { low, high, motion, valid, faults, measures } = pair;
  const moved = motion.dx !== 0 || motion.dy !== 0 || motion.rotation !== 0;
  const reference = (frame: Frame) => ({
    ...planeReference(frame.source, { t: frame.t, c: frame.c, z: frame.z }, { box: valid.box }),
    series: frame.series,
  });
  return preparedItem({
    id,
    target: reference(high),
    input: { ...reference(low), shift: moved ? { ...motion } : null },
    width: valid.width,
    height: valid.height,
    session,
    included: faults.length === 0,
    reason: faults.length === 0 ? '' : sentence(faults.join('; ')),
    measures,
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
