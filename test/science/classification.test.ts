import { describe, expect, it } from 'vitest';
import type { ScoredMatrix } from '../../electron/contract/classification.ts';
import {
  compareInputs,
  listPredictions,
  scoreInput,
} from '../../electron/engine/classification/score-inputs.ts';
import type { InputFolds, Labelled } from '../../electron/engine/classification/score-inputs.ts';
import { predictionsTable } from '../../electron/engine/classification/tables.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { findPython, runPython } from '../support/python.ts';

const python = findPython();

/** scikit-learn and SciPy on the table of predictions that a classification writes. */
const reference = `
import csv, json, sys
import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import (accuracy_score, balanced_accuracy_score, cohen_kappa_score, confusion_matrix,
                             f1_score, precision_recall_fscore_support)

rows = [r for r in csv.DictReader(sys.stdin) if r["split"] == "test"]
classes = json.loads(sys.argv[1])

def scores(rows):
    t, p = [r["true class"] for r in rows], [r["predicted class"] for r in rows]
    precision, recall, f1, n = precision_recall_fscore_support(t, p, labels=classes, zero_division=0)
    return {
        "counts": confusion_matrix(t, p, labels=classes).tolist(),
        "accuracy": accuracy_score(t, p),
        "balancedAccuracy": balanced_accuracy_score(t, p),
        "macroF1": f1_score(t, p, labels=classes, average="macro", zero_division=0),
        "kappa": cohen_kappa_score(t, p, labels=classes),
        "perClass": [dict(zip(("precision", "recall", "f1", "n"), map(float, v))) for v in zip(precision, recall, f1, n)],
    }

def intervals(rows):
    groups = {}
    for r in rows:
        groups.setdefault(r["group"], []).append(r)
    random, names = np.random.default_rng(1), list(groups)
    drawn = [scores([r for g in random.choice(names, len(names)) for r in groups[g]]) for _ in range(400)]
    of = lambda key: [float(v) for v in np.percentile([s[key] for s in drawn], [2.5, 97.5])]
    return {key: of(key) for key in ("accuracy", "kappa")}

out = {}
for name in sorted({r["input"] for r in rows}):
    mine = [r for r in rows if r["input"] == name]
    folds = sorted({r["fold"] for r in mine})
    accuracies = [scores([r for r in mine if r["fold"] == f])["accuracy"] for f in folds]
    out[name] = {
        "pooled": scores(mine), "intervals": intervals(mine),
        "mean": float(np.mean(accuracies)), "sd": float(np.std(accuracies, ddof=1)),
    }
right = {n: {r["item"]: r["true class"] == r["predicted class"] for r in rows if r["input"] == n} for n in out}
first, second = (sum(right[a][i] and not right[b][i] for i in right[a]) for a, b in (("hr", "lr"), ("lr", "hr")))
print(json.dumps({"inputs": out, "mcnemar": binomtest(first, first + second).pvalue}))`;

interface Theirs {
  inputs: Record<
    string,
    {
      pooled: Pick<
        ScoredMatrix,
        'accuracy' | 'balancedAccuracy' | 'macroF1' | 'kappa' | 'counts' | 'perClass'
      >;
      intervals: Record<'accuracy' | 'kappa', [number, number]>;
      mean: number;
      sd: number;
    }
  >;
  mcnemar: number;
}

/** 300 images of 30 photos in three classes of unlike size. */
const images: Labelled = {
  ids: Array.from({ length: 300 }, (_, i) => `image-${i}`),
  labels: Array.from({ length: 300 }, (_, i) => (i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2)),
  classes: ['red, large', 'white', 'platelets'],
  groups: Array.from({ length: 300 }, (_, i) => Math.floor(i / 10)),
};

/** Five folds that predict a share of the images as another class. */
function foldsOf(input: string, wrong: number, seed: number): InputFolds {
  const random = seededRandom(seed);
  const predict = (positions: number[]) => ({
    positions,
    classes: positions.map((at) => {
      const label = images.labels[at] as number;
      return random() < wrong ? (label + 1 + Math.floor(2 * random())) % 3 : label;
    }),
    probabilities: positions.map(() => random()),
  });
  const all = images.ids.map((_, i) => i);
  return {
    input,
    description: input,
    folds: Array.from({ length: 5 }, (_, k) => ({
      epoch: 1,
      predictions: {
        training: predict(all.filter((i) => (images.groups[i] as number) % 5 !== k)),
        validation: predict([]),
        test: predict(all.filter((i) => (images.groups[i] as number) % 5 === k)),
      },
    })),
  };
}

describe.skipIf('missing' in python)('a classification equals scikit-learn’s on its predictions', () => {
  it('in matrices, scores, intervals and tests', { timeout: 120_000 }, async () => {
    const results = [foldsOf('lr', 0.3, 1), foldsOf('hr', 0.1, 2)] as [InputFolds, InputFolds];
    const table = predictionsTable(listPredictions(images, results));
    const tool = 'path' in python ? python.path : '';
    const said = await runPython(
      tool,
      reference,
      [JSON.stringify(images.classes)],
      new TextEncoder().encode(table),
    );
    const theirs = JSON.parse(said.toString()) as Theirs;
    for (const result of results) {
      const { pooled, intervals, table: means } = scoreInput(images, result, 1);
      const expected = theirs.inputs[result.input] as Theirs['inputs'][string];
      expect(pooled.test.counts).toEqual(expected.pooled.counts);
      for (const key of ['accuracy', 'balancedAccuracy', 'macroF1', 'kappa'] as const) {
        expect(pooled.test[key], key).toBeCloseTo(expected.pooled[key] as number, 12);
      }
      for (const [c, own] of pooled.test.perClass.entries()) {
        for (const key of ['precision', 'recall', 'f1', 'n'] as const) {
          expect(own[key], key).toBeCloseTo(expected.pooled.perClass[c]?.[key] as number, 12);
        }
      }
      expect(means.testAccuracy.mean).toBeCloseTo(expected.mean, 12);
      expect(means.testAccuracy.standardDeviation).toBeCloseTo(expected.sd, 12);
      for (const key of ['accuracy', 'kappa'] as const) {
        const [low, high] = expected.intervals[key];
        // Draws of another generator: the ends of 400 resamples vary by some hundredths of their distance.
        expect(Math.abs((intervals[key]?.[0] ?? NaN) - low), key).toBeLessThan(0.15 * (high - low));
        expect(Math.abs((intervals[key]?.[1] ?? NaN) - high), key).toBeLessThan(0.15 * (high - low));
      }
    }
    const { p } = compareInputs(images, ...results, 1);
    expect(p).toBeCloseTo(theirs.mcnemar, 10);
  });
});
