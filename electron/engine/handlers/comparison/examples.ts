import type { CallContext } from '../../../contract/calls.ts';
import type { ComparedImage } from '../../../contract/comparison.ts';
import type { Raster } from '../../imaging/raster.ts';
import { upright } from '../../imaging/volume/slices.ts';
import type { ComparisonExample } from '../../reports/comparison/comparison-content.ts';
import type { EngineContext } from '../context.ts';
import { baselineOf } from '../runs/evaluation/scored-pair.ts';
import { pixelSizeOf, sourcesOf } from '../runs/report/pixel-size.ts';
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

/**
 * Input (as it is scored), each run's result and truth of the chosen images; made anew, as all results together may
 * not fit.
 */
export async function exampleImages(
  context: EngineContext,
  runs: readonly FoundRun[],
  items: readonly CommonItem[],
  images: readonly ComparedImage[],
  call: CallContext,
): Promise<ComparisonExample[]> {
  const chosen = choosePositions(images);
  const [first] = runs as [FoundRun];
  const open = await sourcesOf(context, first.project, first.dataset);
  const shown: ComparisonExample[] = [];
  for (const { title, index } of chosen) {
    const { item } = items[index] as CommonItem;
    const id = images[index]?.id ?? '';
    shown.push({ title, id, pixelSize: await pixelSizeOf(item.target, open), pictures: [] });
  }
  for (const [r, run] of runs.entries()) {
    const feed = await openFeed(context, run);
    await context.generators.use(run.project.folder, run.record, 'best', async ({ generator }) => {
      for (const [k, { index }] of chosen.entries()) {
        const { item, ids } = items[index] as CommonItem;
        const pair = await feed.load(ids[r] ?? '');
        const result = await generator.translate(pair.input, call);
        const scores = images[index];
        const stand = item.target.kind === 'slice' ? upright : (raster: Raster) => raster;
        const pictures = shown[k]?.pictures;
        if (r === 0) {
          // The colours of classes are no intensities.
          const input = item.input?.kind === 'classes' ? pair.input : baselineOf(pair, feed.inputScaling);
          pictures?.push(
            { caption: 'Input', raster: stand(input), score: scores?.input },
            { caption: 'Truth', raster: stand(pair.truth), isTruth: true },
          );
        }
        // The truth stays the last.
        pictures?.splice(-1, 0, {
          caption: run.name,
          raster: stand(result),
          score: scores?.runs[run.record.id],
        });
      }
    });
  }
  return shown;
}
