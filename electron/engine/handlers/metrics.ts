import type { Handlers } from '../../contract/calls.ts';
import type { ImageMetrics } from '../../contract/metric-methods.ts';
import type { EngineContext } from './context.ts';
import { forEachPlanePair } from './image-pairs.ts';
import { overlapHandler } from './overlap.ts';
import { scorePlane } from './score-plane.ts';
import { compareScores, definitions, meanScores, statisticsOf } from './score-statistics.ts';

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
  // Planes of one image are not independent: it counts once. The images of a file are positions or scenes, each
  // of other structures.
  const images = [...Map.groupBy(pairs, ({ prediction, series }) => `${series} ${prediction}`).values()];
  const own = images.map((planes) => meanScores(planes));
  const inputs = pairs.some(({ input }) => input)
    ? images.map((planes) => meanScores(planes.flatMap(({ input }) => (input ? [input] : []))))
    : null;
  return {
    images: images.length,
    ...statisticsOf(own),
    inputMean: inputs && meanScores(inputs),
    gain: inputs ? compareScores(own, inputs, { first: 'the prediction', second: 'the input' }) : [],
  };
}
