import { AbbeError } from '../../../contract/errors.ts';
import { percentileRange, valueRange } from '../../imaging/display.ts';
import { findAlternation } from '../../imaging/exposure-alternation.ts';
import type { Alternation, FrameStatistics } from '../../imaging/exposure-alternation.ts';
import { folderName } from '../match-path.ts';
import type { MatchContext, PreparationContext, PreparationSource } from '../preparation.ts';

/** One plane of a movie. */
export interface Frame {
  source: string;
  series: number;
  t: number;
  c: number;
  z: number;
}

export interface Movie {
  name: string;
  /** The file, or the first of a folder's. */
  file: string;
  frames: Frame[];
}

const natural = new Intl.Collator('en', { numeric: true });

/**
 * The movies in the sources: each position of each file with several frames, or each folder of single frames in
 * the order of their names.
 * @throws AbbeError invalid-input where the channel or slice is not there.
 */
export async function moviesOf(
  context: MatchContext,
  { movies: kind, channel, slice }: { movies: 'auto' | 'files' | 'folders'; channel: number; slice: number },
): Promise<Movie[]> {
  const usable = context.sources.filter(({ info }) => !info.rgb);
  if (usable.length === 0) {
    throw new AbbeError(
      'invalid-input',
      'Movies of grey frames are needed; these files hold colour pictures.',
    );
  }
  const single = usable.every(({ info }) => info.shape[0] === 1);
  const place = { c: channel, z: slice };
  if (kind === 'folders' || (kind === 'auto' && single)) return folderMovies(usable, place);
  const movies: Movie[] = [];
  for (const source of usable) {
    for (let series = 0; series < source.info.seriesCount; series += 1) {
      const info = series === 0 ? source.info : await context.info(source.name, series);
      const position = source.info.seriesCount > 1 ? ` position ${series + 1}` : '';
      const frames = Array.from({ length: info.shape[0] }, (_, t) => ({
        source: source.name,
        series,
        t,
        ...place,
      }));
      movies.push({ name: `${source.file}${position}`, file: source.file, frames });
    }
  }
  return movies;
}

function folderMovies(sources: readonly PreparationSource[], place: { c: number; z: number }): Movie[] {
  const folders = Map.groupBy(sources, ({ file }) =>
    file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))),
  );
  return [...folders.values()].map((files) => {
    const sorted = [...files].sort((a, b) => natural.compare(a.file, b.file));
    const first = sorted[0] as PreparationSource;
    return {
      name: folderName(first.file) || first.file,
      file: first.file,
      frames: sorted.map(({ name }) => ({ source: name, series: 0, t: 0, ...place })),
    };
  });
}

/** Which frames of a movie make pairs. */
export interface MoviePairs {
  pairs: { low: Frame; high: Frame }[];
  /** The camera's largest number, as far as the frames tell. */
  saturated: number;
  /** What was found, in words. */
  note: string;
}

/**
 * Reads every frame once and finds the alternation.
 * @param tell told of the share done; throws once cancelled.
 * @throws RangeError with the reason where exposures do not alternate.
 */
export async function alternationOf(
  context: PreparationContext,
  { frames }: Movie,
  tell: (share: number) => Promise<void>,
): Promise<MoviePairs> {
  const statistics: FrameStatistics[] = [];
  const exposures: (number | null)[] = [];
  let [brightest, integers] = [0, true];
  for (const [i, { source, ...index }] of frames.entries()) {
    await tell(i / frames.length);
    const raster = await context.raster(source, index);
    integers &&= raster.dtype !== 'float32';
    brightest = Math.max(brightest, valueRange(raster).max);
    statistics.push({
      median: percentileRange(raster, 50, 50).min,
      bright: percentileRange(raster, 99.5, 99.5).min,
    });
    exposures.push((await context.metadata(source, index, index.series)).exposure ?? null);
  }
  const stated = exposures.every((exposure) => exposure !== null) ? exposures : null;
  const found = findAlternation(stated, statistics);
  const frame = (index: number): Frame => frames[index] as Frame;
  return {
    pairs: found.pairs.map(({ low, high }) => ({ low: frame(low), high: frame(high) })),
    saturated: integers ? cameraMaximum(brightest) : Infinity,
    note: describe(found, frames.length),
  };
}

/** 255, 1023, 4095, 16383 or 65535: cameras count to a power of two. */
function cameraMaximum(brightest: number): number {
  return [8, 10, 12, 14, 16].map((bits) => 2 ** bits - 1).find((largest) => largest >= brightest) ?? Infinity;
}

function describe(found: Alternation, frames: number): string {
  const { period, lowFrames, highFrames, pairs, dropped, confidence, source } = found;
  const by = source === 'metadata' ? 'the exposure times' : 'the brightness';
  const lost =
    dropped.length === 0
      ? ''
      : ` Dropped frames: ${dropped.map(({ exposure, after }) => `${exposure} after frame ${after}`).join(', ')}.`;
  return `${frames} frames alternate with period ${period} by ${by}: ${lowFrames.length} low, ${highFrames.length} high, ${pairs.length} pairs (confidence ${confidence.toFixed(2)}).${lost}`;
}
