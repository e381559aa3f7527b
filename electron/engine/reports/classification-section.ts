import type { Classification, ClassifiedInput } from '../../contract/classification.ts';
import { heatMap } from './charts/heat-map.ts';
import { fileName } from './distribution-section.ts';
import { compact, counted, figure, signed } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { pValue } from './score-section.ts';
import { plainTable, plots, sentences } from './section.ts';
import type { Figure, Section } from './section.ts';

/** What classifiers make of the images: accuracy, F1 and confusion matrices; null where none was trained. */
export async function classificationSection(list: readonly Classification[]): Promise<Section | null> {
  if (list.length === 0) return null;
  const parts = await Promise.all(list.map(onePart));
  return {
    title: 'Classification',
    body: html`${parts.map(({ body }) => body)}`,
    figures: parts.flatMap(({ figures }) => figures),
  };
}

async function onePart(document: Classification): Promise<{ body: Html; figures: Figure[] }> {
  const { classifier, network, inputs, classes, folds, groups, comparisons, notes, seed } = document;
  const figures = await Promise.all(inputs.map((input) => matrixFigure(document, input)));
  const n = Object.values(document.images).reduce((sum, count) => sum + count, 0);
  const body = html`<p class="soft">
      ${classifier} (${network.parameters.toLocaleString('en-US')} parameters), ${counted(n, 'image')} of
      ${counted(classes.length, 'class').replace(/classs$/, 'classes')},
      ${folds.length === 1 ? 'one split' : `${folds.length}-fold cross-validation`} by ${groups.by}, seed
      ${seed}, run ${document.created.slice(0, 10)}.
    </p>
    ${scoreTable(inputs)} ${classTable(inputs, classes)} ${plots(figures)}
    ${sentences([
      ...comparisons.map(
        ({ first, second, n: compared, difference, interval, p }) =>
          `On the same ${counted(compared, 'image')}, accuracy with ${second} is ${signed(100 * difference, 1)} % of that with ${first}${interval ? ` (95 % interval ${signed(100 * interval[0], 1)} to ${signed(100 * interval[1], 1)})` : ''}; McNemar's exact test p = ${pValue(p)}.`,
      ),
      ...notes,
    ])}`;
  return { body, figures };
}

const percent = (share: number | null): string => (share === null ? '–' : `${figure(100 * share, 1)} %`);
const ofFolds = ({ mean, standardDeviation }: ClassifiedInput['table']['testAccuracy']): string =>
  standardDeviation === null ? percent(mean) : `${percent(mean)} ± ${figure(100 * standardDeviation, 1)}`;

function scoreTable(inputs: readonly ClassifiedInput[]): Html {
  const between = (bounds: [number, number] | null): string =>
    bounds ? ` [${compact(bounds[0])}, ${compact(bounds[1])}]` : '';
  return plainTable(
    ['Images', 'Training', 'Validation', 'Test', 'Macro F1', 'Balanced accuracy', 'Kappa'],
    inputs.map(({ input, table, pooled, intervals }) => [
      input,
      ofFolds(table.trainingAccuracy),
      ofFolds(table.validationAccuracy),
      ofFolds(table.testAccuracy),
      ofFolds(table.testMacroF1),
      percent(pooled.test.balancedAccuracy),
      `${figure(pooled.test.kappa, 3)}${between(intervals.kappa)}`,
    ]),
    'Accuracy: mean ± sample standard deviation over folds. Balanced accuracy and Cohen’s kappa of all folds’ test images together [95 % bootstrap interval].',
  );
}

function classTable(inputs: readonly ClassifiedInput[], classes: readonly string[]): Html {
  return plainTable(
    ['F1 by class (test)', ...classes],
    inputs.map(({ input, pooled }) => [input, ...pooled.test.perClass.map(({ f1 }) => figure(f1, 3))]),
  );
}

async function matrixFigure({ id, classes }: Classification, input: ClassifiedInput): Promise<Figure> {
  const { counts, shares, n, accuracy } = input.pooled.test;
  const size = Math.min(560, 220 + 70 * classes.length);
  const chart = await heatMap(
    {
      title: `Confusion matrix, ${input.input}`,
      rows: { label: 'True class', names: classes },
      columns: { label: 'Predicted class', names: classes },
      values: shares,
      low: 0,
      high: 1,
      text: (row, column) => `${counts[row]?.[column] ?? 0}\n${percent(shares[row]?.[column] ?? null)}`,
      valueLabel: 'Part of the true class',
    },
    { width: size, height: size - 60 },
  );
  const caption = `${input.description} Test images of all folds: ${n}, accuracy ${percent(accuracy)}. Each cell: images and their part of the row.`;
  return { name: `confusion-${fileName(id)}-${fileName(input.input)}`, chart, caption };
}
