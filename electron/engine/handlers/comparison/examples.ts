import type { CallContext } from '../../../contract/calls.ts';
import type { ComparedImage } from '../../../contract/comparison.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { ComparisonExample } from '../../reports/comparison/comparison-content.ts';
import type { EngineContext } from '../context.ts';
import type { CommonItem } from './common-items.ts';
import type { FoundRun } from './find-runs.ts';
import { openFeed } from './score-runs.ts';

/** The images that a comparison shows, by fixed positions so that nobody picks them. */
export function choosePositions(
  images: readonly Pick<ComparedImage, 'runs'>[],
): { title: string; index: number }[] {
  const mean = ({ runs }: Pick<ComparedImage, 'runs'>): number => {
    // An image that a run makes exactly has no finite PSNR: nothing is better.
    const values = Object.values(runs).map(({ psnr }) => psnr ?? Infinity);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const sorted = images
    .map((image, index) => ({ index, mean: mean(image) }))
    .sort((a, b) => (a.mean < b.mean ? 1 : a.mean > b.mean ? -1 : 0));
  const wanted = [
    { title: 'First of the dataset', index: 0 },
    { title: 'Median by the runs’ mean PSNR', index: sorted[Math.floor((sorted.length - 1) / 2)]?.index },
    { title: 'Worst by the runs’ mean PSNR', index: sorted.at(-1)?.index },
  ];
  const taken = new Set<number>();
  return wanted.flatMap(({ title, index }) => {
    if (index === undefined || images[index] === undefined || taken.has(index)) return [];
    taken.add(index);
    return [{ title, index }];
  });
}

/** Input, each run's result and truth of the chosen images; made anew, as all results together may not fit. */
export async function exampleImages(
  context: EngineContext,
  runs: readonly FoundRun[],
  items: readonly CommonItem[],
  images: readonly ComparedImage[],
  { signal }: CallContext,
): Promise<ComparisonExample[]> {
  const chosen = choosePositions(images);
  const results: Raster[][] = chosen.map(() => []);
  const pairs: { input: Raster; truth: Raster }[] = [];
  for (const [r, run] of runs.entries()) {
    const feed = await openFeed(context, run);
    await context.generators.use(run.project.folder, run.record, 'best', async ({ generator }) => {
      for (const [k, { index }] of chosen.entries()) {
        const pair = await feed.load(items[index]?.ids[r] ?? '');
        if (r === 0) pairs.push(pair);
        results[k]?.push(await generator.translate(pair.input, { signal }));
      }
    });
  }
  return chosen.map(({ title, index }, k) => ({
    title,
    id: images[index]?.id ?? '',
    pictures: [
      { caption: 'Input', raster: pairs[k]?.input as Raster, score: images[index]?.input },
      ...(results[k] ?? []).map((raster, r) => ({
        caption: runs[r]?.name ?? '',
        raster,
        score: images[index]?.runs[runs[r]?.record.id ?? ''],
      })),
      { caption: 'Truth', raster: pairs[k]?.truth as Raster, isTruth: true },
    ],
  }));
}
