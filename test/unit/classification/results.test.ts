import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { matrixPicture } from '../../../electron/engine/classification/matrix-picture.ts';
import {
  compareAll,
  listPredictions,
  scoreInput,
} from '../../../electron/engine/classification/score-inputs.ts';
import type { InputFolds, Labelled } from '../../../electron/engine/classification/score-inputs.ts';
import {
  matricesTable,
  predictionsTable,
  scoresTable,
} from '../../../electron/engine/classification/tables.ts';

const images: Labelled = {
  ids: ['=a', 'b', 'c', 'd'],
  labels: [0, 1, 0, 1],
  classes: ['red, large', 'white'],
  groups: [0, 1, 2, 3],
};

/** Two folds that test two images each; `wrong` are predicted the other way round. */
function input(name: string, wrong: number[] = []): InputFolds {
  const predict = (positions: number[]) => ({
    positions,
    classes: positions.map((at) => (wrong.includes(at) ? 1 - (images.labels[at] as number) : (images.labels[at] as number))), // prettier-ignore
    probabilities: positions.map(() => 0.75),
  });
  const fold = (test: number[], training: number[]) => ({
    epoch: 4,
    predictions: { training: predict(training), validation: predict([]), test: predict(test) },
  });
  return { input: name, description: name, folds: [fold([0, 1], [2, 3]), fold([2, 3], [0, 1])] };
}

const [lr, hr] = [input('lr', [0, 1, 2]), input('hr', [0])];

describe('scores of inputs', () => {
  it('are per fold, pooled, and a line of Table 4', () => {
    const scores = scoreInput(images, lr, 1);
    expect(scores.folds.map((fold) => fold.scores.test.accuracy)).toEqual([0, 0.5]);
    expect(scores.pooled.test.counts).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect(scores.pooled.test.shares).toEqual([
      [0, 1],
      [0.5, 0.5],
    ]);
    expect(scores.table.testAccuracy.mean).toBe(0.25);
    expect(scores.table.testAccuracy.standardDeviation).toBeCloseTo(Math.SQRT2 / 4, 12);
    expect(scores.table.validationAccuracy).toEqual({ mean: null, standardDeviation: null });
    expect(scores.folds[0]?.epoch).toBe(4);
  });

  it('are compared image by image', () => {
    expect(compareAll(images, [lr, hr, input('sr')], 1)).toMatchObject([
      { first: 'lr', second: 'hr', onlyFirstRight: 0, onlySecondRight: 2, bothRight: 1, bothWrong: 1, difference: 0.5, p: 0.5 }, // prettier-ignore
      { first: 'lr', second: 'sr', onlySecondRight: 3, difference: 0.75, p: expect.closeTo(0.25, 12) },
      { first: 'hr', second: 'sr', onlySecondRight: 1, difference: 0.25, p: 1 },
    ]);
  });
});

describe('tables', () => {
  const inputs = [scoreInput(images, hr, 1)];

  it('have a line for each fold and split, and for all folds', () => {
    const lines = scoresTable({ inputs, classes: [...images.classes] })
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(1 + 3 * 3);
    expect(lines[0]).toBe(
      'input,fold,split,n,accuracy,balanced accuracy,macro F1,kappa,"F1 red, large",F1 white',
    );
    expect(lines.at(-1)).toBe('hr,all,test,4,0.75,0.75,0.7333333,0.5,0.6666667,0.8');
    const cells = matricesTable({ inputs, classes: [...images.classes] });
    expect(cells).toContain('hr,test,"red, large",white,1,0.5\r\n');
  });

  it('list what was predicted, and hold no formula', () => {
    const lines = predictionsTable(listPredictions(images, [hr])).split('\r\n');
    expect(lines[1]).toBe('hr,1,test,\'=a,0,"red, large",white,0.75');
    expect(lines).toHaveLength(1 + 4 + 1);
  });
});

describe('picture', () => {
  it('shows counts, parts and names as they are, darker where more is right', async () => {
    const svg = matrixPicture([scoreInput(images, hr, 1)], ['<red>', 'white']);
    expect(svg).toContain('&#60;red&#62;');
    expect(svg).toContain('>50.0 %<');
    expect(svg).toContain('accuracy 75.0 %, 4 images');
    const fills = [...svg.matchAll(/fill="rgb\((\d+),/g)].map(([, red]) => Number(red));
    expect(new Set(fills)).toEqual(new Set([8, 255, 132]));
    const { info } = await sharp(Buffer.from(svg)).png().toBuffer({ resolveWithObject: true });
    expect(info.width).toBeGreaterThan(600);
  });
});
