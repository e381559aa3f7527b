import { describe, expect, it } from 'vitest';
import { classificationSchema } from '../../../electron/contract/classification.ts';
import { splits } from '../../../electron/contract/datasets.ts';
import {
  areaMeasuresSchema,
  distributionMeasuresSchema,
  spotMeasuresSchema,
} from '../../../electron/contract/evaluation-measures.ts';
import { classificationSection } from '../../../electron/engine/reports/classification-section.ts';
import { curveSection } from '../../../electron/engine/reports/curve-section.ts';
import { distributionSection } from '../../../electron/engine/reports/distribution-section.ts';
import type { Section } from '../../../electron/engine/reports/section.ts';
import { spotSection } from '../../../electron/engine/reports/spot-section.ts';
import { evaluationOf } from '../../support/evaluation.ts';
import { runRecordOf } from '../../support/run-record.ts';

/** The words of a chapter, pictures left out. */
function wordsOf(section: Section | null): string {
  return (section?.body.text ?? '')
    .replace(/<svg[^]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}
const rowsOf = (section: Section | null, name: string) =>
  section?.figures.find((figure) => figure.name === name)?.chart.table.rows;

const energy = { statistic: 12.5, pValue: 0.004, permutations: 999 };
const over = (mean: number) => ({ n: 2, mean, sd: 0.5, interval: { low: mean - 1, high: mean + 1 } });

describe('sets of images', () => {
  const distribution = distributionMeasuresSchema.parse({
    ...{ features: 'patches', patch: 64, shrunkenTo: 32, components: 4, notes: ['Patches are alike.'] },
    rows: { real: 2, generated: 1 },
    explainedVarianceRatio: [0.612, 0.2],
    points: [
      { set: 'real', image: 'a', x: 1, y: 2 },
      { set: 'real', image: 'b', x: 3, y: 4 },
      { set: 'generated', image: 'a', x: 5, y: 6 },
    ],
    energy: [{ set: 'generated', ...energy }],
  });

  it('lie on the components of the real ones, with their distance', async () => {
    const section = await distributionSection(evaluationOf([], { distribution }));
    expect(rowsOf(section, 'pca')).toEqual([
      ['Real', 'a', 1, 2],
      ['Real', 'b', 3, 4],
      ['Generated', 'a', 5, 6],
    ]);
    expect(section?.figures[0]?.chart.svg).toContain('61.2 % of the variance');
    expect(wordsOf(section)).toContain('Generated 1 12.5 0.004');
    expect(wordsOf(section)).toContain('Patches are alike.');
  });

  it('are compared by the areas of their classes', async () => {
    const perImage = { real: [0.1, 0.2], generated: [0.3] };
    const areas = areaMeasuresSchema.parse({
      classes: [{ name: 'Golgi body', real: over(0.15), generated: over(0.3), energy, perImage }],
    });
    const section = await distributionSection(evaluationOf([], { areas }));
    expect(rowsOf(section, 'area-golgi-body')).toEqual([
      ['Real', '', 10],
      ['Real', '', 20],
      ['Generated', '', 30],
    ]);
    expect(wordsOf(section)).toContain(
      'Golgi body 0.15 ± 0.5 [−0.85, 1.15] 0.3 ± 0.5 [−0.7, 1.3] 12.5 0.004',
    );
  });

  it('are no chapter where nothing was measured', async () => {
    expect(await distributionSection(evaluationOf([]))).toBeNull();
    expect(await spotSection(evaluationOf([]))).toBeNull();
    expect(await classificationSection([])).toBeNull();
  });
});

describe('spots', () => {
  const side = (fwhm: number[]) => ({
    ...{ found: fwhm.length, fwhm, failedFits: 1, snr: [4, null] },
    background: { sd: 2, robustSd: 1, relativeToSignal: 0.25 },
  });
  const match = {
    ...{ matched: 1, precision: 0.5, recall: 1, f1: 0.67, localisationError: 0.3, rmsError: 0.4 },
    ...{ lost: [], invented: [{ x: 3, y: 4 }] },
  };
  const width = { n: 2, median: 2.5, lowerQuartile: 2, upperQuartile: 3, failed: 1 };

  it('have widths in the unit of the files, and none where there are no spots', async () => {
    const spots = spotMeasuresSchema.parse({
      options: { minSigma: 1, maxSigma: 3, threshold: 5, tolerance: 2, radius: 6 },
      pixelSize: { x: 0.1, y: 0.1, unit: 'µm' },
      perImage: [
        { id: 'a', truth: side([2, 3]), input: { ...side([]), match }, result: { ...side([2.5]), match } },
      ],
      ...{ summary: [], comparison: [] },
      fwhm: { truth: width, result: width, input: { ...width, n: 0, median: null } },
    });
    const section = await spotSection(evaluationOf([], { spots }));
    expect(wordsOf(section)).toContain('Result 2.50 px = 0.25 µm 2.00 to 3.00 px 2 1');
    expect(wordsOf(section)).toContain('Input – ');
    const widths = rowsOf(section, 'psf-width')?.map(([name, , value]) => [name, value]);
    expect(widths).toEqual([
      ['Truth', expect.closeTo(0.2, 9)],
      ['Truth', expect.closeTo(0.3, 9)],
      ['Result', expect.closeTo(0.25, 9)],
    ]);
    expect(rowsOf(section, 'snr')?.map(([name, , value]) => [name, value])).toEqual([
      ['Truth', 4],
      ['Result', 4],
      ['Input', 4],
    ]);
  });
});

describe('classifications', () => {
  const score = {
    ...{ n: 4, accuracy: 0.75, balancedAccuracy: 0.75, macroF1: 0.733, kappa: 0.5 },
    perClass: [
      { n: 2, precision: 1, recall: 0.5, f1: 0.667 },
      { n: 2, precision: 0.667, recall: 1, f1: 0.8 },
    ],
    counts: [[1, 1], [0, 2]], // prettier-ignore
    shares: [[0.5, 0.5], [0, 1]], // prettier-ignore
  };
  const mean = { mean: 0.75, standardDeviation: 0.05 };
  const document = classificationSchema.parse({
    ...{
      format: 'abbe-classification',
      version: 1,
      id: '20260131-small',
      created: '2026-01-31T12:00:00.000Z',
    },
    ...{ dataset: 'cells', sources: [], classifier: 'small', network: { id: 'small', parameters: 1234 } },
    ...{
      parameters: {},
      degradation: null,
      seed: 1,
      classes: ['red', 'white'],
      images: { red: 2, white: 2 },
    },
    ...{ groups: { by: 'photo', n: 4 }, folds: [{ training: 2, validation: 1, test: 4 }] },
    inputs: [
      {
        ...{ input: 'hr', description: 'Photos as they are.', folds: [] },
        pooled: Object.fromEntries(splits.map((split) => [split, score])),
        intervals: { accuracy: null, balancedAccuracy: null, macroF1: null, kappa: [0.1, 0.9] },
        table: {
          ...{ trainingAccuracy: mean, validationAccuracy: mean, testAccuracy: mean, testMacroF1: mean },
        },
      },
    ],
    comparisons: [],
    ...{ versions: {}, device: 'CPU', seconds: 1, notes: ['White cells were thinned out.'], files: [] },
  });

  it('show accuracy, F1 by class and the confusion matrix with counts and shares', async () => {
    const section = await classificationSection([document]);
    const words = wordsOf(section);
    expect(words).toContain('hr 75.0 % ± 5.0 75.0 % ± 5.0 75.0 % ± 5.0');
    expect(words).toContain('0.500 [0.100, 0.900]');
    expect(words).toContain('hr 0.667 0.800');
    expect(words).toContain('White cells were thinned out.');
    expect(rowsOf(section, 'confusion-20260131-small-hr')).toEqual([
      ['red', 'red', 0.5, '1 50.0 %'],
      ['red', 'white', 0.5, '1 50.0 %'],
      ['white', 'red', 0, '0 0.0 %'],
      ['white', 'white', 1, '2 100.0 %'],
    ]);
  });
});

describe('curves', () => {
  it('mark the best checkpoint and the input’s own score', async () => {
    const record = runRecordOf({
      validation: {
        ...{ images: ['a', 'b'], input: { psnr: 20 } },
        points: [100, 200, 300].map((step, i) => ({ step, scores: { psnr: [21, 25, 24][i] ?? null } })),
      },
      best: { step: 200, metric: 'psnr', value: 25 },
    });
    const section = await curveSection(record, [{ step: 0, values: { content: 1 } }]);
    expect(wordsOf(section)).toContain('The best checkpoint is that of step 200, by PSNR (25), on 2 images');
    expect(rowsOf(section, 'validation-psnr')).toEqual([
      ['PSNR', 100, 21],
      ['PSNR', 200, 25],
      ['PSNR', 300, 24],
      ['input', null, 20],
    ]);
    expect(section.figures[0]?.chart.svg).toContain('>best</text>');
    expect(section.figures.map(({ name }) => name)).toEqual(['validation-psnr', 'loss-content']);
  });
});
