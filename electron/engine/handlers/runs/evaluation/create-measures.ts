import type { DatasetDocument, Split } from '../../../../contract/datasets.ts';
import type { SpotMeasures } from '../../../../contract/evaluation-measures.ts';
import type { RecipeMeasure } from '../../../recipes/recipe.ts';
import { distributionMeasure } from './distribution-measure.ts';
import type { Measure } from './measure.ts';
import { membraneMeasure } from './membrane-measure.ts';
import type { PatchNetwork } from './patch-distribution.ts';
import { resolutionMeasure } from './resolution-measure.ts';
import { spotMeasure } from './spot-measure.ts';
import { textureMeasure } from './texture-measure.ts';
import type { ScoredFeed } from './scored-pair.ts';

export interface MeasureContext {
  dataset: DatasetDocument;
  feed: ScoredFeed;
  split: Split;
  /** Of the images scored, where their files agree on one. */
  pixelSize: SpotMeasures['pixelSize'];
  /** Whose features the kernel distance is over; null: structure features. */
  network?: PatchNetwork | null;
}

const factories: Record<RecipeMeasure, (context: MeasureContext) => Measure> = {
  spots: ({ pixelSize }) => spotMeasure(pixelSize),
  resolution: () => resolutionMeasure(),
  distribution: ({ feed, split, network }) => distributionMeasure(feed, split, network),
  texture: () => textureMeasure(),
  membranes: ({ dataset, feed }) => membraneMeasure(dataset, feed),
};

/** What a recipe's results are measured by beside their scores. */
export function createMeasures(ids: readonly RecipeMeasure[], context: MeasureContext): Measure[] {
  return ids.map((id) => factories[id](context));
}
