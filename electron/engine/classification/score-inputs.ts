import type {
  Classification,
  ClassificationComparison,
  ClassifiedInput,
  Prediction,
  ScoredMatrix,
} from '../../contract/classification.ts';
import { splits } from '../../contract/datasets.ts';
import type { Split } from '../../contract/datasets.ts';
import { classificationScores } from '../metrics/classification-scores.ts';
import type { ConfusionMatrix } from '../metrics/confusion-matrix.ts';
import { addMatrices, confusionMatrix, rowShares } from '../metrics/confusion-matrix.ts';
import { finiteOrNull, summarise } from '../metrics/summary.ts';
import type { TrainedFold } from './class-training.ts';
import type { Scored } from './intervals.ts';
import { meanInterval, scoreIntervals } from './intervals.ts';
import { mcnemar } from './mcnemar.ts';

/** The images of a classification as all inputs share them. */
export interface Labelled {
  ids: readonly string[];
  /** Class number of each image. */
  labels: readonly number[];
  classes: readonly string[];
  /** Number of each image's group. */
  groups: readonly number[];
}

/** All folds of one input. */
export interface InputFolds {
  input: string;
  description: string;
  folds: readonly TrainedFold[];
}

/** The scores of one input: per fold, pooled and as a line of the paper's Table 4. */
export function scoreInput(images: Labelled, result: InputFolds, seed: number): ClassifiedInput {
  const classes = images.classes.length;
  const matrices = result.folds.map(({ predictions }) =>
    eachSplit((split) => {
      const { positions, classes: predicted } = predictions[split];
      return confusionMatrix(positions.map((at) => images.labels[at] as number), predicted, classes); // prettier-ignore
    }),
  );
  const folds = matrices.map((matrix, fold) => ({
    fold,
    epoch: (result.folds[fold] as TrainedFold).epoch,
    scores: eachSplit((split) => scored(matrix[split])),
  }));
  const meanOf = (split: Split, key: 'accuracy' | 'macroF1') => {
    const { mean, sd } = summarise(folds.map(({ scores }) => scores[split][key] ?? NaN));
    return { mean: finiteOrNull(mean), standardDeviation: finiteOrNull(sd) };
  };
  return {
    input: result.input,
    description: result.description,
    folds,
    pooled: eachSplit((split) =>
      scored(
        addMatrices(
          matrices.map((matrix) => matrix[split]),
          classes,
        ),
      ),
    ),
    intervals: scoreIntervals(testedOf(images, result), classes, seed),
    table: {
      trainingAccuracy: meanOf('training', 'accuracy'),
      validationAccuracy: meanOf('validation', 'accuracy'),
      testAccuracy: meanOf('test', 'accuracy'),
      testMacroF1: meanOf('test', 'macroF1'),
    },
  };
}

/** Two inputs on the same tested images; the folds are the same for all inputs. */
export function compareInputs(
  images: Labelled,
  first: InputFolds,
  second: InputFolds,
  seed: number,
): ClassificationComparison {
  const [a, b] = [testedOf(images, first), testedOf(images, second)];
  const pairs = a.map((one, i) => ({
    group: one.group,
    first: one.predicted === one.truth,
    second: (b[i] as Scored).predicted === one.truth,
  }));
  const count = (ofFirst: boolean, ofSecond: boolean): number =>
    pairs.filter((pair) => pair.first === ofFirst && pair.second === ofSecond).length;
  const [onlyFirst, onlySecond] = [count(true, false), count(false, true)];
  const differences = pairs.map((pair) => ({ ...pair, value: Number(pair.second) - Number(pair.first) }));
  return {
    first: first.input,
    second: second.input,
    n: pairs.length,
    bothRight: count(true, true),
    onlyFirstRight: onlyFirst,
    onlySecondRight: onlySecond,
    bothWrong: count(false, false),
    difference: (onlySecond - onlyFirst) / pairs.length,
    interval: meanInterval(differences, seed),
    p: mcnemar(onlyFirst, onlySecond),
  };
}

/** Every input with every later one. */
export function compareAll(
  images: Labelled,
  results: readonly InputFolds[],
  seed: number,
): Classification['comparisons'] {
  return results.flatMap((first, i) =>
    results.slice(i + 1).map((second) => compareInputs(images, first, second, seed)),
  );
}

/** Validation and test predictions by image, for a table. */
export function listPredictions(images: Labelled, results: readonly InputFolds[]): Prediction[] {
  const held = splits.filter((split) => split !== 'training');
  return results.flatMap(({ input, folds }) =>
    folds.flatMap(({ predictions }, fold) =>
      held.flatMap((split) =>
        predictions[split].positions.map((at, i) => ({
          input,
          fold,
          split,
          item: images.ids[at] as string,
          group: images.groups[at] as number,
          truth: images.classes[images.labels[at] as number] as string,
          predicted: images.classes[predictions[split].classes[i] as number] as string,
          probability: predictions[split].probabilities[i] as number,
        })),
      ),
    ),
  );
}

function testedOf({ labels, groups }: Labelled, { folds }: InputFolds): Scored[] {
  return folds.flatMap(({ predictions: { test } }) =>
    test.positions.map((at, i) => ({
      group: groups[at] as number,
      truth: labels[at] as number,
      predicted: test.classes[i] as number,
    })),
  );
}

function scored(matrix: ConfusionMatrix): ScoredMatrix {
  return { ...classificationScores(matrix), counts: matrix, shares: rowShares(matrix) };
}

function eachSplit<T>(of: (split: Split) => T): Record<Split, T> {
  return { training: of('training'), validation: of('validation'), test: of('test') };
}
