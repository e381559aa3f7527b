import type { DatasetItem } from '../../../../contract/datasets.ts';
import { comparableInput } from '../../../imaging/comparable-input.ts';
import type { InputScaling } from '../../../imaging/comparable-input.ts';
import type { Raster } from '../../../imaging/raster.ts';
import type { ExperimentFeed } from '../experiment.ts';

/** What an evaluation needs of an experiment's feed. */
export type ScoredFeed = Pick<ExperimentFeed, 'items' | 'ids' | 'size' | 'load' | 'inputScaling'>;

/** A held-out pair with what a run makes of it. */
export interface ScoredPair {
  item: DatasetItem;
  /** As the dataset has it. */
  input: Raster;
  /** The input as it is scored: brought to the truth's numbers, where the recipe says so. */
  baseline: Raster;
  result: Raster;
  truth: Raster;
}

/** An input as it is scored itself: what results have to beat. */
export function baselineOf(
  { input, truth }: { input: Raster; truth: Raster },
  scaling: InputScaling | undefined,
): Raster {
  return scaling ? comparableInput(input, truth, scaling) : input;
}
