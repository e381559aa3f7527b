import type { Handlers } from '../../contract/calls.ts';
import type { ImageMetrics, ImageScores } from '../../contract/metric-methods.ts';
import { bootstrapInterval } from '../metrics/bootstrap.ts';
import { metrics } from '../metrics/index.ts';
import { comparePaired, comparisonInWords } from '../metrics/paired-comparison.ts';
import type { ScoreLists } from '../metrics/paired-comparison.ts';
import { summarise } from '../metrics/summary.ts';
import type { EngineContext } from './context.ts';
import { forEachPlanePair } from './image-pairs.ts';
import { overlapHandler } from './overlap.ts';
import { scorePlane } from './score-plane.ts';

type Scored = ImageMetrics['pairs'][number];

/** How near images come to their targets: any two files, or folders of files by name. */
export function metricHandlers({
  sources,
}: Pick<EngineContext, 'sources'>): Pick<Handlers, 'image.metrics' | 'image.overlap'> {
  return {
    'image.metrics': async ({ prediction, target, input = null, dataRange = null }, call) => {
      const pairs: Scored[] = [];
      const failed = await forEachPlanePair(sources, { prediction, target, input }, call, (planes) => {
        pairs.push(scorePlane(planes, dataRange));
      });
      return { pairs, ...summary(pairs), definitions: definitions(), failed };
    },
    'image.overlap': overlapHandler(sources),
  };
}

function summary(
  pairs: readonly Scored[],
): Pick<ImageMetrics, 'images' | 'mean' | 'standardDeviation' | 'interval' | 'inputMean' | 'gain'> {
  // Planes of one file are not independent: an image counts once.
  const images = [...Map.groupBy(pairs, ({ prediction }) => prediction).values()];
  const own = images.map((planes) => meanScores(planes));
  const inputs = pairs.some(({ input }) => input)
    ? images.map((planes) => meanScores(planes.flatMap(({ input }) => (input ? [input] : []))))
    : null;
  return {
    images: images.length,
    mean: meanScores(own),
    standardDeviation: ofEach((id) => finite(summarise(valuesOf(own, id)).sd)),
    interval: Object.fromEntries(metrics.map(({ id }) => [id, bootstrapInterval(valuesOf(own, id as Id))])),
    inputMean: inputs && meanScores(inputs),
    gain: inputs ? compare(own, inputs) : [],
  };
}

type Id = keyof ImageScores;

function compare(own: readonly ImageScores[], inputs: readonly ImageScores[]): ImageMetrics['gain'] {
  const lists = metrics.map(({ id, label, unit, better }): ScoreLists => ({
    ...{ label, unit, better },
    first: own.map((scores) => scores[id as Id]),
    second: inputs.map((scores) => scores[id as Id]),
  }));
  const names = { first: 'the prediction', second: 'the input' };
  return comparePaired(lists).map((comparison, i) => ({
    metric: metrics[i]?.id ?? '',
    ...comparison,
    sentence: comparisonInWords(lists[i] as ScoreLists, comparison, names),
  }));
}

/** Of each metric the mean of its finite values; null where there is none. */
function meanScores(scores: readonly ImageScores[]): ImageScores {
  return ofEach((id) => finite(summarise(valuesOf(scores, id)).mean));
}

const valuesOf = (scores: readonly ImageScores[], id: Id): number[] =>
  scores.map((each) => each[id]).filter((value) => value !== null);

function ofEach(value: (id: Id) => number | null): ImageScores {
  return Object.fromEntries(metrics.map(({ id }) => [id, value(id as Id)])) as ImageScores;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function definitions(): Record<string, string> {
  return Object.fromEntries(metrics.map(({ id, reference }) => [id, reference]));
}
