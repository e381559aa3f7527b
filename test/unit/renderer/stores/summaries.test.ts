import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../../../../electron/contract/datasets.ts';
import type { ImageScore } from '../../../../electron/contract/documents.ts';
import { cellSizes, summariseSplits } from '../../../../renderer/stores/dataset-summary.ts';
import { meanOf, psnrGain, sortScores, summariseGain } from '../../../../renderer/stores/score-summary.ts';
import { datasetOf, itemOf } from '../../../support/dataset-document.ts';
import { evaluationOf, imageScoreOf } from '../../../support/evaluation.ts';

const item = (id: string, photo: string, split: DatasetItem['split'], width: number): DatasetItem =>
  itemOf(id, photo, split, { width, height: 10 });
const score = (id: string, inputPsnr: number | null, psnr: number | null, ssim: number): ImageScore =>
  imageScoreOf(id, { file: `${id}.png`, inputPsnr, psnr, inputSsim: 0.5, ssim });

describe('a dataset in numbers', () => {
  const dataset = datasetOf([
    item('a-1', 'a', 'training', 20),
    item('a-2', 'a', 'training', 30),
    item('b-1', 'b', 'test', 60),
    item('c-1', 'c', 'training', 40),
  ]);

  it('counts cells and photos of each split, the empty one too', () => {
    expect(summariseSplits(dataset).map(({ split, cells, photos }) => [split, cells, photos.length])).toEqual(
      [
        ['training', 3, 2],
        ['validation', 0, 0],
        ['test', 1, 1],
      ],
    );
  });

  it('tells the sizes of cells; none for an empty dataset', () => {
    expect(cellSizes(dataset)).toEqual({ min: 20, median: 35, max: 60 });
    expect(cellSizes(datasetOf([]))).toBeNull();
  });
});

describe('scores in numbers', () => {
  const scores = [score('x-2', 20, 25, 0.9), score('x-10', 30, 29, 0.4), score('x-1', null, null, 1)];

  it('gain is result less input; identical images have none', () => {
    expect(scores.map(psnrGain)).toEqual([5, -1, null]);
    const gain = summariseGain(evaluationOf(scores));
    expect(gain.psnr).toEqual({ mean: 2, sd: Math.sqrt(18), n: 2 });
    expect(gain.ssim.n).toBe(3);
    expect(gain.better).toBe(1);
  });

  it('standard deviation is the sample’s; one value has none', () => {
    expect(meanOf([1, 2, 3, 4]).sd).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(meanOf([1]).sd).toBeNaN();
  });

  it('sort by any column; cells in natural order, infinite PSNR as the largest', () => {
    const ids = (...args: Parameters<typeof sortScores> extends [unknown, ...infer Rest] ? Rest : never) =>
      sortScores(scores, ...args).map(({ id }) => id);
    expect(ids('cell', false)).toEqual(['x-1', 'x-2', 'x-10']);
    expect(ids('psnr', true)).toEqual(['x-1', 'x-10', 'x-2']);
    expect(ids('gain', false)).toEqual(['x-10', 'x-2', 'x-1']);
    expect(ids('ssim', true)).toEqual(['x-1', 'x-2', 'x-10']);
  });
});
