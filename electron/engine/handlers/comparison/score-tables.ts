import type { ComparedImage, Comparison, Spread } from '../../../contract/comparison.ts';
import type { Splitting } from '../../../contract/datasets.ts';
import type { ImageScores } from '../../../contract/metric-methods.ts';
import { metrics } from '../../metrics/index.ts';
import { comparePaired, comparisonInWords } from '../../metrics/paired-comparison.ts';
import { spreadOf } from '../score-statistics.ts';

/** What runs are tested by: all metrics at once would ask for seven times the certainty of each. */
const tested = ['psnr', 'ssim'] as const;

type Comparisons = Comparison['comparisons'];
type Named = { id: string; name: string };

/** What each metric comes to. */
export function spreadsOf(scores: readonly ImageScores[]): Record<string, Spread> {
  return Object.fromEntries(
    metrics.map(({ id }) => [id, spreadOf(scores.map((each) => each[id as keyof ImageScores]))]),
  );
}

/**
 * Each two runs against each other, image by image, by PSNR and SSIM, with Holm's correction for all of these tests
 * together. Where several images are of one group (a photo, session or subject), which makes them alike, the same
 * over the groups' means.
 */
export function compareRuns(
  images: readonly ComparedImage[],
  runs: readonly Named[],
  by: Splitting['by'],
): Comparisons {
  const valuesOf = (run: string, metric: keyof ImageScores) =>
    images.map((image) => image.runs[run]?.[metric] ?? null);
  const overImages = compareLists(runs, valuesOf, 'image');
  const groups = [...Map.groupBy(images, ({ group }) => group).values()];
  if (groups.length === images.length || groups.length < 2) return overImages;
  const ofGroups = (run: string, metric: keyof ImageScores) =>
    groups.map((own) => spreadOf(own.map((image) => image.runs[run]?.[metric] ?? null)).mean);
  return [...overImages, ...compareLists(runs, ofGroups, by)];
}

function compareLists(
  runs: readonly Named[],
  valuesOf: (run: string, metric: keyof ImageScores) => (number | null)[],
  over: Comparisons[number]['over'],
): Comparisons {
  const pairs = runs.flatMap((first, i) => runs.slice(i + 1).map((second) => ({ first, second })));
  const lists = pairs.flatMap(({ first, second }) =>
    metrics
      .filter(({ id }) => tested.some((one) => one === id))
      .map(({ id, label, unit, better }) => ({
        ...{ id, label, unit, better, pair: { first, second } },
        first: valuesOf(first.id, id as keyof ImageScores),
        second: valuesOf(second.id, id as keyof ImageScores),
      })),
  );
  return comparePaired(lists).map((compared, i) => {
    const { id, pair, ...list } = lists[i] as (typeof lists)[number];
    const names = { first: pair.first.name, second: pair.second.name, each: over };
    const sentence = comparisonInWords(list, compared, names);
    return { metric: id, ...compared, sentence, first: pair.first.id, second: pair.second.id, over };
  });
}
