import type { Evaluation, ImageScore } from '../../../../contract/evaluation.ts';
import type { ScoreStatistics } from '../../score-statistics.ts';
import { compareScores, meanScores, statisticsOf } from '../../score-statistics.ts';
import { inputScores, joinScores, resultScores } from './image-score.ts';

type Statistics = Pick<Evaluation, 'mean' | 'standardDeviation' | 'interval'>;
export type ScoreSummary = Statistics & Pick<Evaluation, 'comparison' | 'groups' | 'summary'>;

const names = { first: 'the result', second: 'the input' };

/**
 * What the scores of images come to: over images, and over groups of images that are not independent (one photo,
 * session or subject), each group counted once by its mean; and the answer in words.
 */
export function summariseScores(
  images: readonly ImageScore[],
  by: NonNullable<Evaluation['groups']>['by'],
): ScoreSummary {
  const own = images.map(resultScores);
  const inputs = images.map(inputScores);
  const statistics = join(statisticsOf(own), statisticsOf(inputs));
  const comparison = images.length > 0 ? compareScores(own, inputs, names) : [];
  const groups = summariseGroups(images, by);
  const scores = { ...statistics, comparison, groups };
  return { ...scores, summary: inWords(scores, images.length) };
}

function summariseGroups(
  images: readonly ImageScore[],
  by: NonNullable<Evaluation['groups']>['by'],
): Evaluation['groups'] {
  const groups = [...Map.groupBy(images, ({ group }) => group).values()];
  if (groups.length === images.length) return null;
  const own = groups.map((each) => meanScores(each.map(resultScores)));
  const inputs = groups.map((each) => meanScores(each.map(inputScores)));
  return {
    by,
    n: groups.length,
    ...join(statisticsOf(own), statisticsOf(inputs)),
    comparison: compareScores(own, inputs, { ...names, each: by }),
  };
}

function join(own: ScoreStatistics, inputs: ScoreStatistics): Statistics {
  return {
    mean: joinScores(own.mean, inputs.mean),
    standardDeviation: joinScores(own.standardDeviation, inputs.standardDeviation),
    interval: joinScores(own.interval, inputs.interval),
  };
}

/** The two metrics that people ask for first. */
const told = ['psnr', 'ssim'];

function inWords({ comparison, groups }: Omit<ScoreSummary, 'summary'>, images: number): string[] {
  if (images === 0) return [];
  const sentencesOf = (list: Evaluation['comparison']): string[] =>
    list.filter(({ metric }) => told.includes(metric)).map(({ sentence }) => sentence);
  if (groups === null) return sentencesOf(comparison);
  const { n, by } = groups;
  const dependent =
    n === 1
      ? `All ${images} images are of one ${by}: how other ${by}s come out cannot be told from them.`
      : `The ${images} images are of ${n} ${by}s, and images of one ${by} are alike; counted once each, these are the ${by}s' means:`;
  return [...sentencesOf(comparison), dependent, ...(n === 1 ? [] : sentencesOf(groups.comparison))];
}
