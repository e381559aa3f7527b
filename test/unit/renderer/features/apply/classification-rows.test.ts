import { describe, expect, it } from 'vitest';
import type { Classification, ClassifiedInput } from '../../../../../electron/contract/classification.ts';
import {
  comparisonSentences,
  scoreLines,
} from '../../../../../renderer/features/apply/classify/classification-rows.ts';

function inputOf(input: string, accuracy: number, kappa: number | null): ClassifiedInput {
  const pooled = { test: { n: 188, accuracy, balancedAccuracy: 0.9, macroF1: 0.8, kappa } };
  const intervals = { accuracy: [0.9, 1], balancedAccuracy: [0.85, 0.95], macroF1: null, kappa: null };
  return { input, description: `images of ${input}`, pooled, intervals } as unknown as ClassifiedInput;
}

const found: Pick<Classification, 'inputs' | 'comparisons'> = {
  inputs: [inputOf('hr', 0.984, 0.957), inputOf('r1', 0.973, null)],
  comparisons: [
    {
      ...{
        first: 'hr',
        second: 'r1',
        n: 188,
        bothRight: 180,
        onlyFirstRight: 6,
        onlySecondRight: 1,
        bothWrong: 1,
      },
      ...{ difference: -0.0266, interval: [-0.05, -0.001], p: 0.03 },
    },
  ],
};
const nameOf = ({ input, description }: { input: string; description: string }): string =>
  input === 'r1' ? 'Results of MicroGAN' : description;

describe('what a classification found', () => {
  it('is a line for each kind of images: scores with their intervals, and n', () => {
    const [images, results] = scoreLines(found, nameOf);
    expect(images).toMatchObject({
      description: 'images of hr',
      n: '188',
      accuracy: '0.984 [0.900,\u00a01.000]',
      macroF1: '0.800',
    });
    expect(results).toMatchObject({ description: 'Results of MicroGAN', kappa: '–' });
  });

  it('is told in sentences with difference, interval, test, p and n', () => {
    expect(comparisonSentences(found, nameOf)).toEqual([
      'Results of MicroGAN against images of hr: accuracy −2.7 percentage points [−5.0,\u00a0−0.1], McNemar’s exact test p = 0.03, n = 188. More than chance explains.',
    ]);
    const [first] = found.comparisons;
    const chance = { ...found, comparisons: [{ ...first!, p: 0.4, interval: null }] };
    expect(comparisonSentences(chance, nameOf)[0]).toMatch(/points, McNemar.*p = 0\.4.*Chance alone may/);
  });
});
